# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Names of IMAP folders on the wire: modified UTF-7, quoted (RFC 3501, 5.1.3)."""

import base64
import re

_ENCODED = re.compile(r"&([^-]*)-")
_NOT_PRINTABLE_ASCII = re.compile(r"[^\x20-\x7e]+")


def encode(name):
    """Return a folder's name as a quoted string of the protocol.

    :param str name: what people call it, all levels of it.
    :return: ASCII text with the quotes.
    """
    text = _NOT_PRINTABLE_ASCII.sub(_to_base64, name.replace("&", "&-"))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def decode(name):
    """Return what people call a folder; a name in no valid encoding stays as it is.

    :param str name: as the server wrote it, without quotes.
    """
    try:
        return _ENCODED.sub(_from_base64, name)
    except ValueError:  # also of base64 and of unicode
        return name


def _to_base64(match):
    """Encode the characters of a match, as modified UTF-7 does."""
    text = base64.b64encode(match[0].encode("utf-16-be")).decode()
    return f"&{text.rstrip('=').replace('/', ',')}-"


def _from_base64(match):
    """Decode one encoded part; the empty one stands for an ampersand."""
    if not match[1]:
        return "&"
    text = match[1].replace(",", "/")
    padded = text + "=" * (-len(text) % 4)
    return base64.b64decode(padded, validate=True).decode("utf-16-be")
