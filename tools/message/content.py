# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The bytes of a message: identity, storage form, and the headers that lists show."""

import hashlib
import zlib
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.policy import compat32

from .head import HEADER_LIMIT, mend_head
from .identity import read_message_id

TEXT_LIMIT = 1000
"""Characters of a header that are kept for lists and searches."""

_SAMPLE = 64 * 1024
_WORTH_IT = 0.7


def digest_of(raw):
    """Return the SHA-256 of the raw bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def fingerprint_of(digest, recipients):
    """Return what makes a stored message unique: its bytes and its recipients.

    A mail server that retries sends both again; a second copy for somebody else has
    other recipients.

    :param digest: what :func:`digest_of` returned.
    :param recipients: envelope recipients, in any order and case.
    :return: 64 hexadecimal digits.
    """
    addresses = sorted({recipient.lower() for recipient in recipients})
    return hashlib.sha256("\0".join([digest, *addresses]).encode()).hexdigest()


def pack(raw):
    """Compress the bytes when that pays.

    Encoded attachments hardly shrink: a sample tells before time is spent on them.

    :return: tuple of the bytes to store and whether they are compressed.
    """
    sample = raw[:_SAMPLE]
    if len(zlib.compress(sample, 1)) > _WORTH_IT * len(sample):
        return raw, False
    return zlib.compress(raw, 1), True


def unpack(stored, is_compressed):
    """Return the raw bytes that :func:`pack` was given."""
    return zlib.decompress(stored) if is_compressed else bytes(stored)


def read_headers(raw):
    """Read the headers that lists show. Never fails, whatever the bytes.

    :return: dict of ``subject``, ``header_from``, ``header_to``, ``message_id``;
        decoded, without control characters, shortened; empty where missing. The id
        is the text that is stored, indexed and compared everywhere.
    """
    start = mend_head(raw[:HEADER_LIMIT])
    headers = BytesHeaderParser(policy=compat32).parsebytes(start)
    return {
        "subject": _text(headers, "Subject"),
        "header_from": _text(headers, "From"),
        "header_to": _text(headers, "To"),
        "message_id": _message_id(headers),
    }


def made_message_id(digest):
    """Return the Message-Id of a message that came without one."""
    return f"<{digest[:40]}@content.invalid>"


def _message_id(headers):
    """Return the id of a message, see :func:`identity.read_message_id`."""
    for name, value in headers.raw_items():
        if name.lower() == "message-id":
            return read_message_id(value)
    return ""


def _text(headers, name):
    """Decode one header of the compat32 policy (RFC 2047), as far as it goes."""
    value = headers.get(name, "")
    try:
        text = str(make_header(decode_header(value)))
    except (LookupError, ValueError, MessageError):
        text = str(value)
    text = text.encode("utf-8", "replace").decode()
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:TEXT_LIMIT]
