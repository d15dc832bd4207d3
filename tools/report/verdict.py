# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Why a message did not arrive, and whether the address is dead.

The words come first, because servers give any code with any meaning; then the
enhanced status code (RFC 3463), then the SMTP reply code (RFC 5321).
"""

import re

from .addresses import FIND_ADDRESS
from .reasons import REASON_BY_REPLY, REASON_BY_STATUS, REASON_BY_TEXT
from .values import (
    ADDRESS_UNKNOWN,
    DOMAIN_NOT_FOUND,
    OTHER,
    PERMANENT_REASONS,
    REFUSED,
    UNREACHABLE,
)

MAX_DIAGNOSTIC = 4_000

# During which SMTP command the message was refused, as servers say it. What was
# refused at MAIL FROM says nothing about the recipient.
_SENDER_PHASE = re.compile(
    r"(?:in reply to|after|response to|during|>>>) ?(?:the )?"
    r"(?:mail from|ehlo|helo|initial connection|connect)|\[mail_from\]",
    re.I,
)
_DATA_PHASE = re.compile(
    r"(?:in reply to|after|response to|during|>>>|smtp command) ?(?:the )?"
    r"(?:end of data|data\b|pipelined data|i sent the message)|\[(?:data|eod)\]|"
    r"failed after i sent the message",
    re.I,
)
_RECIPIENT_PHASE = re.compile(r"rcpt[ _]to", re.I)
_REPLY = re.compile(r"(?:^|[\s:;'\"(\[<>#])([245][0-5]\d)(?=[\s\-:#]|$)")


def find_reply(text):
    """Return the first SMTP reply code in a text, or ""."""
    found = _REPLY.search(text[:MAX_DIAGNOSTIC])
    return found.group(1) if found else ""


def judge(status, reply_code, *texts):
    """Return (reason, permanent) for one recipient.

    :param str status: enhanced status code, or ""
    :param str reply_code: SMTP reply code, or ""
    :param texts: what the remote server said; then what the notice says around it
    :return: (one of values.REASONS, True if mail to the address will never work)
    """
    said, *around = map(_normalize, texts)
    reason = (
        _reason_by_text(said)
        or REASON_BY_STATUS.get(status)
        or next(filter(None, map(_reason_by_text, around)), None)
        or REASON_BY_STATUS.get(status.partition(".")[2].partition(".")[0])
        or REASON_BY_REPLY.get(reply_code)
        or OTHER
    )
    reason = _in_phase(reason, status, " ".join([said, *around[:1]]))
    if reason == DOMAIN_NOT_FOUND and status.startswith("4"):
        reason = UNREACHABLE  # the name server may answer otherwise tomorrow
    return reason, reason in PERMANENT_REASONS


def _normalize(text):
    """Return a text in lower case, without addresses: "full@box.example" is no news."""
    text = FIND_ADDRESS.sub("@", text[:MAX_DIAGNOSTIC])
    return re.sub(r"\s+", " ", text).lower()


def _reason_by_text(text):
    """Return the first reason of the table whose words are in the text, or None."""
    return next((r for r, pattern in REASON_BY_TEXT if pattern.search(text)), None)


def _in_phase(reason, status, text):
    """Return the reason, corrected by the SMTP command that was refused.

    "User unknown" after the whole message, from a server that had taken the
    recipient, is how some providers (mobile ones in Japan, for instance) put that
    a filter of the recipient refused it.
    """
    if reason not in PERMANENT_REASONS or _RECIPIENT_PHASE.search(text):
        return reason
    if _SENDER_PHASE.search(text):
        return REFUSED
    at_data = reason == ADDRESS_UNKNOWN and not status.startswith("5.1.")
    return REFUSED if at_data and _DATA_PHASE.search(text) else reason
