# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from email import message_from_string
from email.policy import SMTP

from odoo.tests import BaseCase

from ..tools.message.envelope import Envelope
from ..tools.message.recipients import (
    Candidate,
    addresses_in,
    find_candidates,
    local_domains,
)

# (headers, envelope recipients, what is found, in its order)
ROWS = [
    ("To: A <a@x.example>", [], [("a@x.example", "To")]),
    (
        "To: a@x.example, B@X.example",
        [],
        [("a@x.example", "To"), ("b@x.example", "To")],
    ),
    (
        "Cc: c@x.example\nTo: a@x.example",
        [],
        [("a@x.example", "To"), ("c@x.example", "Cc")],
    ),
    ("To: a@x.example\nCc: A@x.example", [], [("a@x.example", "To")]),
    # what a mail server wrote goes before what the sender wrote
    (
        "To: list@x.example\nDelivered-To: a@x.example",
        [],
        [("a@x.example", "Delivered-To"), ("list@x.example", "To")],
    ),
    (
        "To: a@x.example\nX-Original-To: a@x.example",
        [],
        [("a@x.example", "X-Original-To")],
    ),
    # an envelope makes those headers unnecessary
    (
        "To: list@x.example\nDelivered-To: a@x.example",
        ["B@x.example"],
        [("b@x.example", "envelope"), ("list@x.example", "To")],
    ),
    ("To: a@x.example", ["a@x.example"], [("a@x.example", "envelope")]),
    ("Resent-To: a@x.example", [], [("a@x.example", "Resent-To")]),
    ("To: info@MÜNCHEN.example", [], [("info@xn--mnchen-3ya.example", "To")]),
    ("To: =?utf-8?q?J=C3=BCrgen?= <j@x.example>", [], [("j@x.example", "To")]),
    ("To: undisclosed-recipients:;", [], []),
    ("Subject: nothing", [], []),
]


def parse(headers):
    """Return a message with these headers."""
    return message_from_string(headers + "\n\n", policy=SMTP)


class TestRecipients(BaseCase):
    def test_candidates(self):
        for headers, recipients, expected in ROWS:
            with self.subTest(headers=headers, recipients=recipients):
                candidates = find_candidates(
                    parse(headers), Envelope.of("", recipients)
                )
                self.assertEqual(
                    [(it.address, it.source) for it in candidates], expected
                )

    def test_every_header_in_which_recipients_stand(self):
        """What a mail server wrote goes before what the sender wrote."""
        headers = [
            *("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"),
            *("To", "Cc", "Resent-To", "Resent-Cc"),
        ]
        text = "\n".join(f"{name}: {name}@x.example" for name in reversed(headers))
        found = find_candidates(parse(text), Envelope())
        self.assertEqual([it.source for it in found], headers)
        self.assertEqual(
            [it.address for it in found], [f"{it}@x.example".lower() for it in headers]
        )

    def test_certain(self):
        for source, is_certain in (
            ("envelope", True),
            ("Delivered-To", True),
            ("Envelope-To", True),
            ("To", False),
            ("Cc", False),
            ("Resent-To", False),
        ):
            with self.subTest(source):
                self.assertEqual(
                    Candidate("a@x.example", source).is_certain, is_certain
                )

    def test_repeated_header(self):
        message = parse("Delivered-To: a@x.example\nDelivered-To: b@x.example")
        self.assertIn("a@x.example", addresses_in(message, "Delivered-To"))

    def test_missing_header(self):
        self.assertEqual(addresses_in(parse("Subject: x"), "To"), [])

    def test_local_domains(self):
        said, certain = (
            Candidate("a@said.example", "To"),
            Candidate("a@certain.example", "envelope"),
        )
        ours, allowed = {"ours.example"}, ("allowed.example",)
        for candidates, allowed_domains, expected in (
            ((said,), (), None),  # nobody knows better: any domain
            ((), (), None),
            ((said,), allowed, {"ours.example", "allowed.example"}),
            ((said, certain), (), {"ours.example", "certain.example"}),
            (
                (certain,),
                allowed,
                {"ours.example", "allowed.example", "certain.example"},
            ),
        ):
            with self.subTest(candidates=candidates, allowed=allowed_domains):
                found = local_domains(candidates, ours, allowed_domains)
                self.assertEqual(found, expected)
