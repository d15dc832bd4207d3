# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from unittest import skipUnless
from unittest.mock import patch

from odoo.tests import BaseCase

from ..tools.report import bounce_library, parse_message, read_report, reader
from . import report_samples as samples
from .report_samples import SENT_ID, delivery_status, group, notice


def read(raw, own_addresses=frozenset()):
    return read_report(parse_message(raw), own_addresses)


def verdicts(report):
    return {r.address: (r.reason, r.permanent) for r in report.recipients}


UNKNOWN = ("address_unknown", True)
ANNE = "anne@shop.example"
ANNE_HYPHEN = "anne@my-shop.example"
DAEMON = {"more": "X-Failed-Recipients: anne@shop.example,\n bob@shop.example\n"}

# (what it is, notice, kind, {recipient: (reason, permanent)})
NOTICES = [
    ("Postfix", notice(samples.POSTFIX), "failure", {ANNE_HYPHEN: UNKNOWN}),
    ("qmail", notice(samples.QMAIL), "failure", {ANNE_HYPHEN: UNKNOWN}),
    (
        "Exim",
        notice(samples.EXIM, **DAEMON),
        "failure",
        {
            ANNE: ("mailbox_full", False),
            "bob@shop.example": ("domain_not_found", True),
        },
    ),
    (
        "Exim without its header",
        notice(samples.EXIM),
        "failure",
        {
            ANNE: ("mailbox_full", False),
            "bob@shop.example": ("domain_not_found", True),
        },
    ),
    (
        "a warning",
        notice(samples.EXIM_WARNING, subject="Warning: message delayed 24 hours"),
        "delay",
        {ANNE: ("unreachable", False)},
    ),
    ("old sendmail", notice(samples.OLD_SENDMAIL), "failure", {ANNE: UNKNOWN}),
    (
        "Exchange",
        notice(samples.EXCHANGE, sender="System Administrator <postmaster@x.example>"),
        "failure",
        {ANNE: UNKNOWN, "bob@shop.example": UNKNOWN},
    ),
    (
        "German",
        notice(samples.GERMAN, subject="Unzustellbar: Ihr Angebot"),
        "failure",
        {ANNE: ("mailbox_full", False)},
    ),
    ("nobody named", notice(samples.UNNAMED), "failure", {ANNE: UNKNOWN}),
    (
        "Amazon SES",
        notice(samples.AMAZON, sender="no-reply@sns.amazonaws.com"),
        "failure",
        {ANNE: UNKNOWN},
    ),
]


class TestReportKinds(BaseCase):
    def test_each_recipient_has_a_verdict_of_its_own(self):
        report = read(
            delivery_status(
                group("anne@shop.example", "failed", "5.1.1", "550 5.1.1 no such user"),
                group("bob@shop.example", "delayed", "4.4.1", "connect: timed out"),
                group("carl@shop.example", "relayed", "2.0.0"),
            )
        )
        self.assertEqual(report.kind, "failure")
        self.assertEqual(
            [(r.action, r.reason, r.permanent) for r in report.recipients],
            [
                ("failed", "address_unknown", True),
                ("delayed", "unreachable", False),
                ("relayed", "", False),
            ],
        )

    def test_what_the_remote_server_said_is_kept(self):
        said = "552 5.2.2 <anne@shop.example> over quota"
        report = read(delivery_status(group(ANNE, "failed", "5.0.0", said)))
        (recipient,) = report.recipients
        self.assertEqual(recipient.diagnostic, said)
        self.assertEqual(recipient.status, "5.2.2", "more exact than 5.0.0")
        self.assertEqual(recipient.reply_code, "552")
        self.assertEqual(recipient.remote_server, "mx.shop.example")
        self.assertEqual(report.message_ids, (SENT_ID,))

    def test_original_recipient_is_whom_we_wrote_to(self):
        fields = group("box17@inner.example", "failed", "5.1.1")
        fields += f"\nOriginal-Recipient: rfc822; {ANNE}"
        (recipient,) = read(delivery_status(fields)).recipients
        self.assertEqual(recipient.address, "box17@inner.example")
        self.assertEqual(recipient.original_address, ANNE)

    def test_a_delay_is_not_a_failure(self):
        report = read(delivery_status(group(ANNE, "delayed", "4.2.2", "452 full")))
        self.assertEqual(report.kind, "delay")
        self.assertFalse(report.permanent_recipients)

    def test_a_delay_of_an_unknown_user_is_not_permanent(self):
        said = "450 4.1.1 <anne@shop.example>: User unknown"
        report = read(delivery_status(group(ANNE, "delayed", "4.1.1", said)))
        self.assertFalse(report.permanent_recipients)

    def test_success_is_told_apart(self):
        for action in ("delivered", "relayed (to non-DSN-aware mailer)", "expanded"):
            with self.subTest(action):
                report = read(delivery_status(group(ANNE, action, "2.1.5")))
                self.assertEqual(report.kind, "success")
                self.assertFalse(report.recipients[0].reason)

    def test_read_receipt(self):
        report = read(samples.RECEIPT)
        self.assertEqual((report.kind, report.detail), ("receipt", "displayed"))
        self.assertEqual(report.message_ids, (SENT_ID,))
        self.assertEqual(verdicts(report), {ANNE: ("", False)})

    def test_complaint(self):
        report = read(samples.COMPLAINT)
        self.assertEqual((report.kind, report.detail), ("abuse", "abuse"))
        self.assertEqual(report.message_ids, (SENT_ID,))
        self.assertEqual(verdicts(report), {ANNE: ("", False)})

    def test_vacation_is_not_a_failure(self):
        report = read(samples.VACATION)
        self.assertEqual((report.kind, report.recipients), ("vacation", ()))
        self.assertEqual(report.message_ids, (SENT_ID,))

    def test_what_people_write_is_no_report(self):
        rows = [
            (
                "a question",
                "Anne <anne@shop.example>",
                "Error",
                "It fails: <a@b.example>",
            ),
            (
                "a bounce passed on",
                "Anne <anne@shop.example>",
                "Fwd: Undelivered mail",
                "",
            ),
        ]
        for name, sender, subject, text in rows:
            raw = notice(text or samples.POSTFIX, sender=sender, subject=subject)
            raw = raw.removeprefix(b"Return-Path: <>\n")
            with self.subTest(name):
                self.assertFalse(read(raw))


class TestReportNotices(BaseCase):
    def test_formats(self):
        for name, raw, kind, expected in NOTICES:
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
            reader.take_apart(parse_message(notice(samples.QMAIL)))
        )
        self.assertEqual([r.address for r in found.recipients], [ANNE_HYPHEN])

    def test_broken_sender_headers(self):
        raw = notice(samples.QMAIL)
        for sender in (b"", b"From: \n", b"From: M\xfcller <\xe4@x.example>\n"):
            broken = raw.replace(b"From: MAILER-DAEMON@mx.example\n", sender)
            with self.subTest(sender):
                self.assertEqual(verdicts(read(broken)), {ANNE_HYPHEN: UNKNOWN})

    def test_line_endings_are_alike(self):
        for name, raw, _kind, expected in NOTICES:
            for end in (b"\r\n", b"\r"):
                with self.subTest(name, end=end):
                    self.assertEqual(verdicts(read(raw.replace(b"\n", end))), expected)

    def test_message_id_of_the_returned_message(self):
        for raw in (notice(samples.QMAIL), notice(samples.UNNAMED)):
            self.assertEqual(read(raw).message_ids, (SENT_ID,))

    def test_our_own_address_never_failed(self):
        raw = notice(samples.POSTFIX.replace(ANNE_HYPHEN, samples.OURS))
        self.assertFalse(read(raw).recipients, "the addressee of the notice")
        raw = delivery_status(group(samples.OURS.upper(), "failed", "5.1.1"))
        self.assertFalse(read(raw).recipients, "also in a standard report")
        raw = delivery_status(group(ANNE, "failed", "5.1.1"))
        self.assertFalse(read(raw, own_addresses={"Anne@Shop.example"}).recipients)

    def test_the_most_authoritative_detector_decides(self):
        names = [
            detect.__name__
            for detect in reader.STRUCTURED_DETECTORS + reader.NOTICE_DETECTORS
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
            ],
        )
