# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Delivery notices in plain words: who is it about, and what do they say?

Each detector knows one way of telling; their order is ``reader.NOTICE_DETECTORS``.
The words are in ``notice_words``.
"""

from .addresses import clean_address, header_addresses
from .fields import first
from .notice_words import (
    ALONE,
    ANYWHERE,
    BYSTANDER,
    CLEAR_WORDS,
    DELAY_WORDS,
    FAILURE_WORDS,
    FORWARD,
    GIVEN_UP_WORDS,
    HELPER,
    LATE_WORDS,
    NAMING,
    NOTICE_SENDER,
    NOTICE_SUBJECT,
)
from .values import DELAY, DELAYED, FAILED, FAILURE, Report, ReportRecipient

MAX_RECIPIENTS = 500
ADDRESSEES = ("to", "delivered-to")


def looks_like_notice(notice):
    """Tell whether a message may be about the delivery of another one."""
    subject = first(notice.headers, "subject")
    from_server = _is_notice_sender(notice.headers) or (
        NOTICE_SUBJECT.search(subject) and not FORWARD.match(subject)
    )
    null_path = first(notice.headers, "return-path") == "<>"
    return bool(
        (from_server and FAILURE_WORDS.search(f"{subject}\n{notice.text}"))
        or (null_path and CLEAR_WORDS.search(notice.text))
        or "x-failed-recipients" in notice.headers
    )


def _is_notice_sender(headers):
    return any(map(NOTICE_SENDER.search, headers.get("from", ())))


def detect_failed_header(notice):
    """Read X-Failed-Recipients, which Exim and Google write."""
    values = notice.headers.get("x-failed-recipients", ())
    return _report(header_addresses(values), notice)


def detect_named(notice):
    """Find addresses in a phrase about a failed recipient, or alone on a line."""
    matches = [m for pattern in NAMING for m in pattern.finditer(notice.text)]
    matches.sort(key=lambda match: match.start("a"))
    return _report(map(_kept, matches), notice)


def detect_returned_recipient(notice):
    """Find recipients of the returned message in the text of the notice."""
    text = notice.text.lower()
    return _report([a for a in _returned_to(notice) if a in text], notice)


def detect_only_address(notice):
    """Take the only address in the text that is not a bystander's."""
    found = {_kept(m).lower() for m in ANYWHERE.finditer(notice.text)}
    found -= bystanders(notice) | {""}
    return _report(found, notice) if len(found) == 1 else None


def detect_only_returned_recipient(notice):
    """Take the only recipient of the returned message, if no address is named."""
    found = [] if ALONE.search(notice.text) else _returned_to(notice)
    return _report(found, notice) if len(found) == 1 else None


def detect_unnamed(notice):
    """Understand at least that something failed; its Message-Id may tell for whom."""
    if not CLEAR_WORDS.search(notice.text):
        return None
    return Report(DELAY if is_delay(notice) else FAILURE, detect_unnamed.__name__)


def is_delay(notice):
    """Tell whether the notice says that the server keeps trying."""
    subject = first(notice.headers, "subject")
    said = f"{subject}\n{notice.text}"
    late = LATE_WORDS.search(said) and not GIVEN_UP_WORDS.search(said)
    return bool(DELAY_WORDS.search(said) or late)


def _report(addresses, notice):
    """Return a report about these addresses, or None if there are none."""
    unique = {address.lower(): address for address in addresses if address}
    action = DELAYED if is_delay(notice) else FAILED
    recipients = [ReportRecipient(a, action=action) for a in unique.values()]
    return Report(recipients=tuple(recipients[:MAX_RECIPIENTS])) if unique else None


def _kept(match):
    """Return the address that was matched, or "" if it is that of a bystander."""
    return "" if BYSTANDER.search(_before(match)) else clean_address(match["a"])


def _before(match):
    """Return the text right before an address that was matched."""
    return match.string[max(0, match.start("a") - 60) : match.start("a")]


def bystanders(notice):
    """Return the addresses that a notice comes from, or is addressed to.

    The second are ours: whom the notice is addressed to is not who failed.

    :param Notice notice: the notice
    :return: set of lower-case addresses
    """
    sides = (
        (notice.headers, ("from", "reply-to", "sender", "message-id", *ADDRESSEES)),
        (notice.original, ("from", "return-path", "sender", "message-id")),
    )
    return {
        address
        for headers, names in sides
        for name in names
        for address in header_addresses(headers.get(name, ()))
    } | {
        clean_address(match["a"]).lower()
        for match in ANYWHERE.finditer(notice.text)
        if HELPER.search(_before(match))
    }


def addressees(notice):
    """Return whom the notice is addressed to, in lower case: that is us."""
    values = [value for name in ADDRESSEES for value in notice.headers.get(name, ())]
    return set(header_addresses(values))


def _returned_to(notice):
    """Return the recipients of the returned message, if it is not a notice itself."""
    if _is_notice_sender(notice.original):
        return []
    names = ("to", "cc", "x-original-to", "delivered-to", "x-envelope-to")
    values = [value for name in names for value in notice.original.get(name, ())]
    return list(dict.fromkeys(header_addresses(values)))
