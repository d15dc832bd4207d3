# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools.message.envelope import Envelope

SENDERS = [
    ("anna@a.example", "anna@a.example"),
    ("<anna@a.example>", "anna@a.example"),
    (" anna@a.example\r\n", "anna@a.example"),
    ("<>", "<>"),
    (" <> ", "<>"),
    ("", ""),
    (None, ""),
]

RECIPIENTS = [
    ([], ()),
    (["a@x.example"], ("a@x.example",)),
    (["b@x.example", "a@x.example"], ("b@x.example", "a@x.example")),
    (["<a@x.example>", "a@x.example"], ("a@x.example",)),
    (["", "  ", "a@x.example"], ("a@x.example",)),
    (["a@x.example\nb@x.example"], ("a@x.exampleb@x.example",)),
]


class TestEnvelope(BaseCase):
    def test_sender(self):
        for sender, expected in SENDERS:
            with self.subTest(sender):
                self.assertEqual(Envelope.of(sender, []).sender, expected)

    def test_nothing_is_known(self):
        self.assertEqual(Envelope(), Envelope("", ()))

    def test_null_sender(self):
        """Unknown and null are two different things."""
        self.assertTrue(Envelope.of("<>", []).has_null_sender)
        self.assertFalse(Envelope.of("", []).has_null_sender)
        self.assertFalse(Envelope.of("anna@a.example", []).has_null_sender)

    def test_recipients(self):
        for recipients, expected in RECIPIENTS:
            with self.subTest(recipients):
                self.assertEqual(Envelope.of("", recipients).recipients, expected)
