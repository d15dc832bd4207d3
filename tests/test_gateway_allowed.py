# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestGatewayAllowed(TransactionCase):
    def test_whole_domains_are_normalized(self):
        allowed = self.env["mail.gateway.allowed"].create(
            [{"email": "*@Example.COM"}, {"email": "*@münchen.example"}]
        )
        self.assertEqual(
            allowed.mapped("email_normalized"),
            ["*@example.com", "*@xn--mnchen-3ya.example"],
        )

    def test_what_is_no_sender_is_refused_with_a_sentence(self):
        for text in ("everybody", "*@", "*@*", "@example.com"):
            with (
                self.subTest(text),
                self.assertRaisesRegex(ValidationError, r"\*@example\.com"),
            ):
                self.env["mail.gateway.allowed"].create({"email": text})

    def test_the_protection_lets_them_through(self):
        is_allowed = self.env["mail.inbound.loop"]._is_allowed
        self.env["mail.gateway.allowed"].create({"email": "*@example.com"})
        self.assertTrue(is_allowed("shop@example.com"))
        self.assertFalse(is_allowed("shop@sub.example.com"))
        self.assertFalse(is_allowed("shop@example.com.example"))

    def test_the_empty_list_explains_itself_even_with_a_bad_parameter(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "7")
        get_help = self.env["mail.gateway.allowed"].get_empty_list_help
        self.assertIn("more than 7 records", get_help(""))
        self.env.cr.execute(
            """UPDATE ir_config_parameter SET value = 'many'
                WHERE key = 'mail.gateway.loop.threshold'"""
        )
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self.assertIn("more than 20 records", get_help(""))
        self.assertIn("*@example.com", get_help(""))

    def test_the_empty_list_says_that_the_protection_is_off(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "0")
        get_help = self.env["mail.gateway.allowed"].get_empty_list_help
        self.assertIn("switched off", get_help(""))
