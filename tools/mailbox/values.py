# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a mailbox hands over, whether by IMAP or by POP."""

import time
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses

from ..message.content import HEADER_LIMIT
from ..message.envelope import Envelope

BATCH_MESSAGES = 100
BATCH_BYTES = 4 * 1024 * 1024
"""A message larger than this makes a batch of its own."""

TOO_LARGE = "too_large"
REFUSED = "refused"
EMPTY = "empty"
BROKE_CONNECTION = "broke_connection"
NOT_A_MESSAGE = "not_a_message"
NOT_STORED = "not_stored"
ASKED = "asked"
"""Why a message stays in the mailbox."""

FINAL_REASONS = frozenset({TOO_LARGE, NOT_A_MESSAGE})
"""Reasons that trying again does not change."""


class MailboxError(Exception):
    """The mail server refused a command."""


@dataclass(frozen=True)
class Fetched:
    """A message as it is in the mailbox.

    :param uid: what the server calls it: UID (int) of IMAP, UIDL (str) of POP.
    :param raw: the unchanged bytes.
    """

    uid: int | str
    raw: bytes


@dataclass(frozen=True)
class Unfetched:
    """A message that could not be had, for one of the reasons of this module."""

    uid: int | str
    reason: str


@dataclass
class Allowance:
    """How long one mailbox may be worked at, before it is another one's turn.

    :param seconds: time from now on.
    :param messages: most messages to fetch; 0: no limit.
    """

    seconds: float
    messages: int = 0
    fetched: int = 0
    deadline: float = field(init=False)

    def __post_init__(self):
        self.deadline = time.monotonic() + self.seconds

    def spend(self, messages):
        """Note that so many messages were fetched."""
        self.fetched += messages

    @property
    def is_used_up(self):
        """Whether the next message has to wait for the next turn."""
        if self.messages and self.fetched >= self.messages:
            return True
        return time.monotonic() >= self.deadline


def batches_of(sizes, max_messages=BATCH_MESSAGES, max_bytes=BATCH_BYTES):
    """Cut messages into batches that neither memory nor patience runs out over.

    :param dict sizes: size in bytes of each uid, in the order to keep.
    :return: iterator of lists of uids; none is empty.
    """
    batch, total = [], 0
    for uid, size in sizes.items():
        if batch and (len(batch) >= max_messages or total + size > max_bytes):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch


def envelope_of(raw, header="", owner=""):
    """Return the envelope that a fetched message had, as far as it can be known.

    :param bytes raw: the message.
    :param str header: name of the header in which the provider keeps the envelope
        recipient. Only its first occurrence counts: others may come from the sender.
    :param str owner: address that the mailbox belongs to, where no header tells.
    :return: :class:`Envelope`, empty where nothing is known.
    """
    if not header:
        return Envelope.of(None, [owner])
    headers = BytesHeaderParser(policy=compat32).parsebytes(raw[:HEADER_LIMIT])
    recipients = [
        address for _name, address in getaddresses([str(headers.get(header, ""))])
    ]
    sender = str(headers.get("Return-Path", "")).strip()
    return Envelope.of(sender, list(filter(None, recipients)) or [owner])
