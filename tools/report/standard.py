# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Reports that follow a standard: delivery status, receipts, complaints."""

import re

from .addresses import clean_address
from .fields import first, read_groups
from .parts import take_apart
from .values import (
    ABUSE,
    DELAYED,
    DELIVERED_ACTIONS,
    FAILED,
    RECEIPT,
    Report,
    ReportRecipient,
)

_RECIPIENT_FIELDS = ("final-recipient", "original-recipient", "x-actual-recipient")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")


def detect_complaint(notice):
    """Read an abuse or authentication report (RFC 5965, RFC 6591)."""
    for part in notice.parts:
        if part.content_type != "message/feedback-report":
            continue
        fields = _merged(part.text)
        values = [
            value
            for name in ("original-rcpt-to", "removal-recipient")
            for value in fields.get(name, ())
        ]
        addresses = dict.fromkeys(filter(None, map(clean_address, values)))
        return Report(
            ABUSE,
            recipients=tuple(map(ReportRecipient, addresses)),
            detail=first(fields, "feedback-type").lower(),
        )
    return None


def detect_receipt(notice):
    """Read a message disposition notification (RFC 8098)."""
    for part in notice.parts:
        if part.content_type != "message/disposition-notification":
            continue
        fields = _merged(part.text)
        final = clean_address(first(fields, "final-recipient"))
        original = clean_address(first(fields, "original-recipient"))
        address = final or original
        return Report(
            RECEIPT,
            message_ids=tuple(fields.get("original-message-id", ())[:1]),
            recipients=(_recipient(address, original),) if address else (),
            detail=first(fields, "disposition").rpartition(";")[2].strip().lower(),
        )
    return None


def detect_delivery_status(notice):
    """Read the delivery status parts of RFC 3464 (and RFC 6533)."""
    parts = [p for p in notice.parts if p.content_type.endswith("delivery-status")]
    return _read_status("\n\n".join(part.text for part in parts))


def detect_enclosed_status(notice):
    """Read the report that a gateway put into one of its own."""
    if notice.enclosed is None:
        return None
    return detect_delivery_status(take_apart(notice.enclosed))


def detect_quoted_status(notice):
    """Read the fields of RFC 3464 in plain text, where some servers put them."""
    return _read_status(notice.text)


def _read_status(text):
    recipients = tuple(filter(None, map(_read_recipient, read_groups(text))))
    return Report(recipients=recipients) if recipients else None


def _read_recipient(group):
    """Return the recipient that one group of fields is about, or None."""
    addresses = [clean_address(first(group, name)) for name in _RECIPIENT_FIELDS]
    address = next(filter(None, addresses), "")
    if not address or not {"action", "status", "diagnostic-code"} & group.keys():
        return None
    diagnostic = first(group, "diagnostic-code")
    return _recipient(
        address,
        addresses[1],
        action=_action(first(group, "action"), first(group, "status")),
        status=find_status(first(group, "status")),
        remote_server=first(group, "remote-mta").rpartition(";")[2].strip(),
        diagnostic=diagnostic.partition(";")[2].strip() or diagnostic,
    )


def _recipient(address, original, **values):
    same = original.lower() == address.lower()
    return ReportRecipient(address, "" if same else original, **values)


def _action(action, status):
    """Return the action that a server meant (RFC 3464, section 2.3.3).

    Comments, invented words (OpenSMTPD's "error") and a missing field occur.
    """
    action = action.strip().lower()
    for known in (FAILED, DELAYED, *DELIVERED_ACTIONS):
        if action.startswith(known[:5]):
            return known
    return "delivered" if not action and status.startswith("2") else FAILED


def find_status(text):
    """Return the first enhanced status code (RFC 3463) in a text, or ""."""
    found = _STATUS.search(text[:2000])
    return found.group(1) if found else ""


def _merged(text):
    """Return all the fields of a part that should have one group."""
    fields = {}
    for group in read_groups(text):
        for name, values in group.items():
            fields.setdefault(name, []).extend(values)
    return fields
