# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Parse what mail programs really send: damaged in ways that need not stop a message.

The stored bytes stay as they came; only what is read from them is mended.
"""

import codecs
import email
import email.policy

from .content import digest_of, made_message_id

FALLBACK_CHARSET = "iso-8859-1"
"""Reads any bytes; most texts without a known charset are close to it."""


def parse(raw):
    """Parse raw bytes as leniently as the gateway of Odoo allows.

    :param bytes raw: the message as it came in.
    :return: ``email.message.EmailMessage``, with a Message-Id that can be read.
    """
    message = email.message_from_bytes(_mend_bytes(raw), policy=email.policy.SMTP)
    _mend_message_id(message, raw)
    for part in message.walk():
        _mend_charset(part)
    return message


def _mend_bytes(raw):
    """Leave out what no database takes, and what stands before the headers."""
    return raw.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")


def _mend_message_id(message, raw):
    """Give a message an id where it has none, or one that the parser chokes on."""
    try:
        if message.get("Message-Id", "").strip():
            return
    except (IndexError, ValueError):  # brackets within the brackets, for instance
        pass
    del message["Message-Id"]
    message["Message-Id"] = made_message_id(digest_of(raw))


def _mend_charset(part):
    """Give a text a charset that exists where it names another."""
    if part.get_content_maintype() != "text":
        return
    charset = part.get_content_charset()
    try:
        codecs.lookup(charset or FALLBACK_CHARSET)
    except LookupError:
        part.set_param("charset", FALLBACK_CHARSET)
