# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The formats that flufl.bounce knows. The library is optional."""

import logging
import re
from email.message import Message

from .addresses import clean_address
from .values import DELAYED, FAILED, Report, ReportRecipient

try:
    from flufl.bounce import all_failures
except ImportError:
    all_failures = None

# It logs every detector that it tries, and each of its faults with a traceback.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

# The plain-text patterns of the library know no hyphen in a domain.
_HYPHENS = re.compile(r"(?<=@)[\w.-]{1,253}")
_MASK = "xq0hyphen0qx"


def detect_library(pieces):
    """Ask flufl.bounce, with its known faults mended around it.

    It raises when From is missing or not ASCII, and it misses domains with a hyphen
    in plain text: it gets a harmless From and masked hyphens.
    """
    if all_failures is None:
        return None
    try:
        temporary, permanent = all_failures(_plain_copy(pieces))
    except Exception:  # somebody else's parser, fed with anything: it never decides
        return None
    recipients = [
        ReportRecipient(address, action=action)
        for found, action in ((permanent, FAILED), (temporary, DELAYED))
        for address in sorted(map(_unmask, found))
        if address
    ]
    return Report(recipients=tuple(recipients)) if recipients else None


def _plain_copy(pieces):
    """Return what the report says as a message without any structure."""
    copy = Message()
    for name in ("from", "subject", "to"):
        value = next(iter(pieces.headers.get(name, ())), "")
        copy[name] = value.encode("ascii", "replace").decode()
    if "@" not in copy["from"]:
        copy.replace_header("from", "mailer-daemon@invalid.invalid")
    masked = _HYPHENS.sub(lambda m: m[0].replace("-", _MASK), pieces.text)
    copy.set_payload(masked.encode("ascii", "replace").decode())
    return copy


def _unmask(address):
    """Return an address of the library as we write them, or ""."""
    return clean_address(address.decode("ascii", "replace").replace(_MASK, "-"))
