# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools.report import parse_message, read_report
from . import report_samples as samples
from .report_samples import SENT_ID, delivery_status, group, structured

ANNE = "anne@shop.example"


def read(raw, own_addresses=frozenset()):
    return read_report(parse_message(raw), own_addresses)


def verdicts(report):
    return {r.address: (r.reason, r.permanent) for r in report.recipients}


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

    def test_a_status_without_a_readable_address_is_still_one(self):
        rows = [
            ("failure", "Final-Recipient: x400; /C=DE/S=Anne/\nAction: failed"),
            ("delay", "Final-Recipient: x400; /C=DE/S=Anne/\nAction: delayed"),
            ("success", "Final-Recipient: x400; /C=DE/S=Anne/\nAction: relayed"),
            ("failure", "Something that nobody can read"),
        ]
        for kind, fields in rows:
            for is_report_place in (True, False):
                with self.subTest(kind, is_report_place=is_report_place):
                    report = read_report(
                        parse_message(delivery_status(fields)),
                        is_report_place=is_report_place,
                    )
                    self.assertEqual((report.kind, report.recipients), (kind, ()))
                    self.assertEqual(report.message_ids, (SENT_ID,))

    def test_an_impossible_domain_is_kept(self):
        fields = group("anne@#shop", "failed", "5.1.2", "550 Host unknown")
        self.assertEqual(
            verdicts(read(delivery_status(fields))),
            {"anne@#shop": ("domain_not_found", True)},
        )

    def test_our_own_address_never_failed(self):
        raw = delivery_status(group(ANNE, "failed", "5.1.1"))
        self.assertFalse(read(raw, own_addresses={"Anne@Shop.example"}).recipients)

    def test_the_addressee_of_a_report_may_have_failed(self):
        raw = delivery_status(group(samples.OURS.upper(), "failed", "5.1.1"))
        self.assertEqual(len(read(raw).recipients), 1)


def receipt(disposition, text="Your message was rejected.", more="", subject="Report"):
    """Return a disposition notification about a message to Anne."""
    fields = (
        f"Final-Recipient: rfc822; {ANNE}\nOriginal-Message-ID: {SENT_ID}\n"
        f"Disposition: {disposition}\n{more}"
    )
    part = ("message/disposition-notification", fields)
    raw = structured("disposition-notification", text, part)
    return raw.replace(b"Subject: Report", f"Subject: {subject}".encode())


BY_PROGRAM = "automatic-action/MDN-sent-automatically"
BY_PERSON = "manual-action/MDN-sent-manually"


class TestReceipts(BaseCase):
    def test_a_refusal_by_a_filter_is_a_failure(self):
        for disposition in ("deleted", "Deleted", "denied", "deleted/error"):
            report = read(receipt(f"{BY_PROGRAM}; {disposition}"))
            with self.subTest(disposition):
                self.assertEqual(report.kind, "failure")
                self.assertEqual(report.recipients[0].action, "failed")
                self.assertEqual(verdicts(report), {ANNE: ("refused", False)})
                self.assertIn("rejected", report.recipients[0].diagnostic)
                self.assertEqual(report.message_ids[0], SENT_ID)

    def test_a_refusal_tells_the_reason_given(self):
        rows = [
            ("Quota exceeded (mailbox for user is full)", "mailbox_full"),
            ("No such user here", "address_unknown"),
        ]
        for text, reason in rows:
            report = read(receipt(f"{BY_PROGRAM}; deleted", f"Rejected: {text}"))
            with self.subTest(text):
                self.assertEqual(verdicts(report), {ANNE: (reason, False)})

    def test_what_a_person_did_is_a_receipt(self):
        rows = [
            f"{BY_PERSON}; displayed",
            f"{BY_PERSON}; deleted",
            f"{BY_PROGRAM}; displayed",
            f"{BY_PROGRAM}; processed",
            f"{BY_PROGRAM}; dispatched",
        ]
        for disposition in rows:
            with self.subTest(disposition):
                report = read(receipt(disposition))
                self.assertEqual(report.kind, "receipt")
                self.assertEqual(verdicts(report), {ANNE: ("", False)})

    def test_what_was_deleted_unread_had_arrived(self):
        texts = (
            "was deleted without being read on Monday",
            "Ungelesen gelöscht: Ihr Angebot",
            "a été supprimé sans être lu",
            "se ha eliminado sin leer",
            "foi excluída sem ser lida",
            "eliminato senza essere letto",
            "verwijderd zonder te zijn gelezen",
        )
        deleted = f"{BY_PROGRAM}; deleted"
        for text in texts:
            with self.subTest(text):
                self.assertEqual(read(receipt(deleted, text)).kind, "receipt")
        raw = receipt(deleted, more="X-MSExch-Correlation-Key: 1\n")
        self.assertEqual(read(raw).kind, "receipt", "Exchange, in any language")
        raw = receipt(deleted, "Deleted.", subject="Not read: Your quotation")
        self.assertEqual(read(raw).kind, "receipt", "the subject says so")


def complaint(*fields):
    """Return a feedback report with these fields."""
    part = ("message/feedback-report", "\n".join(fields))
    return structured("feedback-report", "This is a report.", part)


class TestComplaints(BaseCase):
    def test_whom_a_complaint_is_from(self):
        rows = [
            (("Original-Rcpt-To: <anne@shop.example>",), [ANNE]),
            (("Removal-Recipient: rfc822; anne@shop.example",), [ANNE]),
            (("Original-Rcpt-To: a@b.example", f"Original-Rcpt-To: {ANNE}"),)
            + (["a@b.example", ANNE],),
            (("Source-IP: 192.0.2.7",), []),
        ]
        for fields, expected in rows:
            report = read(complaint("Feedback-Type: abuse", *fields))
            with self.subTest(fields):
                self.assertEqual(report.kind, "abuse")
                self.assertEqual([r.address for r in report.recipients], expected)
                self.assertEqual(report.message_ids, (SENT_ID,))

    def test_not_every_report_of_that_kind_is_a_complaint(self):
        rows = [
            ("abuse", True),
            ("Fraud", True),
            ("opt-out", True),
            ("", True),
            ("not-spam", False),
            ("auth-failure", False),
            ("virus", False),
            ("dmarc", False),
        ]
        for kind, expected in rows:
            report = read(complaint(f"Feedback-Type: {kind}", "Version: 1"))
            with self.subTest(kind):
                self.assertEqual(report.kind, "abuse")
                self.assertEqual(report.is_complaint, expected)

    def test_nothing_else_is_a_complaint(self):
        for raw in (samples.RECEIPT, samples.prose(samples.QMAIL)):
            self.assertFalse(read(raw).is_complaint)
