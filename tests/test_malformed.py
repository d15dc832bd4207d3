# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from ..tools.errors import NotAMessage
from .common import InboundCase
from .letters import make_raw

# What stands in a sound message, and what a careless program writes instead.
DAMAGES = [
    (b"From: ", b"\xef\xbb\xbfFrom: "),
    (b"From: ", b"\r\nFrom: "),
    (b"From: Anna <anna@customer.example>", b"From: <"),
    (b"From: Anna", b"From: A\0nna"),
    (b"Subject: Question", b"Subject: Quest\0ion"),
    (b"Subject: Question", b"Subject: =?utf-8?q?Quest=00ion?="),
    (b"Subject: Question", b"Subject: =?x-unknown?q?Question?="),
    (b"Subject: Question", b"Subject: Quest\xefon"),
    (b"Message-Id: <", b"Message-Id: <\0"),
    (b"From: ", b"X-Confident-Delivery : anna@customer.example\r\nFrom: "),
    (b"From: ", b">From anna Thu Jan  1 10:00:00 2026\r\nFrom: "),
    (b"From: ", b"a stray line\r\nFrom: "),
    (b"From: ", b"From : "),
    (b"Content-Type: ", b"X-Odd : value\r\nContent-Type: "),
    (b"Content-Type: ", b"a stray line\r\nContent-Type: "),
    (b'charset="utf-8"', b'charset="x-unknown-foo"'),
    (b"much", b"mu\0ch"),
    (b"much", b"mu\xffch"),
]

IDS = (
    "<urn:uuid:1@a>",
    "<urn:uuid:2@a>",
    "<2026-01-01T10:00:00>",
    "<a  b;c[d,e@f@customer.example>",
    "<a\x01@customer.example>",
    "<" + "0123456789abcdef" * 375 + "@customer.example>",
    "<grüße@customer.example>",
    "without@brackets.example",
)


@tagged("post_install", "-at_install")
class TestMalformed(InboundCase):
    def test_delivered_all_the_same(self):
        """People do not choose the programs that write their messages."""
        for sound, damaged in DAMAGES:
            with self.subTest(damaged):
                raw = make_raw()
                self.assertIn(sound, raw)
                damaged_raw = raw.replace(sound, damaged)
                inbound = self.deliver(damaged_raw)
                self.assertDelivered(inbound)
                self.assertEqual(inbound._raw(), damaged_raw)
                posted = inbound.delivery_ids.mail_message_id
                self.assertNotIn("Content-Type", posted.body)

    def test_an_id_of_any_kind_is_the_same_everywhere(self):
        """What is stored is what Odoo's chatter has, or copies would get lost."""
        for message_id in IDS:
            with self.subTest(message_id[:40]):
                raw = make_raw(headers={"Message-Id": None})
                inbound = self.deliver(f"Message-Id: {message_id}\r\n".encode() + raw)
                self.assertDelivered(inbound)
                posted = inbound.delivery_ids.mail_message_id
                self.assertEqual(posted.message_id, inbound.message_id)

    def test_only_what_is_no_message_in_any_sense_is_refused(self):
        for raw in (b"\r\n", b'{"subject": "Hi"}', b"Hello there", b"%PDF-1.4"):
            with self.subTest(raw), self.assertRaises(NotAMessage):
                self.accept(raw)
        self.assertTrue(self.accept(b"Date: yesterday\r\n\r\nHello"))
