# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.tests import tagged

from .common import InboundCase
from .letters import BOUNCE, OURS

REPORT = """\
From: MAILER-DAEMON@mx.customer.example
To: {to}
Subject: {subject}
Message-Id: <{number}@mx.customer.example>
Return-Path: <>
MIME-Version: 1.0
Content-Type: multipart/report; report-type={report_type}; boundary="b"

--b
Content-Type: text/plain

This is about a message of yours.

--b
Content-Type: message/{report_type}

Reporting-MTA: dns; mx.customer.example

{fields}
--b
Content-Type: message/rfc822

From: hello@ours.example
Subject: Order 1
Message-Id: {message_id}

Here it is.

--b--
"""

FAILED = "Final-Recipient: rfc822; {}\nAction: {}\nStatus: {}\n{}"


@tagged("post_install", "-at_install")
class TestReportsRecorded(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.bert = cls.env["res.partner"].create(
            [
                {"name": "Anna", "email": "anna@a.example"},
                {"name": "Bert", "email": "bert@b.example"},
            ]
        )
        cls.number = 0

    def report(self, *fields, about=None, report_type="delivery-status", to=BOUNCE):
        """Deliver a report about a message that was sent to Anna and Bert.

        :return: the stored report, and the envelopes of Anna and Bert.
        """
        type(self).number += 1
        _record, message = self.make_thread(recipients=self.anna | self.bert)
        message.notification_ids.notification_status = "sent"
        self.env.flush_all()
        raw = REPORT.format(
            to=to,
            subject="Report",
            number=self.number,
            report_type=report_type,
            fields="\n".join(fields),
            message_id=about or message.message_id,
        )
        inbound = self.deliver(raw=raw.replace("\n", "\r\n").encode())
        envelopes = message.notification_ids
        return inbound, *(
            envelopes.filtered(lambda it, who=who: it.res_partner_id == who)
            for who in (self.anna, self.bert)
        )

    def test_a_failure_names_the_reason_and_the_words_of_the_server(self):
        inbound, anna, bert = self.report(
            FAILED.format(
                "anna@a.example",
                "failed",
                "5.1.1",
                "Diagnostic-Code: smtp; 550 5.1.1 No such user here\n",
            )
        )
        self.assertOutcome(inbound, "delivered", "bounce_report")
        self.assertEqual(anna.notification_status, "bounce")
        self.assertEqual(anna.failure_type, "mail_bounce")
        self.assertIn("Nobody has this address", anna.failure_reason)
        self.assertIn("No such user here", anna.failure_reason)
        self.assertEqual(bert.notification_status, "sent")
        self.assertEqual((self.anna.message_bounce, self.bert.message_bounce), (1, 0))

    def test_every_failed_recipient_turns_red(self):
        inbound, anna, bert = self.report(
            FAILED.format("anna@a.example", "failed", "5.1.1", ""),
            FAILED.format("bert@b.example", "failed", "5.1.2", ""),
        )
        self.assertEqual(len(inbound.delivery_ids), 2)
        self.assertEqual(anna.notification_status, "bounce")
        self.assertEqual(bert.notification_status, "bounce")
        self.assertTrue(anna.failure_reason and bert.failure_reason)

    def test_what_was_given_up_for_now_is_shown_and_not_counted(self):
        _inbound, anna, _bert = self.report(
            FAILED.format(
                "anna@a.example",
                "failed",
                "5.2.2",
                "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\n",
            )
        )
        self.assertEqual(anna.notification_status, "bounce")
        self.assertIn("mailbox is full", anna.failure_reason)
        self.assertEqual(self.anna.message_bounce, 0)

    def test_a_delay_is_noted_and_not_red(self):
        inbound, anna, _bert = self.report(
            FAILED.format("anna@a.example", "delayed", "4.4.1", "")
        )
        self.assertOutcome(inbound, "delivered", "delay_notice")
        self.assertEqual(anna.notification_status, "sent")
        self.assertIn("keeps trying", anna.failure_reason)
        self.assertEqual(self.anna.message_bounce, 0)

    def test_a_success_notice_is_no_failure(self):
        inbound, anna, _bert = self.report(
            FAILED.format("anna@a.example", "relayed", "2.0.0", "")
        )
        self.assertOutcome(inbound, "delivered", "success_notice")
        self.assertEqual(anna.notification_status, "sent")

    def test_a_read_receipt_is_no_failure(self):
        inbound, anna, _bert = self.report(
            "Final-Recipient: rfc822; anna@a.example\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\n",
            report_type="disposition-notification",
        )
        self.assertOutcome(inbound, "delivered", "read_receipt")
        self.assertEqual(anna.notification_status, "sent")
        self.assertEqual(self.anna.message_bounce, 0)

    def test_a_report_about_a_message_of_others_changes_nothing(self):
        inbound, anna, _bert = self.report(
            FAILED.format("anna@a.example", "failed", "5.1.1", ""),
            about="<forged@somewhere.example>",
        )
        self.assertOutcome(inbound, "discarded", "foreign_report")
        self.assertEqual(anna.notification_status, "sent")
        self.assertEqual(self.anna.message_bounce, 0)

    def test_a_report_about_somebody_else_does_nothing_to_him(self):
        """It knows a Message-Id of ours, and names whom we never wrote to."""
        stranger = self.env["res.partner"].create(
            {"name": "S", "email": "stranger@c.example"}
        )
        for _number in range(2):
            self.report(FAILED.format("stranger@c.example", "failed", "5.1.1", ""))
        self.assertEqual(stranger.message_bounce, 0)
        self.assertEqual((self.anna.message_bounce, self.bert.message_bounce), (0, 0))

    def test_one_message_counts_once_for_a_recipient(self):
        _record, message = self.make_thread(recipients=self.anna)
        message.notification_ids.notification_status = "sent"
        for _number in range(3):
            self.report(
                FAILED.format("anna@a.example", "failed", "5.1.1", ""),
                about=message.message_id,
            )
        self.assertEqual(self.anna.message_bounce, 1)

    def test_a_reason_that_is_not_known_does_not_count(self):
        _inbound, anna, _bert = self.report(
            FAILED.format("anna@a.example", "failed", "5.0.0", "")
        )
        self.assertEqual(anna.notification_status, "bounce")
        self.assertEqual(self.anna.message_bounce, 0)

    def test_a_complaint_of_somebody_else_blocklists_nobody(self):
        self.set_parameter("mail_inbound.blocklist_complaints", "True")
        self.report(
            "Feedback-Type: abuse\nVersion: 1\nUser-Agent: x/1\n"
            "Original-Rcpt-To: stranger@c.example\n",
            report_type="feedback-report",
        )
        self.assertFalse(
            self.env["mail.blacklist"].search([("email", "=", "stranger@c.example")])
        )

    def test_a_complaint_blocklists_only_by_choice(self):
        fields = (
            "Feedback-Type: abuse\nVersion: 1\nUser-Agent: x/1\n"
            "Original-Rcpt-To: anna@a.example\nRemoval-Recipient: anna@a.example\n"
        )
        for choice, count in (("False", 0), ("True", 1)):
            with self.subTest(choice):
                self.set_parameter("mail_inbound.blocklist_complaints", choice)
                inbound, anna, _bert = self.report(
                    fields, report_type="feedback-report"
                )
                self.assertOutcome(inbound, "delivered", "complaint")
                self.assertEqual(anna.notification_status, "sent")
                blocked = self.env["mail.blacklist"].search_count(
                    [("email", "=", "anna@a.example")]
                )
                self.assertEqual(blocked, count)


@tagged("post_install", "-at_install")
class TestSignedBounces(TestReportsRecorded):
    allow_inherited_tests_method = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alias_domain.signs_bounces = True

    def test_messages_leave_with_a_bounce_address_of_their_own(self):
        _record, message = self.make_thread(recipients=self.anna)
        [email] = message.mail_ids._prepare_outgoing_list()
        address = email["headers"]["Return-Path"]
        self.assertRegex(address, rf"^bounce\+{message.id}-[0-9a-f]{{20}}@{OURS}$")

    def test_a_report_without_the_original_is_attributed(self):
        _record, message = self.make_thread(recipients=self.anna)
        message.notification_ids.notification_status = "sent"
        address = self.alias_domain._inbound_sign_bounce(message)
        self.report(
            FAILED.format("anna@a.example", "failed", "5.1.1", ""),
            about="<rewritten@provider.example>",
            to=address,
        )
        self.assertEqual(message.notification_ids.notification_status, "bounce")

    def test_a_forged_address_proves_that_the_report_is(self):
        _record, message = self.make_thread(recipients=self.anna)
        message.notification_ids.notification_status = "sent"
        inbound, _anna, _bert = self.report(
            FAILED.format("anna@a.example", "failed", "5.1.1", ""),
            about=message.message_id,
            to=f"bounce+{message.id}-{'0' * 20}@{OURS}",
        )
        self.assertOutcome(inbound, "discarded", "foreign_report")
        self.assertTrace(inbound, "report", "forged")
        self.assertEqual(message.notification_ids.notification_status, "sent")

    def test_a_signature_speaks_for_its_own_recipient(self):
        _record, message = self.make_thread(recipients=self.anna | self.bert)
        message.notification_ids.notification_status = "sent"
        address = self.alias_domain._inbound_sign_bounce(message, "anna@a.example")
        self.report(
            FAILED.format("bert@b.example", "failed", "5.1.1", ""),
            about=message.message_id,
            to=address,
        )
        self.assertEqual(self.bert.message_bounce, 0)

    def test_an_unsigned_report_does_nothing_once_addresses_are_signed(self):
        self.alias_domain.signs_bounces_since = self.env.cr.now() - timedelta(days=1)
        _record, message = self.make_thread(recipients=self.anna)
        message.notification_ids.notification_status = "sent"
        self.report(
            FAILED.format("anna@a.example", "failed", "5.1.1", ""),
            about=message.message_id,
            to=self.alias_domain.bounce_email,
        )
        self.assertEqual(message.notification_ids.notification_status, "sent")
        self.assertEqual(self.anna.message_bounce, 0)
