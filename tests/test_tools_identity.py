# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import time

from odoo.tests import BaseCase
from odoo.tools.mail import unfold_references

from ..tools.message.content import read_headers
from ..tools.message.identity import (
    MAX_BYTES,
    MAX_REFERENCES,
    forms_of,
    read_message_id,
    read_references,
)
from ..tools.message.parsing import parse

LONG = "<" + "0123456789abcdef" * 375 + "@a.example>"
# (what stands in the header, the id)
IDS = [
    (b"<1@a.example>", "<1@a.example>"),
    (b"  <1@a.example> \t", "<1@a.example>"),
    (b"\r\n <1@a.example>", "<1@a.example>"),
    (b"< 1@a.example >", "<1@a.example>"),
    (b"<urn:uuid:12-34@a>", "<urn:uuid:12-34@a>"),
    (b"<2026-01-01T10:00:00+01:00>", "<2026-01-01T10:00:00+01:00>"),
    (b"<2026-01-01 10:00:00@a>", "<2026-01-01 10:00:00@a>"),
    (b"<a;b=c@a.example>", "<a;b=c@a.example>"),
    (b"<a@[192.0.2.1]>", "<a@[192.0.2.1]>"),
    (b"<[a]@a.example>", "<[a]@a.example>"),
    (b"<a,b@a.example>", "<a,b@a.example>"),
    (b"<a@b@c.example>", "<a@b@c.example>"),
    (b"<a(b)c@a.example>", "<a(b)c@a.example>"),
    (b'<"a b"@a.example>', '<"a b"@a.example>'),
    (b"<a\r\n b@a.example>", "<a b@a.example>"),
    (b"<a\x01b\x7f@a.example>", "<a%01b%7F@a.example>"),
    (b"<\0a@a.example>", "<a@a.example>"),
    ("<grüße@a.example>".encode(), "<grüße@a.example>"),
    ("<grüße@a.example>".encode("latin-1"), "<grüße@a.example>"),
    (b"=?us-ascii?Q?<1=40a.example>?=", "<1@a.example>"),
    (b"=?utf-8?q?<1@a.ex?=\r\n =?utf-8?q?ample>?=", "<1@a.example>"),
    (b"=?utf-8?B?PDFAYS5leGFtcGxlPg==?=", "<1@a.example>"),
    (b"=?x-unknown?q?<1@a.example>?=", "<1@a.example>"),
    (b"<=?x?q?1?=@a.example>", "<=?x?q?1?=@a.example>"),
    (b"1@a.example", "<1@a.example>"),
    (b"2026-01-01 10:00:00", "<2026-01-01 10:00:00>"),
    (b"<1@a.example", "<1@a.example>"),
    (b"<<1@a.example>>", "<1@a.example>"),
    (b"<1@a.example> <2@a.example>", "<1@a.example>"),
    (b"<1@a.example> (a comment)", "<1@a.example>"),
    (b"(a comment) 1@a.example", "<1@a.example>"),
]
# What a parser that looks for a msg-id makes the same.
DIFFERENT = [
    ("<urn:uuid:1@a>", "<urn:uuid:2@a>"),
    ("<2026-01-01T10:00:00>", "<2026-01-01T10:00:01>"),
    ("<a 1@a.example>", "<a 2@a.example>"),
    ("<a;1@a.example>", "<a;2@a.example>"),
    ("<a[1@a.example>", "<a[2@a.example>"),
    ("<a,1@a.example>", "<a,2@a.example>"),
    ("<a@b@1.example>", "<a@b@2.example>"),
    ("<a\x01@a.example>", "<a\x02@a.example>"),
    ("<\udcff@a.example>", "<\udcfe@a.example>"),
    (LONG, LONG.replace("0@", "1@").replace("f@", "e@")),
]
# (values of References and In-Reply-To, the ids)
REFERENCES = [
    (("<1@a> <2@a>", "<2@a>"), ["<1@a>", "<2@a>"]),
    (("<2@a> <1@a>", "<2@a>"), ["<1@a>", "<2@a>"]),
    (("<1@a><2@a>",), ["<1@a>", "<2@a>"]),
    (("<1@a>,\r\n\t<2@a>",), ["<1@a>", "<2@a>"]),
    ((None, "<1@a> (message from Ann on Sun, 22 Nov 2026)"), ["<1@a>"]),
    (('"Your message of Sunday" <1@a>',), ["<1@a>"]),
    (("1@a",), ["<1@a>"]),
    (("1@a 2@a",), ["<1@a>", "<2@a>"]),
    (("1@a, 2@a (and a comment)",), ["<1@a>", "<2@a>"]),
    (("a 1@a",), ["<1@a>", "<a 1@a>"]),
    (("2026-01-01 10:00",), ["<2026-01-01 10:00>"]),
    (("=?us-ascii?Q?<1@?=\r\n =?us-ascii?Q?a>?= <2@a>",), ["<1@a>", "<2@a>"]),
    (("<1@a> <2@a",), ["<1@a>"]),
    (("", "<>", None), []),
]


def message_with(header):
    return b"Message-Id: " + header + b"\r\nFrom: a@a.example\r\n\r\n"


class TestMessageId(BaseCase):
    def test_it_is_what_the_sender_wrote(self):
        for header, expected in IDS:
            with self.subTest(header):
                raw = message_with(header)
                self.assertEqual(parse(raw)["Message-Id"], expected)
                self.assertEqual(read_headers(raw)["message_id"], expected)

    def test_an_id_is_its_own_id(self):
        """Whoever stores or sends one reads the same again."""
        for _header, expected in (*IDS, (b"", read_message_id(LONG))):
            with self.subTest(expected):
                self.assertEqual(read_message_id(expected), expected)

    def test_ids_that_differ_stay_different(self):
        for one, other in DIFFERENT:
            with self.subTest(one):
                self.assertNotEqual(read_message_id(one), read_message_id(other))

    def test_a_long_one_fits_into_an_index(self):
        for text in (LONG, LONG.replace("a", "ä"), LONG.replace("0", "\x01")):
            found = read_message_id(text)
            self.assertLessEqual(len(found.encode()), MAX_BYTES)
            self.assertTrue(found.startswith(text[:20].replace("\x01", "%01")[:20]))

    def test_there_may_be_none(self):
        for header in (b"", b"<>", b"< >", b" \t", b"(comment)"):
            with self.subTest(header):
                self.assertEqual(read_headers(message_with(header))["message_id"], "")
                self.assertRegex(parse(message_with(header))["Message-Id"], "<.+@.+>")


class TestReferences(BaseCase):
    def test_ids_that_a_message_refers_to(self):
        for texts, expected in REFERENCES:
            with self.subTest(texts):
                self.assertEqual(read_references(*texts), expected)

    def test_of_many_the_first_and_the_nearest_count(self):
        ids = [f"<{number}@a>" for number in range(100)]
        self.assertEqual(
            read_references(" ".join(ids), ids[-1]), [ids[0], *ids[-MAX_REFERENCES:]]
        )

    def test_odoo_sees_the_same(self):
        raw = b"References: <1@a>\r\n\t<2 b@a>\r\nIn-Reply-To: <3@a> (of Ann)\r\n\r\n"
        message = parse(raw)
        self.assertEqual(message["References"], "<1@a> <2 b@a>")
        self.assertEqual(message["In-Reply-To"], "<3@a>")

    def test_nothing_is_missing_that_odoo_looks_for(self):
        for texts, _expected in REFERENCES:
            text = " ".join(filter(None, texts))
            if "=?" not in text:
                with self.subTest(texts):
                    ours = forms_of(read_references(text))
                    self.assertLessEqual(set(unfold_references(text)), set(ours))

    def test_odoo_finds_the_first_of_many_among_the_last_that_it_looks_at(self):
        ids = [f"<{number}@a>" for number in range(45)]
        message = parse(b"References: %s\r\n\r\n" % " ".join(ids).encode())
        looked_at = unfold_references(message["References"])[-32:]
        self.assertEqual(looked_at, [ids[0], *ids[-31:]])

    def test_a_blank_may_be_a_fold(self):
        self.assertEqual(
            forms_of(read_references("<a\r\n b@a> <2@a>")),
            ["<a b@a>", "<ab@a>", "<2@a>"],
        )

    def test_the_work_is_linear(self):
        started = time.monotonic()
        for piece in ("<", "<a@a>", "(", "a@", "=?a?q?", "?= ", " ", "<a@a> <b@a> "):
            text = piece * (500_000 // len(piece))
            read_references(text, text)
            read_message_id(text)
        self.assertLess(time.monotonic() - started, 10)
