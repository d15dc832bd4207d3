# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import InboundCase
from .letters import BOUNCE, CATCHALL, NOBODY, OFFICE, OURS

RAW = """From: Anna <anna@customer.example>
To: office@ours.example
Subject: Offer
Message-Id: <one@customer.example>

Body
"""
OWN_TABLES = ("mail_inbound_simulation",)


@tagged("post_install", "-at_install")
class TestSimulator(InboundCase):
    def _database(self):
        """Return every sequence number and row count but those of the form."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences
                WHERE sequencename NOT LIKE ALL (%s)""",
            [[f"{table}%" for table in OWN_TABLES]],
        )
        numbers = dict(self.env.cr.fetchall())
        self.env.cr.execute(
            """SELECT relname FROM pg_class
                WHERE relkind = 'r' AND relname !~ '^(pg_|sql_)'
                  AND relnamespace = current_schema::regnamespace"""
        )
        for (table,) in self.env.cr.fetchall():
            if table not in OWN_TABLES:
                self.env.cr.execute(f'SELECT count(*) FROM "{table}"')
                numbers[f"rows of {table}"] = self.env.cr.fetchone()[0]
        return numbers

    def test_a_new_record_is_foreseen(self):
        simulation = self.simulate(recipients=OFFICE)
        self.assertEqual(
            (simulation.state, simulation.reason), ("delivered", "new_record")
        )
        self.assertIn(f"New Contact, through {OFFICE}", simulation.result_html)
        self.assertIn("alias", [step["rule"] for step in simulation.trace])

    def test_nothing_is_created_sent_or_counted(self):
        self.simulate(recipients=OFFICE)  # caches are filled
        closed = self.make_alias("closed", alias_contact="followers")
        for recipients in (
            OFFICE,
            CATCHALL,
            BOUNCE,
            NOBODY,
            f"{OFFICE}, closed@{OURS}",
        ):
            with (
                self.subTest(recipients),
                patch.object(IrMail_Server, "send_email") as send_email,
            ):
                before = self._database()
                self.simulate(recipients=recipients)
                self.assertEqual(self._database(), before)
                send_email.assert_not_called()
        self.assertEqual(closed.alias_status, "not_tested")

    def test_a_module_that_writes_while_routing_is_stopped(self):
        def write(router, case):
            router.env["res.partner"].sudo().create({"name": "Made by routing"})

        simulate = self.simulate
        router = type(self.env["mail.inbound.router"])
        with (
            patch.object(router, "_rule_report", write),
            mute_logger("odoo.sql_db"),
        ):
            simulation = simulate(recipients=OFFICE)
        self.assertIn("read-only transaction", simulation.problem)
        self.assertFalse(
            self.env["res.partner"].search_count([("name", "=", "Made by routing")])
        )
        self.env["res.partner"].create(
            {"name": "Writing works again"}
        ).flush_recordset()

    def test_an_unknown_address_is_returned_or_held_by_channel(self):
        self.assertEqual(self.simulate(recipients=NOBODY).state, "returned")
        simulation = self.simulate(channel="imap", header_to=NOBODY)
        self.assertEqual((simulation.state, simulation.reason), ("held", "no_route"))
        self.assertIn("There is no such address here.", simulation.problem)

    def test_the_refusal_of_an_alias_is_foreseen(self):
        self.office.alias_contact = "partners"
        simulation = self.simulate(recipients=OFFICE)
        self.assertEqual(
            (simulation.state, simulation.reason), ("returned", "alias_policy")
        )

    def test_a_reply_names_its_record(self):
        partner = self.env["res.partner"].create({"name": "Some Customer"})
        posted = partner.message_post(body="Hello", message_type="comment")
        source = RAW.replace("Subject:", f"References: {posted.message_id}\nSubject:")
        simulation = self.simulate(content="pasted", source=source)
        self.assertEqual(simulation.reason, "reply")
        self.assertIn("Added to Some Customer", simulation.result_html)

    def test_an_uploaded_file_is_read(self):
        simulation = self.simulate(
            channel="imap",
            content="uploaded",
            file=base64.b64encode(RAW.encode()),
        )
        self.assertEqual(simulation.reason, "new_record")

    def test_what_is_no_message_is_refused_before_it_is_stored(self):
        simulation = self.simulate(content="pasted", source="just some words")
        self.assertEqual(simulation.state, "refused")
        self.assertIn("This is not an e-mail message.", simulation.result_html)

    def test_the_fallback_model_of_a_mailbox_counts(self):
        simulation = self.simulate(
            channel="pop",
            header_to=NOBODY,
            fallback_model_id=self.env["ir.model"]._get_id("res.partner"),
        )
        self.assertEqual(simulation.reason, "new_record")
        self.assertIn("New Contact", simulation.result_html)

    def test_a_message_needs_an_author(self):
        with self.assertRaisesRegex(UserError, "who the message is from"):
            self.simulate(sender="<>", recipients=OFFICE)

    def test_only_operators_may_ask(self):
        user = new_test_user(self.env, "ursula", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["mail.inbound.simulation"].with_user(user).create({})

    def test_the_form_asks_for_what_the_channel_knows(self):
        form = Form(self.env["mail.inbound.simulation"].with_user(self.operator))
        form.sender = "anna@customer.example"
        form.recipients = OFFICE
        simulation = form.save()
        simulation.action_simulate()
        self.assertEqual(simulation.verdict, "Delivered: New record")
