# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Why a message did not arrive, and whether the address is dead.

Clear words come first, because servers give any code with any meaning; then the
enhanced status code (RFC 3463), vague words, and the SMTP reply code (RFC 5321).
"""

import re
from functools import lru_cache

from .addresses import FIND_ADDRESS
from .reason_codes import REASON_BY_REPLY, REASON_BY_STATUS, REASON_BY_SUBJECT
from .reason_words import REASON_WORDS, VAGUE_WORDS
from .values import (
    ADDRESS_UNKNOWN,
    DOMAIN_NOT_FOUND,
    OTHER,
    PERMANENT_REASONS,
    REFUSED,
    UNREACHABLE,
)
from .words import Words, fold

MAX_DIAGNOSTIC = 4_000

_REPLY = re.compile(r"(?:^|[\s:;'\"(\[<>#])([245][0-5]\d)(?=[\s\-:#\])]|$)")

# What a mail server adds to the words of the other one: who said it, and when.
_REPORTER = re.compile(
    r"\(?in reply to (?:end of )?[a-z: ]{1,20}command\)?"
    r"|smtp error from remote (?:mail )?(?:server|mailer) after [^:\n]{1,40}:"
    r"(?: ?<?@>?:)?"
    r"|host [\w.-]{1,255} ?\[[^\]\n]{1,80}\](?: said)?:"
)
# Some gateways put their own opinion before the words of the remote server.
_OPINION = re.compile(r"^\d\.\d\.\d - [\w/ ]{1,40} (?=[245]\d\d)")

# During which SMTP command the message was refused, as servers say it. What was
# refused at MAIL FROM says nothing about the recipient.
_PHASE = r"(?:in reply to|after|response to|during|smtp command) ?(?:the )?(?:end of )?"
_SENDER_PHASE = Words(
    _PHASE + r"(?:mail from|ehlo|helo|initial connection|connect\b)",
    r">>> ?(?:mail from|ehlo|helo)\b[^\n]{0,300}<<< ?[45]",
    r"\[mail_from\]",
)
_DATA_PHASE = Words(
    _PHASE + r"(?:pipelined )?(?:data\b|i sent the message)",
    r">>> ?data <<< ?[45]",
    r"\[(?:data|eod)\]",
)
_RECIPIENT_PHASE = Words(r"(?<!need )\brcpt(?:\b|_)", "does not like recipient")

# Some providers (mobile ones in Japan, for instance) take every recipient, and say
# this after the message when a filter of the recipient refuses it.
_FILTER_WORDS = Words(
    r"\b(?:user unknown|unknown user|no such user|user not exist)",
)
# What only they say: nobody named, or one without brackets.
_NOBODY_NAMED = Words(r"[45]\d\d:? ?: user unknown")
_FILTER_SHAPE = Words(r"[45]\d\d[ -]'?unknown user @")
# What is wrong by these status codes is not the address, whatever vague words say.
_OTHER_SUBJECTS = ("3", "4", "6", "7")
# These say more than what stands around the words of a server.
_EXACT_SUBJECTS = ("4", "6", "7")
_NOT_YET = Words(r"\b(?:try|again|later|temporar\w*|moment|retry|busy|while)\b")


def find_reply(text):
    """Return the first SMTP reply code in a text, or ""."""
    found = _REPLY.search(text[:MAX_DIAGNOSTIC])
    return found.group(1) if found else ""


def judge(status, reply_code, said, *around):
    """Return (reason, permanent) for one recipient.

    :param str status: enhanced status code, or ""
    :param str reply_code: SMTP reply code, or ""
    :param str said: what the remote server said
    :param around: what the report says around it, the nearest first
    :return: (one of values.REASONS, True if mail to the address will never work)
    """
    phase = " ".join(map(_fold, (said, *around[:1])))
    said, *around = map(normalize, (said, *around))
    temporary = (reply_code or status).startswith("4")
    reason, clear = _find_reason(status, reply_code, said, around)
    if reason in PERMANENT_REASONS and _SENDER_PHASE.search(phase):
        return REFUSED, False
    if reason == DOMAIN_NOT_FOUND and temporary:
        return UNREACHABLE, False  # the name server may answer otherwise tomorrow
    if reason != ADDRESS_UNKNOWN:
        return reason, reason in PERMANENT_REASONS and not temporary
    if clear:
        return reason, _is_meant(status, said, phase, temporary)
    return reason, not temporary and _is_final(status, reply_code, phase)


def _find_reason(status, reply_code, said, around):
    """Return (reason, True if clear words give it)."""
    if reason := _reason_by_words(said):
        return reason, True
    if reason := REASON_BY_STATUS.get(status.partition(".")[2]):
        return reason, False
    subject = _subject(status)
    is_vague = subject not in _OTHER_SUBJECTS and VAGUE_WORDS.search
    if is_vague and is_vague(said):
        return ADDRESS_UNKNOWN, False
    if subject in _EXACT_SUBJECTS:
        return REASON_BY_SUBJECT[subject], False
    for text in around:
        if reason := _reason_by_words(text):
            return reason, True
    if is_vague and any(map(is_vague, around)):
        return ADDRESS_UNKNOWN, False
    reason = REASON_BY_SUBJECT.get(subject) or REASON_BY_REPLY.get(reply_code)
    return reason or OTHER, False


def normalize(text):
    """Return what the tables of words are compared with: what a server said itself.

    :param str text: any text; a part of it at the beginning is read
    :return: the text folded, without addresses, because "full@box.example" is no news,
        and without what the reporting server added
    """
    return _REPORTER.sub("", _fold(text))


def _fold(text):
    """Return a text folded, with every address replaced by "@"."""
    text = _OPINION.sub("", text[:MAX_DIAGNOSTIC])
    return re.sub(r"\s+", " ", fold(FIND_ADDRESS.sub("@", text)))


@lru_cache(maxsize=64)  # the recipients of one report were often told the same
def _reason_by_words(text):
    """Return the first reason of the table whose words are in the text, or None."""
    return next((r for r, words in REASON_WORDS if words.search(text)), None)


def _is_final(status, reply_code, phase):
    """Tell whether a code and vague words mean that nobody has the address."""
    subject = _subject(status)
    if subject == "1":
        return True
    refused = (reply_code or status).startswith("5")
    return refused and subject != "2" and not _DATA_PHASE.search(phase)


def _is_meant(status, said, phase, temporary):
    """Tell whether words like "user unknown" mean that, and not that a filter refused.

    In doubt an address is not dead.
    """
    if _NOBODY_NAMED.search(said) or (temporary and _NOT_YET.search(said)):
        return False
    subject = _subject(status)
    if subject == "1" or _RECIPIENT_PHASE.search(phase):
        return True
    if not _FILTER_WORDS.search(said):
        return True
    if _FILTER_SHAPE.search(said) or subject == "2":
        return False
    return not _DATA_PHASE.search(phase)


def _subject(status):
    """Return what a status code is about: its middle number."""
    return status.partition(".")[2].partition(".")[0]
