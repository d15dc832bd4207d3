# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import hashlib
import os

from odoo.tests import BaseCase

from ..tools.message import content

# (headers, what lists show)
HEADERS = [
    (b"Subject: Hello\r\n", {"subject": "Hello"}),
    (b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n", {"subject": "Grüße"}),
    (b"Subject: =?iso-8859-1?q?caf=E9?= is here\r\n", {"subject": "café is here"}),
    (b"Subject: a\r\n b\r\n", {"subject": "a b"}),
    (b"Subject: a\0b\x07c\r\n", {"subject": "ab c"}),
    (b"Subject: =?x-unknown-foo?q?a?=\r\n", {"subject": "=?x-unknown-foo?q?a?="}),
    (b"Subject: =?utf-8?b?%%%?=\r\n", {}),
    (b"Message-Id:  <1@a.example> \r\n", {"message_id": "<1@a.example>"}),
    (
        b"From: =?utf-8?q?J=C3=BCrgen?= <j@a.example>\r\n",
        {"header_from": "Jürgen <j@a.example>"},
    ),
    (b"To: a@a.example\r\nTo: b@a.example\r\n", {"header_to": "a@a.example"}),
    (b"\xef\xbb\xbfSubject: Hello\r\n", {"subject": "Hello"}),
    (b"\r\nSubject: Hello\r\n", {"subject": "Hello"}),
    (b"", {"subject": "", "header_from": "", "header_to": "", "message_id": ""}),
]


class TestContent(BaseCase):
    def test_digest(self):
        self.assertEqual(content.digest_of(b"a"), hashlib.sha256(b"a").hexdigest())

    def test_fingerprint_tells_messages_and_recipients_apart(self):
        one = content.fingerprint_of("digest", ["a@x.example"])
        self.assertEqual(len(one), 64)
        for digest, recipients in (
            ("other", ["a@x.example"]),
            ("digest", ["b@x.example"]),
            ("digest", ["a@x.example", "b@x.example"]),
            ("digest", []),
        ):
            with self.subTest(digest=digest, recipients=recipients):
                self.assertNotEqual(content.fingerprint_of(digest, recipients), one)

    def test_text_is_compressed(self):
        raw = b"the same line again\r\n" * 10_000
        stored, is_compressed = content.pack(raw)
        self.assertTrue(is_compressed)
        self.assertLess(len(stored), len(raw) / 10)
        self.assertEqual(content.unpack(stored, is_compressed), raw)

    def test_what_does_not_shrink_is_left_alone(self):
        raw = os.urandom(100_000)
        self.assertEqual(content.pack(raw), (raw, False))

    def test_headers(self):
        for raw, expected in HEADERS:
            with self.subTest(raw):
                headers = content.read_headers(raw + b"\r\nBody: none\r\n")
                self.assertLessEqual(expected.items(), headers.items())

    def test_body_is_no_header(self):
        headers = content.read_headers(b"To: a@a.example\r\n\r\nSubject: body\r\n")
        self.assertEqual(headers["subject"], "")

    def test_long_header(self):
        headers = content.read_headers(b"Subject: " + b"a " * 10_000 + b"\r\n\r\n")
        self.assertEqual(len(headers["subject"]), content.TEXT_LIMIT)

    def test_made_message_id(self):
        made = content.made_message_id(content.digest_of(b"a"))
        self.assertRegex(made, r"^<[0-9a-f]{40}@content\.invalid>$")
        self.assertEqual(made, content.made_message_id(content.digest_of(b"a")))
        self.assertNotEqual(made, content.made_message_id(content.digest_of(b"b")))
