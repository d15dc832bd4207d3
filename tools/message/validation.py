# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Recognise a provider that asks to confirm a forwarding or redirection."""

import re

from odoo.tools.mail import decode_message_header, email_normalize

_FORWARDING = (
    r"forward|redirec|email routing|destination address|"
    r"weiterleit|umleit|transfert|réachemin|reenv[ií]|"
    r"inoltr|reindirizz|doorst|przekier|przekaz|encaminh|vidarebefor"
)
_CONFIRMATION = (
    r"confirm|verif|validat|approv|"
    r"bestätig|überprüf|valider|vérifi|bevestig|potwierd|weryfik|conferm|bekräft"
)
_SENDERS = {"forwarding-noreply@google.com", "noreply@notify.cloudflare.com"}
_SUBJECT = re.compile(
    rf"(?:{_FORWARDING}).*(?:{_CONFIRMATION})|(?:{_CONFIRMATION}).*(?:{_FORWARDING})",
    re.IGNORECASE,
)
_LINK = b"https://"
_TEXT_LIMIT = 64 * 1024


def is_validation_request(message):
    """Whether the message asks to confirm a redirection by a link.

    :param message: the parsed message; its sender or its subject tells, and it must
        bring a link: without one there is nothing to confirm.
    """
    sender = email_normalize(decode_message_header(message, "From"))
    subject = decode_message_header(message, "Subject")
    if sender not in _SENDERS and not _SUBJECT.search(subject):
        return False
    # bytes, because nobody needs to know the charset to see a link
    return any(
        _LINK in (part.get_payload(decode=True) or b"")[:_TEXT_LIMIT]
        for part in message.walk()
        if part.get_content_maintype() == "text"
    )
