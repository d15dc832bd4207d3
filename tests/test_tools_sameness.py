# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import base64
import quopri
import time

from odoo.tests import BaseCase

from ..tools.message.parsing import parse
from ..tools.message.sameness import content_digest

HEAD = b"""\
From: Ann <ann@a.example>
To: office@ours.example
Subject: A question
Date: Thu, 1 Jan 2026 10:00:00 +0100
Message-Id: <1@a.example>
MIME-Version: 1.0
"""
TEXT = "Grüße,\nAnn\n".encode()
PLAIN = b"Content-Type: text/plain; charset=utf-8\n"
MESSAGE = HEAD + PLAIN + b"Content-Transfer-Encoding: 8bit\n\n" + TEXT
ADDED = b"""\
Return-Path: <ann@a.example>
X-Original-To: office@ours.example
Delivered-To: office@ours.example
Received: from a.example by b.example; Thu, 1 Jan 2026 10:00:01 +0100
ARC-Seal: i=1; a=rsa-sha256
DKIM-Signature: v=1; a=rsa-sha256
Authentication-Results: b.example; spf=pass
X-Spam-Status: No, score=0
X-MS-Exchange-Organization-SCL: 1
List-Id: <talk.a.example>
Cc: talk@a.example
"""
PARTS = b"""\
Content-Type: multipart/mixed; boundary=%(b)s

--%(b)s
Content-Type: text/plain

See the file.
--%(b)s
Content-Type: application/pdf; name=a.pdf
Content-Transfer-Encoding: base64

%(file)s
--%(b)s--
"""
REPORT = b"""\
Content-Type: multipart/report; boundary=x

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; a.example

Final-Recipient: rfc822; %s
Action: failed
--x--
"""


def digest(raw):
    return content_digest(parse(raw))


def parts(boundary=b"x", content=b"%PDF-1"):
    return HEAD + PARTS % {b"b": boundary, b"file": base64.encodebytes(content)}


class TestSameness(BaseCase):
    def test_another_way_makes_no_difference(self):
        qp = PLAIN + b"Content-Transfer-Encoding: quoted-printable\n\n"
        in_base64 = PLAIN + b"Content-Transfer-Encoding: base64\n\n"
        for way, raw in (
            ("trace headers", ADDED + MESSAGE),
            ("line ends", MESSAGE.replace(b"\n", b"\r\n")),
            ("a line at the end", MESSAGE + b"\n"),
            ("an mbox", b"From ann Thu Jan  1 10:00:00 2026\n" + MESSAGE),
            ("folding", MESSAGE.replace(b"A question", b"A\n question")),
            (
                "encoded words",
                MESSAGE.replace(b"A question", b"=?utf-8?q?A_question?="),
            ),
            ("the name", MESSAGE.replace(b"Ann <ann", b'"Ann" <Ann')),
            ("quoted-printable", HEAD + qp + quopri.encodestring(TEXT)),
            ("base64", HEAD + in_base64 + base64.encodebytes(TEXT)),
            (
                "order",
                PLAIN + b"Content-Transfer-Encoding: 8bit\n" + HEAD + b"\n" + TEXT,
            ),
        ):
            with self.subTest(way):
                self.assertEqual(digest(raw), digest(MESSAGE))

    def test_boundaries_make_no_difference(self):
        self.assertEqual(digest(parts(b"x")), digest(parts(b"another")))

    def test_what_the_author_wrote_makes_one(self):
        for before, after in (
            (b"ann@a.example>\nTo", b"eve@a.example>\nTo"),
            (b"10:00:00", b"10:00:01"),
            ("Grüße".encode(), b"Bye"),
            (b"text/plain", b"text/html"),
        ):
            with self.subTest(after):
                self.assertIn(before, MESSAGE)
                self.assertNotEqual(
                    digest(MESSAGE.replace(before, after)), digest(MESSAGE)
                )

    def test_marks_in_the_subject_make_no_difference(self):
        """Filters and lists write them there."""
        marked = MESSAGE.replace(b"A question", b"[all] ***SPAM*** A question")
        self.assertEqual(digest(marked), digest(MESSAGE))

    def test_a_file_makes_one(self):
        self.assertNotEqual(digest(parts()), digest(parts(content=b"%PDF-2")))

    def test_whom_a_report_is_about_makes_one(self):
        one, other = (HEAD + REPORT % name for name in (b"a@a.example", b"b@a.example"))
        self.assertNotEqual(digest(one), digest(other))

    def test_a_broken_message_has_a_digest_too(self):
        for raw in (
            b"",
            b"Content-Type: multipart/mixed; boundary=x\n\n--y\n",
            b"Content-Transfer-Encoding: base64\n\n%%%",
            b"Content-Type: message/rfc822\n\n",
            b"From: <\nSubject: \xff\n\n\xff",
        ):
            with self.subTest(raw):
                self.assertEqual(digest(raw), digest(raw))

    def test_the_work_is_linear(self):
        raw = parts(content=bytes(range(256)) * 40_000)
        message = parse(raw)
        started = time.monotonic()
        content_digest(message)
        self.assertLess(time.monotonic() - started, 5)
