# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

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
    (b'charset="utf-8"', b'charset="x-unknown-foo"'),
    (b"much", b"mu\0ch"),
    (b"much", b"mu\xffch"),
]


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
