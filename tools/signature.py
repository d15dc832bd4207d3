# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What this database signs, to know it again: bounce addresses and tags of notices.

A bounce address, ``bounce+<id>-<signature>@``, names the message it is for.
A report that comes there is attributed without the headers of the original, and one
with a wrong signature is forged. The mail system must deliver sub-addresses.
"""

import hmac
import re
from typing import NamedTuple

from .message.addresses import SUBADDRESS_MARK, split

SIGNATURE_LENGTH = 20
"""Hexadecimal digits: 80 bits, and the local part stays below its 64 characters."""

TAG_END = "loop-detection-bounce-email"

_TAG = re.compile(
    rf"-openerp-(?P<nonce>[0-9a-f]{{16}})\."
    rf"(?P<signature>[0-9a-f]{{{SIGNATURE_LENGTH}}})-{TAG_END}@"
)
_DETAIL = re.compile(
    rf"(?P<id>\d{{1,10}})-(?P<signature>[0-9a-f]{{{SIGNATURE_LENGTH}}})"
)


class Signed(NamedTuple):
    """What a signed bounce address says.

    :param message_id: id of the ``mail.message``, 0 where the signature is forged.
    :param recipient: whose bounces come there, empty for any recipient of it.
    """

    message_id: int
    recipient: str = ""


def sign(address, message_id, recipient, digest):
    """Return the bounce address of one message, for one recipient.

    :param str address: the plain bounce address.
    :param int message_id: id of the message.
    :param str recipient: whom it is sent to, normalized; empty for several at once.
    :param digest: function that returns the keyed digest of a text, in hexadecimal.
    """
    local_part, domain = split(address)
    signature = _signature(message_id, recipient, digest)
    return f"{local_part}{SUBADDRESS_MARK}{message_id}-{signature}@{domain}"


def read_signed(address, digest, recipients_of):
    """Return what a bounce address says.

    :param str address: normalized.
    :param digest: see :func:`sign`.
    :param recipients_of: function that returns to whom the message of an id was sent.
    :return: :class:`Signed`, None for a plain address.
    """
    _user, mark, detail = split(address)[0].partition(SUBADDRESS_MARK)
    found = _DETAIL.fullmatch(detail)
    if not mark or not found:
        return None
    message_id = int(found["id"])
    for recipient in ("", *recipients_of(message_id)):
        expected = _signature(message_id, recipient, digest)
        if hmac.compare_digest(expected, found["signature"]):
            return Signed(message_id, recipient)
    return Signed(0)


def _signature(message_id, recipient, digest):
    """Return the digits that only this database can know."""
    return _digits(f"{message_id} {recipient}".strip(), digest)


def _digits(text, digest):
    """Return as much of the keyed digest of a text as a signature has."""
    return digest(text)[:SIGNATURE_LENGTH]


def make_tag(nonce, digest):
    """Return the tag of a notice, which stands in an id that the notice refers to.

    Odoo knows its end.

    :param str nonce: 16 hexadecimal digits of chance.
    :param digest: see :func:`sign`.
    """
    return f"{nonce}.{_digits(nonce, digest)}-{TAG_END}"


def has_own_tag(references, digest):
    """Whether a message refers to a notice of this database.

    :param str references: the ids that it refers to.
    :param digest: see :func:`sign`.
    """
    return any(
        hmac.compare_digest(_digits(found["nonce"], digest), found["signature"])
        for found in _TAG.finditer(references)
    )
