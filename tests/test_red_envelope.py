# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Bounce": by clicking on the red envelope in the chatter an error
message containing the reason for the failure will be given."""

import base64
import json
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

BOUNCE = "bounce@envelope.example"

REPORT = """\
From: MAILER-DAEMON@mx.customer.example
To: {bounce}
Subject: Report
Message-Id: <{name}@mx.customer.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is about a message of yours.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

{fields}
--b
Content-Type: message/rfc822

From: hello@envelope.example
Subject: Your order
Message-Id: {message_id}

Here it is.

--b--
"""

FIELDS = """\
Final-Recipient: rfc822; {}
Action: {}
Status: {}
Diagnostic-Code: smtp; {}
"""

FAILURES = {
    "anna@a.example": ("failed", "5.1.1", "550 5.1.1 Who is Anna"),
    "bert@b.example": ("failed", "5.2.2", "552 5.2.2 Bert has too much"),
}
DELAYS = {"anna@a.example": ("delayed", "4.2.0", "450 4.2.0 Come back later")}


@tagged("post_install", "-at_install")
class TestRedEnvelope(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "envelope.example"})
        cls.env.company.alias_domain_id = domain
        groups = "base.group_user,base.group_partner_manager"
        if cls.env.ref("sales_team.group_sale_salesman", raise_if_not_found=False):
            groups += ",sales_team.group_sale_salesman"
        cls.salesperson = new_test_user(cls.env, "salesperson", groups=groups)
        cls.gateway = cls.env["mail.inbound.gateway"].create({"name": "mx"})
        cls.anna, cls.bert, cls.customer = cls.env["res.partner"].create(
            [
                {"name": "Anna", "email": "anna@a.example"},
                {"name": "Bert", "email": "bert@b.example"},
                {"name": "Customer"},
            ]
        )
        cls.message = cls.customer.with_user(cls.salesperson).message_post(
            body="Your order",
            partner_ids=(cls.anna + cls.bert).ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.message.sudo().notification_ids.notification_status = "sent"

    def report(self, name, recipients):
        """Return the report of a mail server about some recipients."""
        fields = [FIELDS.format(to, *facts) for to, facts in recipients.items()]
        return REPORT.format(
            bounce=BOUNCE,
            name=name,
            fields="\n".join(fields),
            message_id=self.message.message_id,
        ).replace("\n", "\r\n")

    def receive(self, text, **company):
        """Hand a report over."""
        key = self.gateway._generate_key()
        self.gateway.write(company)
        answer = self.url_open(
            f"/mail_inbound/accept?sender=<>&recipient={BOUNCE}",
            data=text.encode(),
            headers={"Authorization": f"Bearer {key}"},
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        self.env.invalidate_all()

    def start(self, tour):
        """Start a tour of the salesperson, on the form of the customer."""
        test = {
            "key": self.gateway._generate_key(),
            "bounce": BOUNCE,
            "delay": self.report("delay", DELAYS),
            "failure": self.report("failure", FAILURES),
        }
        cookie = base64.b64encode(json.dumps(test).encode()).decode()
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}",
            tour,
            login="salesperson",
            cookies={"mail_inbound_test": cookie},
        )

    def store(self, user):
        """Return what is sent to a browser about the envelopes, by recipient."""
        data = Store().add(self.message.with_user(user).sudo(False)).get_result()
        return {
            notification["res_partner_id"]: notification
            for notification in data.get("mail.notification", [])
        }

    def test_reason_of_the_failure(self):
        """By clicking on the red envelope in the chatter an error message containing
        the reason for the failure will be given. A notification will also be displayed
        in the Discuss icon on the navigation bar."""
        self.start("mail_inbound_envelope")

    def test_no_error(self):
        """The red envelope can just contain a "no error" message."""
        anna, bert = (
            self.message.sudo().notification_ids.filtered(
                lambda it, who=who: it.res_partner_id == who
            )
            for who in (self.anna, self.bert)
        )
        anna.write({"notification_status": "bounce", "failure_type": "mail_bounce"})
        bert.write(
            {"notification_status": "exception", "failure_type": "mail_email_invalid"}
        )
        self.start("mail_inbound_envelope_no_error")

    def test_only_who_works_here_is_told(self):
        """A portal user who reads the message hears nothing of the others."""
        self.receive(self.report("failure", FAILURES))
        for_us = self.store(self.salesperson)
        self.assertIn("Who is Anna", for_us[self.anna.id]["failure_reason"])
        portal = new_test_user(self.env, "portal_reader", groups="base.group_portal")
        store = Store(bus_channel=portal)
        store.add(self.message.sudo().notification_ids)
        for notification in store.get_result()["mail.notification"]:
            self.assertNotIn("failure_reason", notification)

    def test_a_delay_of_a_colleague_is_shown(self):
        """Notes to colleagues show no envelope, unless there is something to say."""
        notifications = self.message.sudo().notification_ids
        self.env["res.users"].create({"login": "anna", "partner_id": self.anna.id})
        self.message.sudo().subtype_id.track_recipients = False
        anna = notifications.filtered(lambda it: it.res_partner_id == self.anna)
        self.assertNotIn(anna, notifications._filtered_for_web_client())
        self.receive(self.report("delay", DELAYS))
        self.assertIn(anna, notifications._filtered_for_web_client())

    def test_delays_and_failures_in_one_report(self):
        failure = {"bert@b.example": FAILURES["bert@b.example"]}
        self.receive(self.report("mixed", {**DELAYS, **failure}))
        reasons = {
            it.res_partner_id: (it.notification_status, it.failure_reason)
            for it in self.message.sudo().notification_ids
        }
        self.assertEqual(reasons[self.anna][0], "sent")
        self.assertIn("Come back later", reasons[self.anna][1])
        self.assertEqual(reasons[self.bert][0], "bounce")
        self.assertIn("too much", reasons[self.bert][1])

    def test_an_author_who_cannot_be_told(self):
        """The failure is recorded nevertheless."""
        message_class = type(self.env["mail.message"])
        name = "_notify_message_notification_update"
        with (
            patch.object(message_class, name, side_effect=AccessError("Not yours")),
            mute_logger("odoo.addons.mail_inbound.models.mail_inbound_report"),
        ):
            self.receive(self.report("failure", FAILURES))
        self.assertTrue(self.message.sudo().has_error)
