# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import new_test_user

from ..models.mail_inbound_held_notice import NOTIFY_GROUP
from ..tools.operations import OPERATOR
from .common import InboundCase


class TestHeldNotice(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["res.groups"].create({"name": "Post Office"})
        cls.operator.group_ids += cls.group
        cls.env["ir.config_parameter"].set_param(NOTIFY_GROUP, cls.group.id)
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.other_operator = new_test_user(
            cls.env,
            "other_operator",
            groups=f"base.group_user,{OPERATOR}",
            company_id=cls.other_company.id,
            notification_type="inbox",
        )

    def hold(self, number, **origin):
        """Let so many new messages be held."""
        for _number in range(number):
            self.deliver_nowhere(origin=origin)

    def told(self, user=None):
        """Run the scheduled action; return the subjects that a user is told."""
        last = self.env["mail.message"].search([], order="id DESC", limit=1).id
        self.env["mail.inbound.held.notice"]._cron_notify()
        self.env.flush_all()
        partner = (user or self.operator).partner_id
        return (
            self.env["mail.notification"]
            .search(
                [
                    ("res_partner_id", "=", partner.id),
                    ("mail_message_id", ">", last),
                    ("notification_type", "=", "inbox"),
                ]
            )
            .mail_message_id.mapped("subject")
        )

    def test_one_notice_tells_of_all_and_none_is_repeated(self):
        self.hold(3)
        self.assertEqual(self.told(), ["Held inbound messages: 3"])
        self.assertEqual(self.told(), [])
        self.hold(1)
        self.assertEqual(self.told(), ["Held inbound messages: 1"])

    def test_the_notice_leads_to_the_list(self):
        self.hold(1)
        self.told()
        body = self.env["mail.message"].search([], order="id DESC", limit=1).body
        self.assertIn("/odoo/inbound-attention", body)

    def test_what_is_held_again_is_told_again(self):
        self.hold(1)
        self.told()
        held = self.inbox.search([("state", "=", "held")])
        held.with_user(self.operator).action_retry()
        self.env.invalidate_all()
        self.assertEqual(self.told(), ["Held inbound messages: 1"])

    def test_nobody_to_tell_keeps_the_news(self):
        self.operator.group_ids -= self.group
        self.hold(2)
        self.assertEqual(self.told(), [])
        self.operator.group_ids += self.group
        self.assertEqual(self.told(), ["Held inbound messages: 2"])

    def test_each_hears_of_what_he_may_see(self):
        self.other_operator.group_ids += self.group
        self.hold(1, company_id=self.env.company.id)
        self.hold(2, company_id=self.other_company.id)
        self.hold(1)
        self.inbox.search([], limit=1).company_id = False  # anybody's
        self.env["mail.inbound.message"].search([]).is_noticed = False
        self.assertEqual(self.told(), ["Held inbound messages: 2"])
        self.env["mail.inbound.message"].search([]).is_noticed = False
        self.assertEqual(self.told(self.other_operator), ["Held inbound messages: 3"])

    def test_who_is_no_operator_hears_nothing(self):
        clerk = new_test_user(self.env, "clerk", notification_type="inbox")
        clerk.group_ids += self.group
        self.hold(1)
        self.assertEqual(self.told(clerk), [])
