# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools.mend import parse

HEAD = b"From: anne@customer.example\r\nTo: info@example.com\r\nSubject: Hi\r\n"


class TestToolsMend(BaseCase):
    def test_an_unknown_charset_is_read_as_latin_1(self):
        for charset in (b"x-unknown", b"unknown-8bit", b"default_charset", b"ansi"):
            with self.subTest(charset=charset):
                raw = HEAD + (
                    b"Content-Type: text/plain; charset=" + charset + b"\r\n"
                    b"Content-Transfer-Encoding: 8bit\r\n\r\ncaf\xe9\r\n"
                )
                self.assertIn("café", parse(raw).get_content())

    def test_a_known_charset_is_left_alone(self):
        raw = HEAD + (
            b"Content-Type: text/plain; charset=utf-8\r\n"
            b"Content-Transfer-Encoding: 8bit\r\n\r\ncaf\xc3\xa9\r\n"
        )
        self.assertIn("café", parse(raw).get_content())

    def test_nul_bytes_disappear(self):
        message = parse(HEAD.replace(b"Hi", b"H\0i") + b"\r\na\0b\r\n")
        self.assertEqual(message["Subject"], "Hi")
        self.assertEqual(message.get_content().strip(), "ab")

    def test_headers_behind_a_byte_order_mark_or_a_blank_line_are_found(self):
        for junk in (b"\xef\xbb\xbf", b"\r\n", b"\n\n"):
            with self.subTest(junk=junk):
                self.assertEqual(parse(junk + HEAD + b"\r\nbody")["Subject"], "Hi")

    def test_a_message_id_is_made_where_none_can_be_read(self):
        for line in (b"", b"Message-Id: <[a]@[b]>\r\n", b"Message-Id:   \r\n"):
            with self.subTest(line=line):
                raw = HEAD + line + b"\r\nbody\r\n"
                made = parse(raw)["Message-Id"]
                self.assertRegex(made, r"<.+@.+>")
                self.assertEqual(made, parse(raw)["Message-Id"])

    def test_a_good_message_id_stays(self):
        raw = HEAD + b"Message-Id: <1@customer.example>\r\n\r\nbody"
        self.assertEqual(parse(raw)["Message-Id"], "<1@customer.example>")
