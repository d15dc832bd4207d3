# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, LockError, UserError

from ..tools.operations import POSSIBLE_FROM
from ..tools.states import REASONS, STATE_OF_REASON, STATES, TRANSITIONS
from .common import InboundCase


class TestOperations(InboundCase):
    def as_operator(self, inbound):
        return inbound.with_user(self.operator)

    def deliver_wizard(self, inbounds, **values):
        return (
            self.env["mail.inbound.deliver"]
            .with_user(self.operator)
            .create({"inbound_ids": inbounds.ids, **values})
        )

    def history(self, inbound):
        inbound.invalidate_recordset()
        return [(entry["user"], entry["action"]) for entry in inbound.history]

    def test_retry_delivers_once_the_alias_exists(self):
        inbound = self.deliver_nowhere()
        self.assertOutcome(inbound, "held", "no_route")
        self.make_alias("nobody")
        notification = self.as_operator(inbound).action_retry()
        self.assertOutcome(inbound, "delivered", "new_record")
        self.assertEqual(notification["params"]["title"], "Delivered")
        self.assertEqual(notification["params"]["message"], "New record")
        self.assertEqual(inbound.delivery_ids.mapped("reason"), ["new_record"])
        self.assertEqual(self.history(inbound), [(self.operator.name, "retry")])

    def test_retry_tells_why_it_failed_again(self):
        inbound = self.deliver_nowhere()
        params = self.as_operator(inbound).action_retry()["params"]
        self.assertOutcome(inbound, "held")
        self.assertEqual(params["type"], "warning")
        self.assertIn("no such address", params["message"])

    def test_retry_forgets_interruptions(self):
        inbound = self.accept()
        for _attempt in range(3):
            self.env["mail.inbound.start"]._note_begun(inbound.id)
        inbound._process()
        self.assertOutcome(inbound, "held", "interrupted")
        self.as_operator(inbound).action_retry()
        self.assertOutcome(inbound, "delivered")

    def test_a_delivered_message_is_not_tried_again(self):
        inbound = self.deliver()
        with self.assertRaisesRegex(UserError, "is delivered"):
            self.as_operator(inbound).action_retry()
        self.assertOutcome(inbound, "delivered")

    def test_retry_of_a_selection_does_what_is_possible(self):
        delivered = self.deliver()
        held = self.deliver_nowhere()
        self.make_alias("nobody")
        params = self.as_operator(delivered + held).action_retry()["params"]
        self.assertOutcome(held, "delivered")
        self.assertEqual(params["message"], "Not possible: 1, Delivered: 1")

    def test_a_message_in_other_hands_is_left_alone(self):
        inbound = self.deliver_nowhere()
        locked = patch.object(
            type(inbound), "lock_for_update", side_effect=LockError("locked")
        )
        with locked, self.assertRaisesRegex(UserError, "being processed"):
            self.as_operator(inbound).action_retry()
        self.assertFalse(inbound.history)

    def test_discard(self):
        inbound = self.deliver_nowhere()
        self.as_operator(inbound).action_discard()
        self.assertOutcome(inbound, "discarded", "operator")
        self.assertTrue(inbound.finished_at)
        self.assertEqual(self.history(inbound), [(self.operator.name, "discard")])

    def test_deliver_to_an_alias(self):
        inbound = self.deliver_nowhere()
        wizard = self.deliver_wizard(
            inbound, destination="alias", alias_id=self.office.id
        )
        wizard.action_confirm()
        self.assertOutcome(inbound, "delivered", "operator")
        self.assertEqual(inbound.delivery_ids.alias_id, self.office)
        record = self.env["res.partner"].browse(inbound.delivery_ids.res_id)
        self.assertEqual(record.message_ids.mapped("message_type"), ["email"])

    def test_deliver_as_a_new_record_although_it_was_delivered_before(self):
        inbound = self.deliver()
        wizard = self.deliver_wizard(inbound, destination="model", model="res.partner")
        wizard.action_confirm()
        self.assertOutcome(inbound, "delivered", "operator")
        first, second = inbound.delivery_ids
        self.assertEqual((first.reason, second.reason), ("new_record", "operator"))
        self.assertNotEqual(first.res_id, second.res_id)

    def test_deliver_to_an_existing_record(self):
        partner = self.env["res.partner"].create({"name": "Customer"})
        inbound = self.deliver_nowhere(body="for the customer")
        wizard = self.deliver_wizard(
            inbound, destination="record", record_ref=f"res.partner,{partner.id}"
        )
        wizard.action_confirm()
        self.assertOutcome(inbound, "delivered", "operator")
        message = inbound.delivery_ids.mail_message_id
        self.assertIn("for the customer", message.body)
        self.assertEqual((message.model, message.res_id), ("res.partner", partner.id))
        self.assertIn("Customer", inbound.with_user(self.operator).history_html)
        self.assertIn("Customer", inbound.with_user(self.operator).trace_html)

    def test_deliver_needs_the_right_to_write_there(self):
        inbound = self.deliver_nowhere()
        wizard = self.deliver_wizard(
            inbound,
            destination="record",
            record_ref=f"res.partner,{self.env.user.partner_id.id}",
        )
        self.operator.group_ids -= self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            wizard.action_confirm()
        self.assertOutcome(inbound, "held")

    def test_deliver_to_what_is_gone_by_then_holds_the_message(self):
        partner = self.env["res.partner"].create({"name": "Customer"})
        inbound = self.deliver_nowhere()
        inbound._start_again({"model": "res.partner", "res_id": partner.id, "name": ""})
        partner.unlink()
        self.env.flush_all()
        inbound._process()
        self.assertOutcome(inbound, "held", "no_route")
        self.assertIn("is gone", inbound.error)

    def test_a_forced_route_outlives_a_failure(self):
        inbound = self.deliver_nowhere()
        wizard = self.deliver_wizard(inbound, destination="model", model="res.partner")
        with patch.object(
            type(self.env["res.partner"]), "message_new", side_effect=OSError("full")
        ):
            wizard.action_confirm()
        self.assertOutcome(inbound, "failed", "error")
        inbound._process()
        self.assertOutcome(inbound, "delivered", "operator")

    def test_several_messages_are_delivered_bit_by_bit(self):
        inbounds = self.deliver_nowhere() + self.deliver_nowhere()
        wizard = self.deliver_wizard(inbounds, destination="model", model="res.partner")
        action = wizard.action_confirm()
        self.assertEqual(action["tag"], "mail_inbound.batch")
        self.assertEqual(action["params"]["ids"], inbounds.ids)
        outcomes = self.as_operator(inbounds).operate("deliver", wizard.id)
        self.assertEqual([one["state"] for one in outcomes], ["delivered"] * 2)

    def test_open_the_record_that_came_of_it(self):
        inbound = self.deliver()
        action = self.as_operator(inbound).action_open_record()
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(action["res_id"], inbound.delivery_ids.res_id)
        held = self.deliver_nowhere()
        with self.assertRaises(UserError):
            self.as_operator(held).action_open_record()

    def test_the_chatter_leads_to_the_inbound_message(self):
        inbound = self.deliver()
        message = inbound.delivery_ids.mail_message_id
        self.assertEqual(
            message.with_user(self.operator).inbound_message_id.id, inbound.id
        )

    def test_tables_know_every_state_and_reason(self):
        states = dict(STATES)
        self.assertEqual(set(TRANSITIONS), set(states))
        self.assertEqual(set(STATE_OF_REASON), set(dict(REASONS)))
        self.assertLessEqual(set(STATE_OF_REASON.values()), set(states))
        wanted = {"retry": "received", "deliver": "received", "discard": "discarded"}
        for operation, sources in POSSIBLE_FROM.items():
            for state in sources:
                self.assertIn(wanted[operation], TRANSITIONS[state])

    def test_a_retry_leaves_nothing_of_earlier_attempts_behind(self):
        """The state of a message is the first of its deliveries'."""
        inbound = self.deliver(to=self.alias_domain.catchall_email)
        self.assertOutcome(inbound, "returned", "catchall_direct")
        self.alias_domain.write(
            {"catchall_policy": "alias", "catchall_alias_id": self.office.id}
        )
        self.env.flush_all()
        with patch.object(
            type(self.env["res.partner"]), "message_new", side_effect=OSError("full")
        ):
            self.as_operator(inbound).action_retry()
        self.assertOutcome(inbound, "failed", "error")
        self.assertEqual(inbound.delivery_ids.mapped("state"), ["failed"])
        self.as_operator(inbound).action_retry()
        self.assertOutcome(inbound, "delivered", "new_record")
        self.assertEqual(inbound.delivery_ids.mapped("state"), ["delivered"])
