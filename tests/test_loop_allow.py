# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import InboundCase


@tagged("post_install", "-at_install")
class TestLoopAllow(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office.write({"inbound_has_loop_limit": True, "inbound_loop_threshold": 1})

    def setUp(self):
        super().setUp()
        self.receive()
        self.blocked = self.receive()

    def _allowed(self):
        return self.env["mail.gateway.allowed"].search([]).mapped("email_normalized")

    def _decide(self, action):
        self.env.flush_all()  # the decision is committed on its own
        result = getattr(self.blocked.with_user(self.operator), action)()
        self.env.invalidate_all()
        return result

    def test_one_click_allows_and_delivers(self):
        self.assertEqual(
            (self.blocked.state, self.blocked.reason), ("returned", "loop_sender")
        )
        self._decide("action_allow_sender")
        self.assertEqual(self._allowed(), ["anna@customer.example"])
        self.assertEqual(
            (self.blocked.state, self.blocked.reason), ("delivered", "new_record")
        )
        self.assertEqual(self.receive().reason, "new_record")

    def test_the_other_messages_of_the_sender_are_tried_with_it(self):
        other = self.receive()
        self.receive(author="bob@customer.example")
        of_bob = self.receive(author="bob@customer.example")
        action = self._decide("action_allow_sender")
        self.assertEqual(set(action["params"]["ids"]), {self.blocked.id, other.id})
        messages = self.blocked + other
        messages.with_user(self.operator).operate(action["params"]["operation"])
        self.env.invalidate_all()
        self.assertEqual(set(messages.mapped("state")), {"delivered"})
        self.assertEqual(of_bob.state, "returned")

    def test_a_whole_domain_may_be_allowed(self):
        self.receive(author="bob@customer.example")
        of_bob = self.receive(author="bob@customer.example")
        self.receive(author="eve@notcustomer.example")
        of_eve = self.receive(author="eve@notcustomer.example")
        action = self._decide("action_allow_domain")
        self.assertEqual(self._allowed(), ["*@customer.example"])
        self.assertEqual(set(action["params"]["ids"]), {self.blocked.id, of_bob.id})
        self.assertEqual(of_eve.state, "returned")

    def test_a_sender_is_listed_once(self):
        self.env["mail.gateway.allowed"].create({"email": "Anna@customer.example"})
        self._decide("action_allow_sender")
        self.assertEqual(self._allowed(), ["anna@customer.example"])
        self.assertEqual(self.blocked.state, "delivered")

    def test_it_is_noted_who_did_it(self):
        self._decide("action_allow_sender")
        entry = self.blocked.history[0]
        self.assertEqual(entry["user"], "Olive Operator")
        self.assertIn("anna@customer.example through", self.blocked.history_html)

    def test_only_what_was_blocked_can_be_allowed(self):
        delivered = self.receive(author="carl@customer.example")
        with self.assertRaisesRegex(UserError, "did not block"):
            delivered.with_user(self.operator).action_allow_sender()

    def test_only_operators_may(self):
        user = new_test_user(self.env, "ursula", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.blocked.with_user(user).action_allow_sender()
        self.assertFalse(self._allowed())
