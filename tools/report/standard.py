# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Reports that follow a standard: delivery status, receipts, complaints."""

import re

from .addresses import clean_address
from .fields import first, read_groups
from .pieces import take_apart
from .values import (
    ABUSE,
    DELAY,
    DELAYED,
    DELIVERED_ACTIONS,
    FAILED,
    FAILURE,
    RECEIPT,
    REFUSED,
    SUCCESS,
    Report,
    ReportRecipient,
)
from .words import Words

_RECIPIENT_FIELDS = ("final-recipient", "original-recipient", "x-actual-recipient")
_COMPLAINANT_FIELDS = ("original-rcpt-to", "removal-recipient")
MAX_SAID = 1_000
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_KIND_BY_ACTION = {FAILED: FAILURE, DELAYED: DELAY} | dict.fromkeys(
    DELIVERED_ACTIONS, SUCCESS
)
# Exchange tells so when a mailbox is emptied: the message had arrived.
_UNREAD = Words(
    r"without being read|not read\b|unread",
    r"ungelesen|ohne gelesen",
    r"sans (?:etre|avoir ete) lu|non lu\b",
    r"sin (?:leer|ser leido)|no leido",
    r"sem (?:ser lid|ler)|nao lid",
    r"senza (?:essere|che) .{0,20}let|non lett",
    r"ongelezen|zonder (?:te )?(?:zijn )?gelezen",
)


def detect_complaint(pieces):
    """Read an abuse or authentication report (RFC 5965, RFC 6591)."""
    fields = _fields_of(pieces, "message/feedback-report")
    if fields is None:
        return None
    values = [v for name in _COMPLAINANT_FIELDS for v in fields.get(name, ())]
    addresses = dict.fromkeys(filter(None, map(clean_address, values)))
    return Report(
        ABUSE,
        recipients=tuple(map(ReportRecipient, addresses)),
        detail=first(fields, "feedback-type").lower(),
    )


def detect_receipt(pieces):
    """Read a message disposition notification (RFC 8098).

    With the same fields a filter of the recipient tells that it refused a message
    (RFC 5429, section 2.1.1): that is a failure.
    """
    fields = _fields_of(pieces, "message/disposition-notification")
    if fields is None:
        return None
    final = clean_address(first(fields, "final-recipient"))
    original = clean_address(first(fields, "original-recipient"))
    mode, _, disposition = first(fields, "disposition").lower().rpartition(";")
    disposition = disposition.strip()
    values, kind = {}, RECEIPT
    if _is_refusal(mode, disposition, fields, pieces):
        said = " ".join(pieces.text.split())[:MAX_SAID]
        values, kind = (
            {"action": FAILED, "reason": REFUSED, "diagnostic": said},
            FAILURE,
        )
    address = final or original
    return Report(
        kind,
        message_ids=tuple(fields.get("original-message-id", ())[:1]),
        recipients=(_recipient(address, original, **values),) if address else (),
        detail=disposition,
    )


def _is_refusal(mode, disposition, fields, pieces):
    """Tell whether a filter, and no person, did away with the message."""
    exchange = any(name.startswith("x-msexch") for name in fields)
    return (
        mode.strip().startswith("automatic-action")
        and disposition.partition("/")[0] in ("deleted", "denied")
        and not (exchange or _UNREAD.search(pieces.folded))
    )


def detect_delivery_status(pieces):
    """Read the delivery status parts of RFC 3464 (and RFC 6533)."""
    return _read_status(_status_text(pieces))


def detect_enclosed_status(pieces):
    """Read the report that a gateway put into one of its own."""
    if pieces.enclosed is None:
        return None
    return detect_delivery_status(take_apart(pieces.enclosed))


def detect_quoted_status(pieces):
    """Read the fields of RFC 3464 in plain text, where some servers put them."""
    return _read_status(pieces.text)


def _status_text(pieces):
    parts = [p for p in pieces.parts if p.content_type.endswith("delivery-status")]
    return "\n\n".join(part.text for part in parts)


def _read_status(text):
    recipients = tuple(filter(None, map(_read_recipient, read_groups(text))))
    return Report(recipients=recipients) if recipients else None


def detect_unreadable_status(pieces):
    """Understand at least what became of a message, where no address can be read."""
    if not _status_text(pieces):
        return None
    for group in read_groups(_status_text(pieces)):
        if "action" in group:
            action = _action(first(group, "action"), first(group, "status"))
            return Report(_KIND_BY_ACTION[action])
    return Report(FAILURE)


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


def _fields_of(pieces, content_type):
    """Return all the fields of the part of a type, or None if there is no such part."""
    for part in pieces.parts:
        if part.content_type == content_type:
            fields = {}
            for group in read_groups(part.text):
                for name, values in group.items():
                    fields.setdefault(name, []).extend(values)
            return fields
    return None
