# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The way from a message to a report: detect, judge each recipient, sum up."""

import re
from dataclasses import replace

from ..message.automatic import AUTO_REPLIED, read_origin
from .bounce_library import detect_library
from .notice import (
    addressees,
    bystanders,
    detect_failed_header,
    detect_named,
    detect_only_address,
    detect_only_returned_recipient,
    detect_returned_recipient,
    detect_unnamed,
    looks_like_notice,
)
from .parts import take_apart
from .passage import diagnosis, passage
from .provider import detect_amazon_event
from .standard import (
    detect_complaint,
    detect_delivery_status,
    detect_enclosed_status,
    detect_quoted_status,
    detect_receipt,
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
    SUCCESS,
    VACATION,
    Report,
)
from .verdict import find_reply, judge

# Most authoritative first; the first that finds something decides.
STRUCTURED_DETECTORS = (
    detect_complaint,  # says what it is by its type
    detect_receipt,  # likewise
    detect_delivery_status,  # the standard: exact, per recipient
    detect_amazon_event,  # exact too, but in plain text
    detect_failed_header,  # exact, but without a verdict
)
# Asked only when sender or subject are those of a delivery notice, since anybody may
# quote a bounce.
NOTICE_DETECTORS = (
    detect_quoted_status,  # the fields of the standard, without the part
    detect_named,  # a phrase or a list names the recipients, all of them
    detect_library,  # many formats, but in some only the first recipient
    detect_returned_recipient,  # known to have got the message, and mentioned
    detect_only_address,  # nobody else is mentioned
    detect_enclosed_status,  # somebody else's report
    detect_only_returned_recipient,  # nobody is mentioned, but only one got it
)

MAX_MESSAGE_IDS = 20
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")


def read_report(message, own_addresses=frozenset()):
    """Return what a message reports about messages sent before.

    :param email.message.Message message: any message, of any policy, however broken
    :param own_addresses: addresses that are ours, never reported as recipients
    :return: Report; false if the message is no report
    """
    notice = take_apart(message)
    own = {address.lower() for address in own_addresses}
    report = _detect(notice, own)
    if report is None:
        if read_origin(message).kind != AUTO_REPLIED:
            return NO_REPORT
        report = Report(VACATION, read_origin.__name__)
    recipients = tuple(
        _with_verdict(recipient, report.recipients, notice)
        for recipient in report.recipients
    )
    return replace(
        report, message_ids=_message_ids(report, notice), recipients=recipients
    )


def _detect(notice, own):
    """Return the report of the first detector that finds one, or None."""
    for detect in STRUCTURED_DETECTORS:
        if report := _understood(detect, notice, own | addressees(notice)):
            return report
    if looks_like_notice(notice):
        for detect in NOTICE_DETECTORS:
            report = _understood(detect, notice, own | bystanders(notice))
            if report and report.recipients:
                return report
        return detect_unnamed(notice)
    return None


def _understood(detect, notice, excluded):
    """Return what one detector finds, without the addresses that cannot have failed."""
    report = detect(notice)
    if report is None:
        return None
    kept = tuple(r for r in report.recipients if r.address.lower() not in excluded)
    kind = _kind(report)
    return replace(report, kind=kind, detector=detect.__name__, recipients=kept)


def _with_verdict(recipient, recipients, notice):
    """Return a recipient with diagnostic, codes, reason and permanence filled in."""
    if recipient.action not in (FAILED, DELAYED):
        return recipient
    around = passage(notice.text, recipient, recipients)
    diagnostic = recipient.diagnostic or diagnosis(around)
    status = recipient.status
    if not status or status.endswith(".0.0"):
        status = find_status(diagnostic) or status
    reply_code = find_reply(diagnostic)
    reason, permanent = judge(status, reply_code, diagnostic, around, notice.text)
    return replace(
        recipient,
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


def _message_ids(report, notice):
    """Return the Message-Ids that the report may be about, the surest first."""
    values = [
        *report.message_ids,
        *notice.original.get("message-id", ()),
        *(v for part in notice.parts for v in _quoted_ids(part)),
        *notice.headers.get("in-reply-to", ()),
        *notice.headers.get("references", ()),
    ]
    found = [match for value in values for match in _MESSAGE_ID.findall(value)]
    return tuple(dict.fromkeys(found))[:MAX_MESSAGE_IDS]


def _quoted_ids(part):
    """Return what fields like X-Original-Message-ID of a report part say."""
    return re.findall(r"(?im)^(?:x-)?original-message-id:(.{1,998})$", part.text)
