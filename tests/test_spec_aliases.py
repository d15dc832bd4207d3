# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Email aliases": the introduction and "Model specific aliases"."""

from odoo.tests import tagged

from .common import InboundCase
from .letters import OURS


@tagged("post_install", "-at_install")
class TestSpecAliases(InboundCase):
    def test_anyone_can_send_to_an_alias(self):
        """Anyone can send an email to an email alias created in the database."""
        contact = self.assertDelivered(self.deliver())
        self.assertEqual(contact.name, "Question")

    def test_direct_call_creates_a_record(self):
        """Create a record when an email is sent directly to the alias."""
        contact = self.env["res.partner"].browse(self.call())
        self.assertEqual(contact.name, "Question")
        inbound = self.inbox.search([], limit=1)
        self.assertEqual(inbound.channel, "rpc")
        self.assertDelivered(inbound, contact)

    def test_reply_by_reply_to(self):
        """Or reply to an email that was previously sent from the database based on
        the reply-to header."""
        customer = self.env["res.partner"].create(
            {"name": "Anna", "email": "anna@customer.example"}
        )
        record, message = self.make_thread(recipients=customer)
        inbound = self.reply_to(message, to=message.reply_to)
        self.assertReplied(inbound, record)

    def test_reply_to_an_address_that_is_no_alias(self):
        """Receive replies to an email initially sent from a record."""
        record, message = self.make_thread()
        inbound = self.reply_to(
            message, to=f"nobody@{OURS}", recipients=[f"nobody@{OURS}"]
        )
        self.assertReplied(inbound, record)

    def test_direct_call_receives_a_reply(self):
        """Receive replies to an email initially sent from a record."""
        record, message = self.make_thread()
        self.call(headers={"In-Reply-To": message.message_id})
        self.assertIn("How much", record.message_ids[0].body)


@tagged("post_install", "-at_install")
class TestSpecAliasesOfSalesTeams(InboundCase):
    """The example of the specification; its application must be installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "crm.lead" not in cls.env:
            cls.skipTest(cls, "crm is not installed")
        cls.team = cls.env["crm.team"].create(
            {"name": "Sales Europe", "alias_name": "europe"}
        )
        cls.team.alias_id.alias_domain_id = cls.alias_domain

    def make_opportunity(self):
        """Return an opportunity of the team, and a message sent from its chatter."""
        lead = self.env["crm.lead"].create({"name": "Deal", "team_id": self.team.id})
        message = lead.message_post(
            body="Our offer.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        return lead, message

    def test_new_lead_of_the_team(self):
        """Sending an email to info@company-name.odoo.com will create a new opportunity
        or a new lead automatically assigned to the corresponding sales team."""
        lead = self.assertDelivered(self.deliver(to=f"europe@{OURS}"))
        self.assertEqual((lead._name, lead.team_id), ("crm.lead", self.team))
        self.assertEqual(lead.email_from, '"Anna" <anna@customer.example>')

    def test_reply_to_is_the_alias(self):
        """If an email is sent from the chatter of an existing opportunity, the reply-to
        will be info@company-name.odoo.com."""
        _lead, message = self.make_opportunity()
        self.assertIn(f"<europe@{OURS}>", message.reply_to)

    def test_reply_goes_to_its_chatter(self):
        """The reply will be posted in the right chatter, according to the message-id
        header."""
        lead, message = self.make_opportunity()
        self.make_opportunity()
        inbound = self.reply_to(message, to=message.reply_to)
        self.assertReplied(inbound, lead)

    def test_reply_in_the_inbox_of_the_alias_is_no_new_lead(self):
        """Receive replies to an email initially sent from a record."""
        lead, message = self.make_opportunity()
        leads = self.env["crm.lead"].search_count([])
        self.call(to=f"europe@{OURS}", headers={"References": message.message_id})
        self.assertEqual(self.env["crm.lead"].search_count([]), leads)
        self.assertIn("How much", lead.message_ids[0].body)
