# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.errors import GatewayClosed, NotAuthenticated
from .common import InboundCase


@tagged("post_install", "-at_install")
class TestGateway(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateways = cls.env["mail.inbound.gateway"]
        cls.gateway = cls.gateways.create({"name": "mx.ours.example"})
        cls.other = cls.gateways.create({"name": "mx2.ours.example"})
        cls.key = cls.gateway._generate_key()
        cls.other_key = cls.other._generate_key()

    def assertClosed(self, *keys):
        """Check that none of the keys opens anything."""
        for key in keys:
            with self.subTest(key), self.assertRaises(NotAuthenticated):
                self.gateways._authenticate(key)

    def test_a_key_opens_its_gateway(self):
        self.assertEqual(self.gateways._authenticate(self.key), self.gateway)
        self.assertEqual(self.gateways._authenticate(self.other_key), self.other)

    def test_no_other_key_opens_anything(self):
        """Not even one that begins alike, or ends so."""
        flipped = self.key[:-1] + ("a" if self.key[-1] != "a" else "b")
        self.assertClosed("", "x", self.key[:8], self.key[:-1], self.key + "a", flipped)
        self.assertClosed(self.key.swapcase(), self.key[:8] + self.other_key[8:])

    def test_gateways_whose_keys_begin_alike(self):
        self.other.key_index = self.gateway.key_index
        self.assertEqual(self.gateways._authenticate(self.key), self.gateway)
        self.assertClosed(self.other_key)

    def test_a_gateway_without_key_or_in_the_archive(self):
        self.gateways.create({"name": "mx3.ours.example"})
        self.gateway.active = False
        self.assertClosed("", self.key)

    def test_a_new_key_replaces_the_former_one(self):
        key = self.gateway._generate_key()
        self.assertNotEqual(key, self.key)
        self.assertGreaterEqual(len(key), 43)  # 256 bits
        self.assertClosed(self.key)
        self.assertEqual(self.gateways._authenticate(key), self.gateway)

    def test_nothing_of_the_key_is_stored_but_its_begin(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT row_to_json(it)::text FROM mail_inbound_gateway it WHERE id = %s",
            [self.gateway.id],
        )
        (row,) = self.env.cr.fetchone()
        self.assertIn(self.key[:8], row)
        self.assertNotIn(self.key[:9], row)
        self.assertIn("$pbkdf2-sha512$500$", row)

    def test_a_neutralized_copy_is_closed_to_those_who_have_a_key(self):
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "True")
        with self.assertRaises(GatewayClosed):
            self.gateways._authenticate(self.key)
        self.assertClosed("x")

    def test_the_button_shows_a_new_key(self):
        action = self.gateway.action_generate_key()
        key = action["context"]["default_key"]
        self.assertEqual(self.gateways._authenticate(key), self.gateway)
        self.assertEqual(action["target"], "new")
        shown = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(shown.default_get(["key"]), {"key": key})
        self.assertEqual(action["views"], [(False, "form")])
        self.env[action["res_model"]].get_view(view_type="form")

    def test_who_may_not_change_a_gateway_makes_no_key(self):
        with self.assertRaises(AccessError):
            self.gateway.with_user(self.operator).action_generate_key()
        self.assertEqual(self.gateways._authenticate(self.key), self.gateway)

    def test_its_messages(self):
        self.assertEqual(
            (self.gateway.message_count, self.gateway.last_use), (0, False)
        )
        messages = self.accept(origin={"gateway_id": self.gateway.id})
        messages |= self.accept(origin={"gateway_id": self.gateway.id})
        self.accept(origin={"gateway_id": self.other.id})
        self.accept()
        self.env.invalidate_all()
        self.assertEqual(self.gateway.message_count, 2)
        self.assertEqual(self.gateway.last_use, max(messages.mapped("create_date")))
        action = self.gateway.action_open_messages()
        self.assertEqual(action["type"], "ir.actions.act_window")
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), messages
        )
        with self.assertRaises(ValueError):
            (self.gateway + self.other).action_open_messages()
