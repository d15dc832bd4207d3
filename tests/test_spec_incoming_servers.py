# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Incoming mail servers": what a fetched message leads to."""

from odoo.tests import tagged

from .common import InboundCase
from .letters import OURS, make_raw


@tagged("post_install", "-at_install")
class TestSpecIncomingServers(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.env["fetchmail.server"].create(
            {"name": "Mailbox", "server_type": "imap", "server": "imap.example"}
        )

    def fetch(self, model=False, **fields):
        """Hand over a message as the scheduled action does after fetching it."""
        self.env["mail.thread"].with_context(
            default_fetchmail_server_id=self.server.id
        ).message_process(model, make_raw(**fields))
        return self.inbox.search([], limit=1)

    def test_record_in_the_model_of_the_server(self):
        """Emails received on task@company-name.com are fetched by the Odoo database.
        All fetched emails will create a new project task in the database."""
        for address in ("task@company.example", "anybody@company.example"):
            with self.subTest(address):
                inbound = self.fetch("res.partner", to=address)
                self.assertDelivered(inbound)
                self.assertEqual(inbound.fetchmail_server_id, self.server)

    def test_each_server_has_its_model(self):
        """Each incoming mail server can create records in a different model."""
        record = self.assertDelivered(self.fetch("res.partner", to="a@b.example"))
        self.assertEqual(record._name, "res.partner")
        record = self.assertDelivered(self.fetch("discuss.channel", to="a@b.example"))
        self.assertEqual(record._name, "discuss.channel")

    def test_alias_goes_before_the_model(self):
        """The model is for what nothing else takes."""
        inbound = self.fetch("discuss.channel", to=f"office@{OURS}")
        self.assertEqual(self.assertDelivered(inbound)._name, "res.partner")

    def test_reply_goes_before_the_model(self):
        """The model is for what nothing else takes."""
        record, message = self.make_thread()
        inbound = self.fetch(
            "discuss.channel",
            to="anybody@company.example",
            headers={"References": message.message_id},
        )
        self.assertReplied(inbound, record)

    def test_without_model(self):
        """A message that nobody takes is kept, and says so."""
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self.fetch(to="anybody@company.example")
        inbound = self.inbox.search([], limit=1)
        self.assertHeld(inbound, "no_route")
        self.assertEqual(inbound.channel, "imap")
