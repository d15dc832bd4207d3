# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Who wrote a message, and may it be answered? Two questions, two answers.

What forbids an answer says nothing about who wrote: distribution lists, companies and
mail servers put such headers onto what people write (RFC 3834 and the de-facto ones).
"""

import re
from dataclasses import dataclass, replace

from .absence import (
    ABSENCE,
    ABSENCE_LABEL,
    NOTES_ABSENCE,
    NOTES_HEADERS,
    NOTES_MAILER,
    RESPONDER_LABEL,
)
from .headers import read_headers
from .programs import (
    AUTO_GENERATED,
    AUTO_REPLIED,
    BULK,
    LIST,
    MAX_NAME,
    PROGRAM_ADDRESS,
    rows_about,
)

PERSON = "person"  # nothing says otherwise

PROGRAMS = (AUTO_REPLIED, AUTO_GENERATED)
KINDS = (PERSON, *PROGRAMS, LIST, BULK)

_COMMENTS = re.compile(r"\A(?:\s*\([^()]{0,200}\))*\s*")
_MARK = "auto-submitted"
_SUPPRESSED = re.compile(r"[a-z]+")
_NULL_PATH = re.compile(r"<\s*>")

# [MS-OXCMAIL], section 2.1.3.2.20: what the sender wants none of. DR, RN and NRN are
# reports and receipts, which we do not send.
_NO_ANSWERS = {"all", "oof", "autoreply"}
_NO_NOTICES = {"all", "ndr"}


@dataclass(frozen=True)
class Origin:
    """Who wrote a message, as far as its headers tell, and whether to answer it.

    :param kind: one of ``KINDS``.
    :param is_sure: nobody but a program writes such a header. Without it, a person
        may have written the words: in a tracker, through a ticket system.
    :param header: lower-case name of the header that tells the kind.
    :param value: what it says.
    :param no_answer: name of the header for which nothing may be sent that only
        acknowledges the message; empty where nothing forbids it.
    :param no_notice: name of the header for which its sender may not even be told
        that it came back; empty where nothing forbids it.
    """

    kind: str = PERSON
    is_sure: bool = False
    header: str = ""
    value: str = ""
    no_answer: str = ""
    no_notice: str = ""

    @property
    def is_program(self):
        """Whether a program wrote it: it must set off no other program."""
        return self.kind in PROGRAMS

    @property
    def is_surely_program(self):
        """Whether that is certain enough to keep the message from people."""
        return self.is_program and self.is_sure

    @property
    def may_be_answered(self):
        """Whether an acknowledgement may be sent (RFC 3834, section 2)."""
        return not self.no_answer

    @property
    def may_be_returned(self):
        """Whether its sender may be told that it was not delivered."""
        return not self.no_notice


UNKNOWN_ORIGIN = Origin()


def read_origin(message, sender=None, answers_ours=False):
    """Tell who wrote a message, and whether it may be answered.

    :param email.message.Message message: the message.
    :param str sender: envelope sender (MAIL FROM), "" or "<>" for the null sender,
        None when the transport does not tell it.
    :param bool answers_ours: whether it refers to a message that we sent.
    :return: :class:`Origin`.
    """
    headers = read_headers(message)
    null_path = _null_path(headers, sender)
    origin = _by_headers(headers) or _by_address(headers)
    origin = _absence(headers, origin, null_path, answers_ours) or origin
    return _with_prohibitions(headers, origin or UNKNOWN_ORIGIN, null_path)


def _by_headers(headers):
    """Return the origin that the surest header tells, None where none does.

    What trackers and ticket systems generate may be a person's words, whatever they
    mark it as.
    """
    found, is_passed_on, is_manual = None, False, _is_manual(headers)
    for name, values in headers.items():
        for rank, kind, is_sure, pattern in rows_about(name[:MAX_NAME]):
            value = _matching(pattern, values)
            if value is None:
                continue
            is_unsure = kind in PROGRAMS and not is_sure
            is_passed_on = is_passed_on or is_unsure
            if (is_manual and is_unsure) or (found and found[0] <= rank):
                continue
            found = rank, Origin(kind, is_sure, name, value)
    if not found:
        return None
    origin = found[1]
    if origin.header == _MARK and origin.kind == AUTO_GENERATED and is_passed_on:
        return replace(origin, is_sure=False)
    return origin


def _matching(pattern, values):
    """Return the first value that a pattern matches, None where none does."""
    for value in values:
        if pattern.match(_COMMENTS.sub("", value)):
            return value
    return None


def _is_manual(headers):
    """Whether a person had it sent, as the message says (RFC 3834, section 5.1)."""
    return any(
        _COMMENTS.sub("", value).lower().startswith("no")
        for value in headers.get("auto-submitted", ())
    )


def _by_address(headers):
    """Return the origin of what an address sends that nobody reads.

    With another address for replies it may be a form that a person filled in.
    """
    for value in headers.get("from", ())[:1] if not _is_manual(headers) else ():
        address = value.rpartition("<")[2].strip(" >")
        local_part, _at, _domain = address.rpartition("@")
        is_form = any(
            reply_to and address not in reply_to
            for reply_to in headers.get("reply-to", ())
        )
        if PROGRAM_ADDRESS.fullmatch(local_part) and not is_form:
            return Origin(AUTO_GENERATED, False, "from", value)
    return None


def _null_path(headers, sender):
    """Return the null return-path (RFC 5321, section 4.5.5), empty for another one."""
    if sender is not None:
        return "<>" if sender.strip() in ("", "<>") else ""
    for value in headers.get("return-path", ())[:1]:
        if _NULL_PATH.fullmatch(value):
            return value
    return ""


def _absence(headers, origin, null_path, answers_ours):
    """Return the origin of an absence note, None where none can be one.

    Its subject counts only with evidence that a responder wrote, and never through
    a list: people write about vacations.
    """
    if origin and origin.kind in (AUTO_REPLIED, LIST):
        return None
    for subject in headers.get("subject", ())[:1]:
        if origin and origin.is_surely_program and ABSENCE.match(subject):
            return replace(origin, kind=AUTO_REPLIED)
        if _is_note(headers, subject, null_path, answers_ours):
            return Origin(AUTO_REPLIED, False, "subject", subject)
    return None


def _is_note(headers, subject, null_path, answers_ours):
    """Whether other evidence makes an absence note of a subject."""
    if NOTES_ABSENCE.match(subject) and _is_from_notes(headers):
        return True
    if not null_path:
        return False
    if answers_ours:
        return bool(ABSENCE.match(subject))
    if RESPONDER_LABEL.match(subject):  # old Exchange says no more
        return True
    asks_for_quiet = "all" in _suppressed(headers) or any(
        value.lower().startswith(("bulk", "junk"))
        for value in headers.get("precedence", ())
    )
    return asks_for_quiet and bool(ABSENCE_LABEL.match(subject))


def _is_from_notes(headers):
    """Whether HCL (IBM, Lotus) Notes or Domino sent it."""
    return any(name in headers for name in NOTES_HEADERS) or any(
        NOTES_MAILER.search(value) for value in headers.get("x-mailer", ())
    )


def _suppressed(headers):
    """Return the answers that the sender wants none of, in lower case."""
    values = headers.get("x-auto-response-suppress", ())
    return {word for it in values for word in _SUPPRESSED.findall(it.lower())}


def _with_prohibitions(headers, origin, null_path):
    """Return the origin with the headers that forbid answers and notices."""
    suppressed = _suppressed(headers)
    by_all = "" if origin.kind == PERSON else origin.header
    by_all = by_all or (null_path and "return-path")
    header = "x-auto-response-suppress"
    return replace(
        origin,
        no_answer=by_all or (header if suppressed & _NO_ANSWERS else ""),
        no_notice=by_all or (header if suppressed & _NO_NOTICES else ""),
    )
