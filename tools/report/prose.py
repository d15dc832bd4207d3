# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Delivery reports in plain words: who is it about, and what do they say?

Anybody can write such words: they are read only where reports come. Each detector
knows one way of telling; their order is ``reader.PROSE_DETECTORS``. The words are
in ``prose_words``.
"""

from .addresses import clean_address, header_addresses
from .fields import first
from .prose_words import (
    ADDRESSED,
    ALONE,
    ANYWHERE,
    BYSTANDER,
    DELAYS,
    FAILURES,
    GIVEN_UP,
    HELPER,
    LATE,
    LISTED_PATTERNS,
    REPLIES,
    SENDERS,
    SUBJECTS,
    TOLD_PATTERNS,
    UNDELIVERED,
)
from .values import DELAY, DELAYED, FAILED, FAILURE, Report, ReportRecipient
from .words import fold

MAX_RECIPIENTS = 500


def looks_like_report(pieces):
    """Tell whether a message may be about the delivery of another one."""
    if "x-failed-recipients" in pieces.headers:
        return True
    if is_persons(pieces):
        return False
    subject = _subject(pieces)
    named = _is_server(pieces.headers) or SUBJECTS.search(subject)
    said = bool(UNDELIVERED.search(pieces.folded))
    return said or bool(named and FAILURES.search(pieces.folded))


def is_persons(pieces):
    """Tell whether a person answers, or passes on, what may have been a report."""
    return bool(REPLIES.match(_subject(pieces))) and not _is_server(pieces.headers)


def _subject(pieces):
    return fold(first(pieces.headers, "subject"))


def _is_server(headers):
    return any(SENDERS.search(fold(value)) for value in headers.get("from", ()))


def detect_failed_header(pieces):
    """Read X-Failed-Recipients, which Exim and Google write."""
    values = pieces.headers.get("x-failed-recipients", ())
    return _report(header_addresses(values), pieces)


def detect_named(pieces):
    """Find addresses in a phrase about a failed recipient, or alone on a line."""
    for patterns in (TOLD_PATTERNS + LISTED_PATTERNS, (ADDRESSED,)):
        report = _matching(patterns, pieces)
        if report is not None:
            return report
    return None


def detect_told(pieces):
    """Find addresses of which something is said: these may be ours."""
    return _matching(TOLD_PATTERNS, pieces)


def detect_returned_recipient(pieces):
    """Find recipients of the returned message in the text of the report."""
    text = pieces.text.lower()
    return _report([a for a in _returned_to(pieces) if a in text], pieces)


def detect_only_address(pieces):
    """Take the only address in the text that is not a bystander's."""
    found = {_kept(m).lower() for m in ANYWHERE.finditer(pieces.text)}
    found -= bystanders(pieces) | {""}
    return _report(found, pieces) if len(found) == 1 else None


def detect_only_returned_recipient(pieces):
    """Take the only recipient of the returned message, if no address is named."""
    found = [] if ALONE.search(pieces.text) else _returned_to(pieces)
    return _report(found, pieces) if len(found) == 1 else None


def detect_unnamed(pieces):
    """Understand at least that something failed; its Message-Id may tell for whom."""
    if not UNDELIVERED.search(pieces.folded):
        return None
    return Report(DELAY if is_delay(pieces) else FAILURE)


def is_delay(pieces):
    """Tell whether the report says that the server keeps trying."""
    said = pieces.folded
    late = LATE.search(said) and not GIVEN_UP.search(said)
    return bool(DELAYS.search(said) or late)


def _matching(patterns, pieces):
    """Return a report about the addresses that the patterns find in the text."""
    matches = [m for pattern in patterns for m in pattern.finditer(pieces.text)]
    matches.sort(key=lambda match: match.start("a"))
    return _report(map(_kept, matches), pieces)


def _report(addresses, pieces):
    """Return a report about these addresses, or None if there are none."""
    unique = {address.lower(): address for address in addresses if address}
    action = DELAYED if is_delay(pieces) else FAILED
    recipients = [ReportRecipient(a, action=action) for a in unique.values()]
    return Report(recipients=tuple(recipients[:MAX_RECIPIENTS])) if unique else None


def _kept(match):
    """Return the address that was matched, or "" if it is that of a bystander."""
    return "" if BYSTANDER.search(_before(match)) else clean_address(match["a"])


def _before(match):
    """Return the text right before an address that was matched."""
    return match.string[max(0, match.start("a") - 60) : match.start("a")]


def bystanders(pieces):
    """Return the addresses that a report comes from, or is addressed to.

    The second are most probably ours: whom the report is addressed to is not who
    failed.

    :param Pieces pieces: the report
    :return: set of lower-case addresses
    """
    sides = (
        (
            pieces.headers,
            ("from", "reply-to", "sender", "message-id", "to", "delivered-to"),
        ),
        (pieces.original, ("from", "return-path", "sender", "message-id")),
    )
    return {
        address
        for headers, names in sides
        for name in names
        for address in header_addresses(headers.get(name, ()))
    } | {
        clean_address(match["a"]).lower()
        for match in ANYWHERE.finditer(pieces.text)
        if HELPER.search(_before(match))
    }


def _returned_to(pieces):
    """Return the recipients of the returned message, if it is not a report itself."""
    if _is_server(pieces.original):
        return []
    names = ("to", "cc", "x-original-to", "delivered-to", "x-envelope-to")
    values = [value for name in names for value in pieces.original.get(name, ())]
    return list(dict.fromkeys(header_addresses(values)))
