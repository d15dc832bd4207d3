# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from email.policy import SMTP

from odoo.tests import BaseCase

from ..tools.message.parsing import parse

# (a header that the structured parser raises on, what it is read as)
BROKEN = [
    (b"From: <", "<"),
    (b"To: :;\0", ":;"),
    (b"Subject: a\0b", "ab"),
    (b"Subject: =?utf-8?q?a=00b?=", "ab"),
    (b"Sender: \xff<", "\N{REPLACEMENT CHARACTER}<"),
]


class TestParsing(BaseCase):
    def test_broken_headers(self):
        for header, text in BROKEN:
            with self.subTest(header):
                message = parse(header + b"\r\nX-Other: Hello\r\n\r\nBody\r\n")
                name = header.partition(b":")[0].decode()
                self.assertEqual(message[name], text)
                self.assertEqual(message["X-Other"], "Hello")

    def test_unknown_charset(self):
        for charset in ("x-unknown-foo", "unknown-8bit", "x-user-defined", '""'):
            with self.subTest(charset):
                head = f"Content-Type: text/plain; charset={charset}\r\n\r\n"
                message = parse(head.encode() + "Grüße\r\n".encode())
                self.assertIn("Gr", message.get_content())

    def test_sound_headers(self):
        """They are what they always were, with all that the parser makes of them."""
        message = parse(b"From: =?utf-8?q?J=C3=BCrgen?= <j@a.example>\r\n\r\n")
        self.assertEqual(message["From"], "Jürgen <j@a.example>")
        self.assertEqual(message["From"].addresses[0].addr_spec, "j@a.example")

    def test_lines_end_as_in_smtp(self):
        raw = b"Subject: Hello\r\nMessage-Id: <1@a.example>\r\n\r\nBody\r\n"
        self.assertEqual(parse(raw).as_bytes(), raw)
        self.assertEqual(parse(raw).policy.linesep, SMTP.linesep)

    def test_an_unknown_type_is_a_file(self):
        raw = b"Content-Type: bin/plain\r\n\r\nabc"
        self.assertEqual(parse(raw).get_content(), b"abc")

    def test_headers_behind_a_byte_order_mark_or_a_blank_line_are_found(self):
        for junk in (b"\xef\xbb\xbf", b"\r\n", b"\n\n"):
            with self.subTest(junk=junk):
                self.assertEqual(parse(junk + b"Subject: Hi\r\n\r\n")["Subject"], "Hi")

    def test_parts_within_parts_within_parts_are_a_message(self):
        raw = b"Subject: Hi\r\n"
        for number in range(5_000):
            raw += b"Content-Type: multipart/mixed; boundary=%d\r\n" % number
            raw += b"\r\n--%d\r\n" % number
        self.assertEqual(parse(raw)["Subject"], "Hi")

    def test_a_missing_message_id_is_made_of_the_content(self):
        for line in (b"", b"Message-Id:   \r\n"):
            with self.subTest(line=line):
                raw = b"Subject: Hi\r\n" + line + b"\r\nbody\r\n"
                made = parse(raw)["Message-Id"]
                self.assertRegex(made, r"^<.+@.+>$")
                self.assertEqual(made, parse(raw)["Message-Id"])
