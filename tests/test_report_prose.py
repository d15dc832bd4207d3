# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from unittest import skipUnless
from unittest.mock import patch

from odoo.tests import BaseCase

from ..tools.report import bounce_library, parse_message, read_report, reader
from . import report_samples as samples
from .report_samples import SENT_ID, prose

ANNE = "anne@shop.example"


def read(raw, own_addresses=frozenset()):
    return read_report(parse_message(raw), own_addresses)


def verdicts(report):
    return {r.address: (r.reason, r.permanent) for r in report.recipients}


UNKNOWN = ("address_unknown", True)
ANNE_HYPHEN = "anne@my-shop.example"
DAEMON = {"more": "X-Failed-Recipients: anne@shop.example,\n bob@shop.example\n"}

# (what it is, report, kind, {recipient: (reason, permanent)})
FORMATS = [
    ("Postfix", prose(samples.POSTFIX), "failure", {ANNE_HYPHEN: UNKNOWN}),
    ("qmail", prose(samples.QMAIL), "failure", {ANNE_HYPHEN: UNKNOWN}),
    (
        "Exim",
        prose(samples.EXIM, **DAEMON),
        "failure",
        {
            ANNE: ("mailbox_full", False),
            "bob@shop.example": ("domain_not_found", True),
        },
    ),
    (
        "Exim without its header",
        prose(samples.EXIM),
        "failure",
        {
            ANNE: ("mailbox_full", False),
            "bob@shop.example": ("domain_not_found", True),
        },
    ),
    (
        "a warning",
        prose(samples.EXIM_WARNING, subject="Warning: message delayed 24 hours"),
        "delay",
        {ANNE: ("unreachable", False)},
    ),
    ("old sendmail", prose(samples.OLD_SENDMAIL), "failure", {ANNE: UNKNOWN}),
    (
        "Exchange",
        prose(samples.EXCHANGE, sender="System Administrator <postmaster@x.example>"),
        "failure",
        {ANNE: UNKNOWN, "bob@shop.example": UNKNOWN},
    ),
    (
        "German",
        prose(samples.GERMAN, subject="Unzustellbar: Ihr Angebot"),
        "failure",
        {ANNE: ("mailbox_full", False)},
    ),
    ("nobody named", prose(samples.UNNAMED), "failure", {ANNE: UNKNOWN}),
    (
        "Amazon SES",
        prose(samples.AMAZON, sender="no-reply@sns.amazonaws.com"),
        "failure",
        {ANNE: UNKNOWN},
    ),
]


class TestProse(BaseCase):
    def test_formats(self):
        for name, raw, kind, expected in FORMATS:
            with self.subTest(name):
                report = read(raw)
                self.assertEqual(report.kind, kind)
                self.assertEqual(verdicts(report), expected)

    def test_formats_without_the_library(self):
        with patch.object(bounce_library, "all_failures", None):
            self.test_formats()

    @skipUnless(bounce_library.all_failures, "flufl.bounce is not installed")
    def test_library_finds_domains_with_hyphens(self):
        found = bounce_library.detect_library(
            reader.take_apart(parse_message(prose(samples.QMAIL)))
        )
        self.assertEqual([r.address for r in found.recipients], [ANNE_HYPHEN])

    def test_broken_sender_headers(self):
        raw = prose(samples.QMAIL)
        for sender in (b"", b"From: \n", b"From: M\xfcller <\xe4@x.example>\n"):
            broken = raw.replace(b"From: MAILER-DAEMON@mx.example\n", sender)
            with self.subTest(sender):
                self.assertEqual(verdicts(read(broken)), {ANNE_HYPHEN: UNKNOWN})

    def test_line_endings_are_alike(self):
        for name, raw, _kind, expected in FORMATS:
            for end in (b"\r\n", b"\r"):
                with self.subTest(name, end=end):
                    self.assertEqual(verdicts(read(raw.replace(b"\n", end))), expected)

    def test_message_id_of_the_returned_message(self):
        for raw in (prose(samples.QMAIL), prose(samples.UNNAMED)):
            self.assertEqual(read(raw).message_ids, (SENT_ID,))

    def test_an_address_stays_whole(self):
        """Digits are no list number, an apostrophe is no quotation mark."""
        rows = [
            "45211334@qq.example",
            "4@qq.example",
            "1.anne@shop.example",
            "o'brien@shop.example",
            "anne+450=b@my-shop.example",
        ]
        for name, raw, _kind, expected in FORMATS:
            for address in rows:
                with self.subTest(name, address=address):
                    changed = raw
                    for found in (ANNE, ANNE_HYPHEN):
                        changed = changed.replace(found.encode(), address.encode())
                    found = [r.address for r in read(changed).recipients]
                    self.assertIn(address, found)
                    self.assertEqual(len(found), len(expected))

    def test_numbers_of_a_list_are_no_part_of_the_address(self):
        text = f"Could not be delivered to:\n 1. {ANNE}\n2) bob@shop.example\n"
        self.assertEqual(
            [r.address for r in read(prose(text)).recipients],
            [ANNE, "bob@shop.example"],
        )

    def test_the_addressee_failed_only_where_something_is_said_of_it(self):
        said = samples.POSTFIX.replace(ANNE_HYPHEN, samples.OURS)
        report = read(prose(said))
        self.assertEqual(verdicts(report), {samples.OURS: UNKNOWN})
        text = f"This could not be delivered.\n\nYour message from\n{samples.OURS}\n"
        self.assertFalse(read(prose(text)).recipients)
        raw = prose(said)
        self.assertFalse(read(raw, {samples.OURS.upper()}).recipients)

    def test_others_come_before_the_addressee(self):
        text = f"<{samples.OURS}>: forwarded to\n<{ANNE}>: user unknown\n"
        self.assertEqual(list(verdicts(read(prose(text)))), [ANNE])

    def test_the_addressee_of_the_original_comes_last(self):
        text = f"Not delivered:\n<{ANNE}>: 550 no\n\n  To: bob@shop.example\n"
        self.assertEqual(list(verdicts(read(prose(text)))), [ANNE])
        text = "This was undeliverable.\n\n  To: bob@shop.example\n"
        self.assertEqual(list(verdicts(read(prose(text)))), ["bob@shop.example"])

    def test_whom_we_wrote_to_is_told(self):
        for words in ("expanded from:", "ultimately generated from", "generated from"):
            text = f"<box17@inner.example>\n ({words} <{ANNE}>): user unknown\n"
            (recipient,) = read(prose(text)).recipients
            with self.subTest(words):
                self.assertEqual(recipient.address, "box17@inner.example")
                self.assertEqual(recipient.original_address, ANNE)

    def test_an_address_is_no_explanation(self):
        text = f"Not delivered to:\n\n{ANNE}\n\nSomething happened.\n"
        (recipient,) = read(prose(text)).recipients
        self.assertEqual(recipient.diagnostic, "")
        text = f"Not delivered to:\n\n{ANNE}\nSomething happened.\n"
        (recipient,) = read(prose(text)).recipients
        self.assertEqual(recipient.diagnostic, "Something happened.")

    def test_a_server_that_names_nobody_still_tells_of_a_failure(self):
        rows = [
            ("failure", "Your message did not reach the following recipient(s):\nBob"),
            ("delay", "It has not yet been delivered. Delivery attempts will continue"),
        ]
        for kind, text in rows:
            with self.subTest(kind):
                report = read(prose(text))
                self.assertEqual((report.kind, report.recipients), (kind, ()))

    def test_the_most_authoritative_detector_decides(self):
        names = [
            detect.__name__
            for detect in reader.STRUCTURED_DETECTORS + reader.PROSE_DETECTORS
        ]
        self.assertEqual(
            names,
            [
                "detect_complaint",
                "detect_receipt",
                "detect_delivery_status",
                "detect_amazon_event",
                "detect_failed_header",
                "detect_quoted_status",
                "detect_named",
                "detect_library",
                "detect_returned_recipient",
                "detect_only_address",
                "detect_enclosed_status",
                "detect_only_returned_recipient",
                "detect_told",
            ],
        )
