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
_RECIPIENT_PHASE = re.compile(r"\brcpt(?:\b|_)|does not like recipient", re.I)
# What such filters say; "no mailbox here by that name" is never meant otherwise.
_VAGUE_WORDS = re.compile(r"user unknown|unknown user|no such user|user not exist")
# Sentences of remote servers; without the code that came with them they are hearsay.
_QUOTED_WORDS = re.compile(
    r"(?:doesn't|does not) have an? .{1,60}account|tried to reach does not exist"
    r"|action not taken: mailbox unavailable"
)
# The same server names the user who is unknown, and nobody when a filter refused.
_NAMED = re.compile(r"[45]\d\d\W{1,3}@\W{1,3}user unknown")
_UNNAMED = re.compile(r"[45]\d\d:? : user unknown")
# Some gateways put their own opinion before the words of the remote server.
_OPINION = re.compile(r"^\d\.\d\.\d - [\w/ ]{1,40} (?=[245]\d\d)")
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
    phase = " ".join([said, *around[:1]])
    if reason in PERMANENT_REASONS and _SENDER_PHASE.search(phase):
        reason = REFUSED
    if reason == DOMAIN_NOT_FOUND and status.startswith("4"):
        reason = UNREACHABLE  # the name server may answer otherwise tomorrow
    if reason == ADDRESS_UNKNOWN:
        return reason, _is_sure(status, reply_code, said, phase)
    return reason, reason in PERMANENT_REASONS


def _normalize(text):
    """Return a text in lower case, without addresses: "full@box.example" is no news."""
    text = _OPINION.sub("", text[:MAX_DIAGNOSTIC])
    text = FIND_ADDRESS.sub("@", text)
    return re.sub(r"\s+", " ", text).lower()


def _reason_by_text(text):
    """Return the first reason of the table whose words are in the text, or None."""
    return next((r for r, pattern in REASON_BY_TEXT if pattern.search(text)), None)


def _is_sure(status, reply_code, said, phase):
    """Tell whether "user unknown" means that, and not that a filter refused.

    Some providers (mobile ones in Japan, for instance) take every recipient, and
    say "user unknown" after the message when a filter of the recipient refuses it.
    In doubt an address is not dead.
    """
    if _NAMED.search(said) or _UNNAMED.search(said):
        return not _UNNAMED.search(said)
    if status.partition(".")[2].startswith("1.") or _RECIPIENT_PHASE.search(phase):
        return True
    coded = reply_code or status.strip("450.")
    return not _VAGUE_WORDS.search(said) and bool(
        coded or not _QUOTED_WORDS.search(said)
    )
