# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Bounce"."""

from odoo.tests import tagged

from .common import InboundCase
from .letters import BOUNCE, OURS, make_raw

REPORT = """\
From: MAILER-DAEMON@mx.customer.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-Id: <report{number}@mx.customer.example>
Return-Path: <>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<anna@wrong.example>: Host or domain name not found.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; anna@wrong.example
Action: failed
Status: 5.1.2

--b
Content-Type: message/rfc822

From: hello@ours.example
To: anna@wrong.example
Subject: Order 1
Message-Id: {message_id}

Here it is.

--b--
"""


@tagged("post_install", "-at_install")
class TestSpecBounce(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.env["res.partner"].create(
            {"name": "Anna", "email": "anna@wrong.example"}
        )

    def send_to_anna(self):
        """Return a contact, the message of its chatter to Anna, and the e-mail."""
        record, message = self.make_thread(recipients=self.anna)
        message.notification_ids.notification_status = "sent"
        return record, message

    def report(self, message, to=BOUNCE, number=1):
        """Return the raw bytes of a report that a message cannot be delivered."""
        text = REPORT.format(to=to, number=number, message_id=message.message_id)
        return text.replace("\n", "\r\n").encode()

    def test_return_path(self):
        """The bounce alias is used to build the return-path of the email."""
        self.make_thread(recipients=self.anna)
        self.notices("anna@wrong.example").send()
        self.assertEqual(self._mails[0]["EmailMessage"]["Return-Path"], BOUNCE)

    def test_default_local_part(self):
        """By default the name bounce will be used."""
        self.assertEqual(self.alias_domain.bounce_email, BOUNCE)

    def test_error_turns_the_envelope_red(self):
        """When an error occurs, a notification is received and displayed in a red
        envelope in the chatter."""
        _record, message = self.send_to_anna()
        inbound = self.deliver(self.report(message))
        self.assertOutcome(inbound, "delivered", "bounce_report")
        self.assertTrue(message.has_error)
        self.assertEqual(message.notification_ids.notification_status, "bounce")

    def test_direct_call_turns_the_envelope_red(self):
        """When an error occurs, a notification is received and displayed in a red
        envelope in the chatter."""
        _record, message = self.send_to_anna()
        self.call(self.report(message))
        self.assertTrue(message.has_error)

    def test_reason_of_the_failure(self):
        """By clicking on the red envelope in the chatter an error message containing
        the reason for the failure will be given."""
        _record, message = self.send_to_anna()
        self.deliver(self.report(message))
        self.assertIn(
            "Host or domain name not found", message.notification_ids.failure_reason
        )

    def test_report_makes_no_record(self):
        """A report is recorded on the message that it is about, wherever it arrives."""
        record, message = self.send_to_anna()
        before = self.env["res.partner"].search_count([])
        inbound = self.deliver(self.report(message, to=f"office@{OURS}"))
        self.assertOutcome(inbound, "delivered", "bounce_report")
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertEqual(len(record.message_ids), 2)
        self.assertFalse(self.notices("mx.customer.example"))

    def test_report_to_a_former_bounce_address(self):
        """If this value is modified, previous emails sent from the database will still
        have the previous local-part values: reports must be received all the same."""
        _record, message = self.send_to_anna()
        self.alias_domain.bounce_alias = "errors"
        self.deliver(self.report(message), recipients=[BOUNCE])
        self.assertTrue(message.has_error)

    def test_person_writes_to_the_bounce_address(self):
        """What is no report is kept for a person to read."""
        inbound = self.deliver(to=BOUNCE)
        self.assertHeld(inbound, "bounce_address")
        self.assertIn(b"How much", inbound._raw())

    def test_bounce_address_in_a_header(self):
        """Where the mail server tells who is meant, the headers do not."""
        inbound = self.deliver(headers={"Cc": BOUNCE}, recipients=[f"office@{OURS}"])
        self.assertDelivered(inbound)

    def test_bounce_address_beside_an_alias(self):
        """Where the mail server tells who is meant, each gets its own."""
        inbound = self.deliver(recipients=[f"office@{OURS}", BOUNCE])
        self.assertOutcome(inbound, "held", "bounce_address")
        self.assertEqual(len(self.records(inbound)), 1)

    def test_reply_to_the_bounce_address(self):
        """A reply is welcome at any address of ours."""
        record, message = self.make_thread()
        self.assertReplied(self.reply_to(message, to=BOUNCE), record)

    def test_vacation_reply_to_the_bounce_address(self):
        """A person who is away is no error."""
        _record, message = self.send_to_anna()
        raw = make_raw(
            author="anna@wrong.example",
            to=BOUNCE,
            subject="Automatic reply: Order 1",
            headers={
                "Auto-Submitted": "auto-replied",
                "In-Reply-To": message.message_id,
            },
        )
        self.deliver(raw)
        self.assertFalse(message.has_error)
