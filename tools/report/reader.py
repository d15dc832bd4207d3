# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The way from a message to a report: detect, judge each recipient, sum up."""

import re
from dataclasses import replace

from ..message.automatic import AUTO_REPLIED, read_origin
from .bounce_library import detect_library
from .passage import diagnosis, origin, passage
from .pieces import take_apart
from .prose import (
    bystanders,
    detect_failed_header,
    detect_named,
    detect_only_address,
    detect_only_returned_recipient,
    detect_returned_recipient,
    detect_told,
    detect_unnamed,
    is_persons,
    looks_like_report,
)
from .provider import detect_amazon_event
from .standard import (
    detect_complaint,
    detect_delivery_status,
    detect_enclosed_status,
    detect_quoted_status,
    detect_receipt,
    detect_unreadable_status,
    find_status,
)
from .values import (
    DELAY,
    DELAYED,
    DELIVERED_ACTIONS,
    FAILED,
    FAILURE,
    NO_REPORT,
    NONE,
    OTHER,
    POLICY,
    SUCCESS,
    VACATION,
    Report,
)
from .verdict import find_reply, judge

# Fields made for programs. Most authoritative first; the first that finds something
# decides.
STRUCTURED_DETECTORS = (
    detect_complaint,  # says what it is by its type
    detect_receipt,  # likewise
    detect_delivery_status,  # the standard: exact, per recipient
    detect_amazon_event,  # exact too, but in plain text
)
# Asked only where reports come and of what looks like one, since anybody may write
# such words, or quote a bounce.
PROSE_DETECTORS = (
    detect_failed_header,  # exact, but without a verdict
    detect_quoted_status,  # the fields of the standard, without the part
    detect_named,  # a phrase or a list names the recipients, all of them
    detect_library,  # many formats, but in some only the first recipient
    detect_returned_recipient,  # known to have got the message, and mentioned
    detect_only_address,  # nobody else is mentioned
    detect_enclosed_status,  # somebody else's report
    detect_only_returned_recipient,  # nobody is mentioned, but only one got it
    detect_told,  # something is said of an address that looked like ours
)
# These know for sure whom they mean: it may be the addressee of the report.
_SURE_DETECTORS = (detect_failed_header, detect_quoted_status, detect_told)
MAX_MESSAGE_IDS = 20
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")


def read_report(message, own_addresses=frozenset(), is_report_place=True):
    """Return what a message reports about messages sent before.

    Reports come with a null return-path (RFC 5321, section 4.5.5), or to an address
    made for them. What a real sender sends elsewhere is mail: there prose is not
    read, and only what is built as a report (RFC 6522) is one.

    :param email.message.Message message: any message, of any policy, however broken
    :param own_addresses: addresses that are ours, never reported as recipients
    :param bool is_report_place: whether the message came where reports come
    :return: Report; false if the message is no report
    """
    pieces = take_apart(message)
    own = {address.lower() for address in own_addresses}
    report = _detect(pieces, own, is_report_place)
    if report is None:
        if read_origin(message).kind != AUTO_REPLIED:
            return NO_REPORT
        report = Report(VACATION, read_origin.__name__)
    recipients = tuple(
        _with_verdict(recipient, report.recipients, pieces)
        for recipient in report.recipients
    )
    return replace(
        report, message_ids=_message_ids(report, pieces), recipients=recipients
    )


def _detect(pieces, own, is_report_place):
    """Return the report of the first detector that finds one, or None."""
    structured = _structured_detectors(pieces, is_report_place)
    for detect in structured:
        if report := _understood(detect, pieces, own):
            return replace(report, is_structured=True)
    reads_prose = is_report_place and looks_like_report(pieces)
    if reads_prose and (report := _detect_in_prose(pieces, own)):
        return report
    if detect_delivery_status in structured:
        if report := _understood(detect_unreadable_status, pieces, own):
            return replace(report, is_structured=True)
    return _understood(detect_unnamed, pieces, own) if reads_prose else None


def _detect_in_prose(pieces, own):
    """Return the report of the first detector that names a recipient, or None."""
    others = own | bystanders(pieces)
    for detect in PROSE_DETECTORS:
        excluded = own if detect in _SURE_DETECTORS else others
        report = _understood(detect, pieces, excluded)
        if report and report.recipients:
            return report
    return None


def _structured_detectors(pieces, is_report_place):
    """Return the detectors that may be asked, for where a message came from.

    A person who answers or passes on a report may send its fields along.
    """
    is_built_as_report = pieces.content_type == "multipart/report"
    if is_built_as_report and is_report_place:
        return STRUCTURED_DETECTORS
    if not (is_built_as_report or is_report_place):
        return (detect_amazon_event,)
    if is_persons(pieces):
        return (detect_complaint, detect_receipt)
    return STRUCTURED_DETECTORS


def _understood(detect, pieces, excluded):
    """Return what one detector finds, without the addresses that cannot have failed."""
    report = detect(pieces)
    if report is None:
        return None
    kept = tuple(r for r in report.recipients if r.address.lower() not in excluded)
    kind = _kind(report)
    return replace(report, kind=kind, detector=detect.__name__, recipients=kept)


def _with_verdict(recipient, recipients, pieces):
    """Return a recipient with diagnostic, codes, reason and permanence filled in."""
    if recipient.action not in (FAILED, DELAYED):
        return recipient
    around = passage(pieces.text, recipient, recipients)
    diagnostic = recipient.diagnostic or diagnosis(around)
    status = recipient.status
    if not status or status.endswith(".0.0"):
        status = find_status(diagnostic) or status
    reply_code = find_reply(diagnostic)
    reason, permanent = judge(status, reply_code, diagnostic, around, pieces.text)
    if recipient.reason:  # a filter refused: its words may say more, but never less
        reason = recipient.reason if reason in (OTHER, POLICY) else reason
        permanent = False
    return replace(
        recipient,
        original_address=recipient.original_address or origin(around),
        status=status,
        reply_code=reply_code,
        diagnostic=diagnostic,
        reason=reason,
        permanent=permanent and recipient.action == FAILED,
    )


def _kind(report):
    """Return the kind of a report: the worst thing that it says of a recipient."""
    if report.kind != NONE:
        return report.kind
    actions = {recipient.action for recipient in report.recipients}
    if FAILED in actions:
        return FAILURE
    if DELAYED in actions:
        return DELAY
    return SUCCESS if actions & DELIVERED_ACTIONS else NONE


def _message_ids(report, pieces):
    """Return the Message-Ids that the report may be about, the surest first."""
    values = [
        *report.message_ids,
        *pieces.original.get("message-id", ()),
        *(v for part in pieces.parts for v in _quoted_ids(part)),
        *pieces.headers.get("in-reply-to", ()),
        *pieces.headers.get("references", ()),
    ]
    found = [match for value in values for match in _MESSAGE_ID.findall(value)]
    return tuple(dict.fromkeys(found))[:MAX_MESSAGE_IDS]


def _quoted_ids(part):
    """Return what fields like X-Original-Message-ID of a report part say."""
    return re.findall(r"(?im)^(?:x-)?original-message-id:(.{1,998})$", part.text)
