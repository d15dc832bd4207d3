# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import time

from odoo.tests import BaseCase

from ..tools.message.calendar import (
    MAX_ATTENDEES,
    CalendarNote,
    parse_calendar,
    read_calendar,
)
from ..tools.message.parsing import parse

ANSWER = """\
BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VTIMEZONE
TZID:Berlin
BEGIN:STANDARD
DTSTART:16011028T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:20260101-1@ours.example
ATTENDEE;PARTSTAT=ACCEPTED;CN="Doe, Jane: Sales":MAILTO:Jane@Shop.example
ORGANIZER;CN=Sam:mailto:sam@ours.example
SUMMARY:Accepted: Visit\\, then
  lunch
DTSTART;TZID=Berlin:20260201T100000
COMMENT:See you\\nJane
BEGIN:VALARM
SUMMARY:Not this one
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:another
END:VEVENT
END:VCALENDAR
"""
NOTE = CalendarNote(
    method="REPLY",
    uid="20260101-1@ours.example",
    attendees=(("jane@shop.example", "ACCEPTED"),),
    organizer="sam@ours.example",
    summary="Accepted: Visit, then lunch",
    start="20260201T100000",
    comment="See you\nJane",
)


def part(calendar=ANSWER, content_type="text/calendar; method=REPLY"):
    head = f"Content-Type: {content_type}\n\n"
    return f"{head}{calendar}".replace("\n", "\r\n").encode()


class TestCalendar(BaseCase):
    def test_an_answer_is_read(self):
        self.assertEqual(parse_calendar(ANSWER), NOTE)
        self.assertTrue(NOTE.is_answer)

    def test_line_ends_make_no_difference(self):
        for end in ("\r\n", "\r"):
            self.assertEqual(parse_calendar(ANSWER.replace("\n", end)), NOTE)

    def test_an_invitation_is_no_answer(self):
        note = parse_calendar(ANSWER.replace("METHOD:REPLY", "METHOD:REQUEST"))
        self.assertFalse(note.is_answer)

    def test_its_part_tells_the_method_where_it_does_not(self):
        raw = part(ANSWER.replace("METHOD:REPLY\n", ""))
        self.assertEqual(read_calendar(parse(raw)), NOTE)

    def test_it_is_found_among_other_parts(self):
        raw = (
            b"Content-Type: multipart/alternative; boundary=x\r\n\r\n"
            b"--x\r\nContent-Type: text/plain\r\n\r\nYes\r\n"
            b"--x\r\n" + part(content_type="application/ics") + b"--x--\r\n"
        )
        self.assertEqual(read_calendar(parse(raw)), NOTE)

    def test_a_message_without_a_calendar_has_none(self):
        self.assertIsNone(read_calendar(parse(b"Subject: Hi\r\n\r\nBEGIN:VEVENT")))

    def test_broken_ones_are_read_as_far_as_they_go(self):
        for text in (
            "",
            "END:VEVENT\nUID:1",
            "UID",
            ":::",
            'ATTENDEE;CN="x:mailto:a@b.example',
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1",
        ):
            with self.subTest(text):
                self.assertIn(parse_calendar(text).uid, ("", "1"))

    def test_the_work_has_a_limit(self):
        started = time.monotonic()
        for line in (
            "A;B=c;" * 20_000,
            'A;B="' * 20_000,
            "A;" * 50_000,
            "\n " * 50_000,
        ):
            read_calendar(parse(part(line)))
        self.assertLess(time.monotonic() - started, 2)
        many = "ATTENDEE:mailto:a@b.example\n" * 1_000
        self.assertEqual(len(parse_calendar(many).attendees), MAX_ATTENDEES)
