# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import time
from email import message_from_bytes

from odoo.tests import BaseCase

from ..tools.message.content import read_headers
from ..tools.message.head import HEADER_LIMIT, is_message, mend_head
from ..tools.message.parsing import parse

LINES = (
    b"Received: from a.example\r\n\tby b.example; Thu, 1 Jan 2026 10:00:00 +0100\r\n",
    b"From: Ann <ann@a.example>\r\n",
    b"To: office@ours.example\r\n",
    b"Subject: Question\r\n",
    b"Message-Id: <1@a.example>\r\n",
    b"Date: Thu, 1 Jan 2026 10:00:00 +0100\r\n",
    b"MIME-Version: 1.0\r\n",
    b"Content-Type: text/plain; charset=utf-8\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
)
BODY = b"\r\nR3LDvMOfZQ==\r\n"
# What programs and relays put among headers.
ODD_LINES = [
    b"X-Confident-Delivery : ann@a.example\r\n",
    b"X-Tab\t: a\r\n\tb\r\n",
    b"From ann@a.example Thu Jan  1 10:00:00 2026\r\n",
    b">From ann@a.example Thu Jan  1 10:00:00 2026\r\n",
    b">>From somebody\r\n",
    b"---- a line without anything ----\r\n",
    b"one line\r\nand another one\r\n\tfolded\r\n",
    b"\xef\xbb\xbf\r\n",
    b"Gr\xc3\xb6\xc3\x9fe: 10\r\n",
    b": no name\r\n",
]
# Only where other headers follow: a text stands elsewhere.
TEXTS = {
    b"---- a line without anything ----\r\n",
    b"one line\r\nand another one\r\n\tfolded\r\n",
    b">>From somebody\r\n",
    b"\xef\xbb\xbf\r\n",
    b"Gr\xc3\xb6\xc3\x9fe: 10\r\n",
}
# (what is broken, the headers that are meant)
UNFOLDED = [
    (
        b"From: a@a.example\r\nTo: a@b.example,\r\nc@b.example\r\nSubject: Hi\r\n\r\n",
        {"To": "a@b.example, c@b.example", "Subject": "Hi"},
    ),
    (
        b'From: a@a.example\r\nContent-Type: multipart/mixed;\r\nboundary="x"\r\n\r\n',
        {"Content-Type": 'multipart/mixed; boundary="x"'},
    ),
    (
        b"From: a@a.example\r\nContent-Type: text/plain\r\ncharset=utf-8\r\n\r\n",
        {"Content-Type": "text/plain charset=utf-8"},
    ),
    (
        b"Subject: Question from\r\nthe web site\r\nFrom: a@a.example\r\n\r\n",
        {"Subject": "Question from the web site", "From": "a@a.example"},
    ),
    (
        b"References: <1@a.example>\r\n<2@a.example>\r\nFrom: a@a.example\r\n\r\n",
        {"References": "<1@a.example> <2@a.example>", "From": "a@a.example"},
    ),
    (
        b"From: a@a.example\r\nnot an address\r\nSubject: Hi\r\n\r\n",
        {"From": "a@a.example", "Subject": "Hi"},
    ),
]
NO_MESSAGES = [
    b"",
    b"\r\n\r\n",
    b"Hello",
    b"Hello there: how are you?",
    b'{"subject": "Hi"}',
    b"<html><body>From: a</body></html>",
    b"%PDF-1.4\n",
    b"PK\x03\x04\0\0\0\0",
    b"message=From%3A+a%40a.example",
    b"https://a.example/",
    bytes(range(256)),
]
MESSAGES = [
    b"Subject: Hi\n\nHello",
    b"Date: yesterday\r\n\r\n",
    b"subject : Hi\r\n\r\n",
    b"From a@a.example Thu Jan  1 10:00:00 2026\nX-Foo: 1\n\n",
    b"junk\r\nReceived: from a\r\n\r\n",
    b"X-Scan: 1\n\n",
    b"\xef\xbb\xbf\r\n To: a@a.example",
]


def headers_of(raw):
    return [
        (name, " ".join(str(value).split())) for name, value in parse(raw).raw_items()
    ]


class TestHead(BaseCase):
    def test_a_sound_message_stays_as_it_is(self):
        raw = b"".join(LINES) + BODY
        self.assertIs(mend_head(raw), raw)

    def test_an_odd_line_anywhere_costs_nothing(self):
        sound = headers_of(b"".join(LINES) + BODY)
        for odd in ODD_LINES:
            for place in range(len(LINES) + (odd not in TEXTS)):
                if place == 4 and odd in TEXTS:
                    continue  # goes on with the subject
                raw = b"".join((*LINES[:place], odd, *LINES[place:], BODY))
                with self.subTest(odd=odd, place=place):
                    found = [it for it in headers_of(raw) if not it[0].startswith("X-")]
                    self.assertEqual(found, sound)
                    self.assertEqual(parse(raw).get_content(), "Grüße")
                    shown = read_headers(raw)
                    self.assertEqual(shown["subject"], "Question")
                    self.assertEqual(shown["message_id"], "<1@a.example>")

    def test_several_odd_lines(self):
        raw = b"".join(b"---\r\n" + line for line in (*LINES[:3], *LINES[4:]))
        message = parse(raw + BODY)
        self.assertEqual(message["From"], "Ann <ann@a.example>")
        self.assertEqual(message.get_content(), "Grüße")

    def test_a_blank_before_the_colon_is_none(self):
        message = parse(b"From : a@a.example\r\nSubject\t: Hi\r\n\r\nBody\r\n")
        self.assertEqual((message["From"], message["Subject"]), ("a@a.example", "Hi"))

    def test_what_misses_the_blank_in_front_goes_on(self):
        for raw, headers in UNFOLDED:
            with self.subTest(raw):
                found = dict(headers_of(raw))
                self.assertLessEqual(headers.items(), found.items())

    def test_a_body_without_an_empty_line_before_it_is_a_body(self):
        for text in (b"Hello,\r\nhow are you?\r\n", b"Hello\r\nFrom: me\r\n\r\nAnn"):
            raw = b"From: a@a.example\r\nSubject: Hi\r\n" + text
            with self.subTest(text):
                message = parse(raw)
                self.assertEqual(message["Subject"], "Hi")
                self.assertEqual(message.get_payload().encode(), text)

    def test_the_body_is_never_touched(self):
        body = b"\r\n>From here\r\nNote : this\r\n"
        raw = b"From ann\r\nSubject : Hi\r\n" + body
        self.assertTrue(mend_head(raw).endswith(b"\r\n" + body))

    def test_every_kind_of_line_end(self):
        for end in (b"\n", b"\r", b"\r\n", b"\r\r\n"):
            raw = b"Subject: Hi\r\n\r\n>From a\r\nTo : b@b.example\r\n\r\nBody\r\n"
            raw = raw.replace(b"\r\n\r\n", b"\r\n", 1).replace(b"\r\n", end)
            with self.subTest(end):
                message = parse(raw)
                self.assertEqual(message["To"], "b@b.example")
                self.assertEqual(message.get_payload().strip(), "Body")

    def test_what_is_a_message(self):
        for raw in MESSAGES:
            with self.subTest(raw):
                self.assertTrue(is_message(raw))

    def test_what_is_none(self):
        for raw in NO_MESSAGES:
            with self.subTest(raw):
                self.assertFalse(is_message(raw))

    def test_the_work_is_bounded_and_linear(self):
        started = time.monotonic()
        for line in (b"\r", b"x\r\n", b"a :\n", b">From \n", b" \n", b"X-A: b,\nc\n"):
            raw = line * (1_000_000 // len(line))
            message_from_bytes(mend_head(raw[:HEADER_LIMIT]))
            mend_head(b"A: b\r\r\n" + raw)
        self.assertLess(time.monotonic() - started, 10)
