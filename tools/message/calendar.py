# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a calendar part says: enough to find the event that somebody answers.

Read line by line (RFC 5545, section 3.1). ``vobject`` does not serve here: on some
lines, which anybody may write, it takes longer than a worker lives.
"""

import re
from dataclasses import dataclass

from odoo.tools.mail import email_normalize

REPLY = "REPLY"
"""The method of an answer to an invitation (RFC 5546, section 3.2.3)."""

MAX_CALENDAR = 100_000  # bytes read of a calendar
MAX_LINE = 2_000  # characters read of a line
MAX_PARTS = 100
MAX_ATTENDEES = 20

_TYPES = ("text/calendar", "application/ics")
_FOLD = re.compile(r"(?:\r\n|\r|\n)[ \t]")
_NAME_AND_VALUE = re.compile(r'((?:"[^"]*"|[^":])*):(.*)', re.S)
_PARAMETER = re.compile(r';([\w-]+)=("[^"]*"|[^;]*)')
_ESCAPED = re.compile(r"\\([nN,;\\])")
_EVENTS = ("VEVENT", "VTODO")
_MAILTO = "mailto:"


@dataclass(frozen=True)
class CalendarNote:
    """What a program of calendars says about one event.

    Texts are empty where it says nothing.

    :param method: ``REQUEST``, ``REPLY``, ``CANCEL`` ..., in upper case.
    :param uid: what identifies the event to who invited.
    :param attendees: tuple of (normalized address, ``PARTSTAT`` in upper case).
    :param organizer: normalized address.
    :param summary: title of the event.
    :param start: ``DTSTART`` as it is written.
    :param recurrence: ``RECURRENCE-ID`` as it is written: which one of many.
    :param comment: what the attendee adds.
    """

    method: str = ""
    uid: str = ""
    attendees: tuple[tuple[str, str], ...] = ()
    organizer: str = ""
    summary: str = ""
    start: str = ""
    recurrence: str = ""
    comment: str = ""

    @property
    def is_answer(self):
        """Whether an attendee answers an invitation."""
        return self.method == REPLY and bool(self.attendees)


def read_calendar(message):
    """Return what the first calendar part of a message says, None without one.

    :param email.message.Message message: any message, however broken.
    """
    for _number, part in zip(range(MAX_PARTS), message.walk(), strict=False):
        try:
            content_type = part.get_content_type()
            payload = part.get_payload(decode=True)
            method = part.get_param("method") or ""
        except Exception:  # the parser raises whatever it stumbles over
            continue
        if content_type in _TYPES and payload:
            text = payload[:MAX_CALENDAR].decode("utf-8", "replace")
            return parse_calendar(text, str(method))
    return None


def parse_calendar(text, method=""):
    """Return what a calendar says about its first event.

    :param str text: the calendar (RFC 5545).
    :param str method: the one that its part names, for a calendar that names none.
    """
    found, attendees = {}, []
    for name, parameters, value in _properties(text):
        if name in ("ATTENDEE", "ORGANIZER"):
            address = email_normalize(_without_scheme(value)) or ""
            if name == "ORGANIZER":
                found.setdefault(name, address)
            elif len(attendees) < MAX_ATTENDEES:
                attendees.append((address, parameters.get("PARTSTAT", "").upper()))
        else:
            found.setdefault(name, _ESCAPED.sub(_unescape, value).strip())
    return CalendarNote(
        method=(found.get("METHOD") or method).upper(),
        uid=found.get("UID", ""),
        attendees=tuple(attendees),
        organizer=found.get("ORGANIZER", ""),
        summary=found.get("SUMMARY", ""),
        start=found.get("DTSTART", ""),
        recurrence=found.get("RECURRENCE-ID", ""),
        comment=found.get("COMMENT", ""),
    )


def _properties(text):
    """Yield (name, parameters, value) of the calendar and of its first event."""
    components = []
    for line in _FOLD.sub("", text.replace("\0", "")).splitlines():
        if not (found := _NAME_AND_VALUE.match(line[:MAX_LINE])):
            continue
        head, value = found[1], found[2].strip()
        name = head.partition(";")[0].strip().upper()
        if name == "BEGIN":
            components.append(value.upper())
        elif name == "END":
            if components and components.pop() in _EVENTS:
                return
        elif not components[1:] or components[1:] in ([it] for it in _EVENTS):
            parameters = _PARAMETER.findall(head)
            yield name, {key.upper(): it.strip('"') for key, it in parameters}, value


def _without_scheme(value):
    """Return the address of a ``mailto:`` URI."""
    is_uri = value.lower().startswith(_MAILTO)
    return value[len(_MAILTO) :] if is_uri else value


def _unescape(found):
    """Return what an escaped character of a text means (RFC 5545, section 3.3.11)."""
    return "\n" if found[1] in "nN" else found[1]
