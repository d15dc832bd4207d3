# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo import Command
from odoo.tests import HttpCase, tagged

from ..tools.message.envelope import Envelope

RAW = (
    "From: Anne <anne@customer.example>\r\nTo: nobody@nowhere.example\r\n"
    "Subject: Hello\r\nMessage-Id: <{}@customer.example>\r\n\r\nHello\r\n"
)


@tagged("post_install", "-at_install")
class TestButtons(HttpCase):
    """Every button is pressed as the browser presses it: over HTTP, as JSON."""

    def setUp(self):
        super().setUp()
        self.authenticate("admin", "admin")
        self.count = 0

    def inbound(self):
        """Return a message that the loop protection refused, and that led somewhere."""
        self.count += 1
        inbox = self.env["mail.inbound.message"]
        envelope = Envelope.of("anne@customer.example", ["nobody@nowhere.example"])
        inbound = inbox._accept(RAW.format(self.count).encode(), envelope, "http")
        inbound._process()
        inbound.invalidate_recordset()
        inbound.write(
            {
                "company_id": self.env.company.id,
                "state": "returned",
                "reason": "loop_sender",
                "delivery_ids": [
                    Command.create(
                        {
                            "state": "returned",
                            "reason": "loop_sender",
                            "sender_normalized": "anne@customer.example",
                            "model": "res.partner",
                            "res_id": self.env.user.partner_id.id,
                        }
                    )
                ],
            }
        )
        return inbound

    def records(self):
        """Return records of every model that has buttons of ours."""
        env, inbound = self.env, self.inbound()
        server = env["fetchmail.server"].create({"name": "Mailbox"})
        eml = {"name": "a.eml", "raw": RAW.format("file").encode()}
        env["mail.inbound.health"].action_open()
        return {
            records._name: records
            for records in (
                inbound,
                inbound.delivery_ids[:1],
                server.folder_ids,
                env["mail.inbound.uidl"].create(
                    {"server_id": server.id, "uidl": "1", "reason": "refused"}
                ),
                env["mail.inbound.gateway"].create({"name": "mx"}),
                env["mail.inbound.health"].search([("action", "!=", False)], limit=1),
                env["mail.inbound.deliver"].create(
                    {
                        "inbound_ids": inbound.ids,
                        "destination": "model",
                        "model": "res.partner",
                    }
                ),
                env["mail.inbound.simulation"].create(
                    {"sender": "anne@customer.example", "recipients": "a@b.example"}
                ),
                env["mail.inbound.upload"].create(
                    {"attachment_ids": [Command.create(eml)]}
                ),
            )
        }

    def buttons(self):
        """Return the names of the methods that buttons in our views call."""
        ours = self.env["ir.model.data"].search(
            [("module", "=", "mail_inbound"), ("model", "=", "ir.ui.view")]
        )
        return {
            button.get("name")
            for view in self.env["ir.ui.view"].browse(ours.mapped("res_id"))
            for button in etree.fromstring(view.arch_db).iter("button")
            if button.get("type") == "object"
        }

    def test_every_button_can_be_pressed(self):
        names = self.buttons()
        self.assertIn("action_retry", names)
        for name in sorted(names):
            having = [
                record
                for record in self.records().values()
                if hasattr(type(record), name)
            ]
            self.assertTrue(having, f"No record for the button {name}")
            for record in having:
                with self.subTest(button=name, model=record._name):
                    self.make_jsonrpc_request(
                        "/web/dataset/call_button",
                        {
                            "model": record._name,
                            "method": name,
                            "args": [record.ids],
                            "kwargs": {},
                        },
                    )

    def test_every_action_on_a_selection_can_be_run(self):
        models = ["mail.inbound.message", "mail.inbound.health"]
        actions = self.env["ir.actions.server"].search(
            [("model_id.model", "in", models), ("usage", "=", "ir_actions_server")]
        )
        self.assertGreater(len(actions), 4)
        for action in actions:
            with self.subTest(action.name):
                context = {
                    "active_model": action.model_id.model,
                    "active_ids": (self.inbound() + self.inbound()).ids,
                }
                self.make_jsonrpc_request(
                    "/web/action/run", {"action_id": action.id, "context": context}
                )
