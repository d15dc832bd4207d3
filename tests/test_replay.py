# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import InboundCase
from .letters import OURS


@tagged("post_install", "-at_install")
class TestReplay(InboundCase):
    def _replay(self, inbound):
        action = inbound.with_user(self.operator).action_replay()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_the_same_settings_make_no_difference(self):
        replay = self._replay(self.receive())
        self.assertEqual(replay.former_verdict, "Delivered: New record")
        self.assertEqual(replay.verdict, "Delivered: New record")
        self.assertFalse(replay.is_different)
        self.assertIn("today the same would become", replay.result_html)

    def test_a_new_alias_makes_a_difference(self):
        inbound = self.receive(f"sales@{OURS}")
        self.assertEqual(inbound.reason, "no_route")
        self.make_alias("sales")
        replay = self._replay(inbound)
        self.assertTrue(replay.is_different)
        self.assertEqual(replay.verdict, "Delivered: New record")
        self.assertIn("recipients", [it.rule for it in replay._differences()])
        self.assertIn(f"New Contact, through sales@{OURS}", replay.result_html)

    def test_another_target_makes_a_difference(self):
        inbound = self.receive()
        self.office.alias_model_id = self.env["ir.model"]._get_id("mail.blacklist")
        replay = self._replay(inbound)
        self.assertEqual(replay.verdict, replay.former_verdict)
        self.assertTrue(replay.is_different)

    def test_its_own_record_does_not_count_for_the_loop_protection(self):
        self.office.write({"inbound_has_loop_limit": True, "inbound_loop_threshold": 1})
        inbound = self.receive()
        self.assertFalse(self._replay(inbound).is_different)
        self.assertEqual(self.receive().reason, "loop_sender")
        self.assertFalse(self._replay(inbound).is_different)

    def test_nothing_happens_to_the_message(self):
        inbound = self.receive()
        before = inbound.read(
            ["state", "reason", "attempt_count", "trace", "delivery_ids"]
        )
        self._replay(inbound)
        inbound.invalidate_recordset()
        after = inbound.read(
            ["state", "reason", "attempt_count", "trace", "delivery_ids"]
        )
        self.assertEqual(after, before)

    def test_many_messages_are_listed(self):
        messages = self.receive() + self.receive(f"sales@{OURS}")
        self.make_alias("sales")
        action = messages.with_user(self.operator).action_replay()
        replays = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(
            {it.inbound_id: it.is_different for it in replays},
            {messages[0]: False, messages[1]: True},
        )

    def test_without_content_there_is_no_replay(self):
        inbound = self.receive()
        inbound.raw = False
        with self.assertRaisesRegex(UserError, "removed"):
            self._replay(inbound)

    def test_only_who_may_read_the_message_replays_it(self):
        inbound = self.receive()
        user = new_test_user(self.env, "ursula", groups="base.group_user")
        with self.assertRaises(AccessError):
            inbound.with_user(user).action_replay()
        inbound.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        simulation = (
            self.env["mail.inbound.simulation"]
            .with_user(self.operator)
            .create({"inbound_id": inbound.id})
        )
        with self.assertRaises(AccessError):
            simulation.action_simulate()
