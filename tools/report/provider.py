# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Reports for machines, in JSON: Amazon SES through its notification service."""

import json

from .addresses import clean_address
from .values import ABUSE, DELAYED, FAILED, Report, ReportRecipient

# notificationType (or eventType): (key of the detail, key of the recipients, action)
_EVENTS = {
    "Bounce": ("bounce", "bouncedRecipients", FAILED),
    "DeliveryDelay": ("deliveryDelay", "delayedRecipients", DELAYED),
    "Delivery": ("delivery", "recipients", "delivered"),
    "Complaint": ("complaint", "complainedRecipients", ""),
}


def detect_amazon_event(pieces):
    """Read an Amazon SES event, as its notification service mails it."""
    event = _read_json(pieces.text)
    if isinstance(event.get("Message"), str):  # wrapped once more
        event = _read_json(event["Message"])
    kind = str(event.get("notificationType") or event.get("eventType"))
    if kind not in _EVENTS:
        return None
    detail_key, recipients_key, action = _EVENTS[kind]
    entries = _mapping(event.get(detail_key)).get(recipients_key)
    recipients = [
        _recipient(entry, action)
        for entry in (entries if isinstance(entries, list) else [])
    ]
    headers = _mapping(_mapping(event.get("mail")).get("commonHeaders"))
    message_id = headers.get("messageId")
    return Report(
        kind=ABUSE if kind == "Complaint" else Report.kind,
        message_ids=(message_id,) if isinstance(message_id, str) else (),
        recipients=tuple(r for r in recipients if r.address),
    )


def _recipient(entry, action):
    if isinstance(entry, str):
        entry = {"emailAddress": entry}
    entry = _mapping(entry)
    return ReportRecipient(
        clean_address(str(entry.get("emailAddress", ""))),
        action=action,
        status=str(entry.get("status", "")),
        diagnostic=str(entry.get("diagnosticCode", "")).partition(";")[2].strip(),
    )


def _read_json(text):
    """Return the JSON object that a text begins with, or {}.

    Mail servers break the long lines, which no JSON writer did.
    """
    text = text.replace("\n", "")
    start = text.find("{")
    if start < 0 or text[:start].strip():
        return {}
    try:
        return _mapping(json.JSONDecoder().raw_decode(text, start)[0])
    except (ValueError, RecursionError):
        return {}


def _mapping(value):
    return value if isinstance(value, dict) else {}
