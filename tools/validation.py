# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Recognise a provider that asks to confirm a forwarding or redirection."""

import re

from odoo.tools.mail import decode_message_header

_FORWARDING = (
    r"forward|redirect|email routing|destination address|"
    r"weiterleit|umleit|transfert|redirection|réachemin|reenv[ií]|redirec|"
    r"inoltr|reindirizz|doorst|przekier|przekaz|reencaminh|encaminh|vidarebefor"
)
_CONFIRMATION = (
    r"confirm|verif|validat|approv|"
    r"bestätig|überprüf|valider|vérifi|bevestig|potwierd|weryfik|conferm|bekräft"
)
_SENDERS = re.compile(
    r"forwarding-noreply@google\.com|noreply@notify\.cloudflare\.com", re.IGNORECASE
)
_SUBJECT = re.compile(
    rf"(?:{_FORWARDING}).*(?:{_CONFIRMATION})|(?:{_CONFIRMATION}).*(?:{_FORWARDING})",
    re.IGNORECASE,
)
_LINK = re.compile(r"https://")
_TEXT_LIMIT = 64 * 1024


def is_validation_request(message):
    """Whether the message asks to confirm a redirection by a link.

    :param message: the parsed message; its sender or its subject tells, and it must
        bring a link: without one there is nothing to confirm.
    """
    sender = decode_message_header(message, "From")
    subject = decode_message_header(message, "Subject")
    if not _SENDERS.search(sender) and not _SUBJECT.search(subject):
        return False
    return any(
        _LINK.search(part.get_content()[:_TEXT_LIMIT])
        for part in message.walk()
        if part.get_content_maintype() == "text"
    )
