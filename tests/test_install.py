# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import TransactionCase, tagged

from ..hooks import post_init_hook


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = cls.env["res.company"].with_context(active_test=False)
        cls.companies.search([]).alias_domain_id = False
        cls.env["mail.alias"].search([]).write({"alias_domain_id": False})
        cls.env["mail.alias.domain"].search([]).unlink()
        cls.alias = cls.env["mail.alias"].create(
            {
                "alias_name": "nowhere",
                "alias_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )

    def _install(self, url="http://localhost:8069"):
        self.env["ir.config_parameter"].set_param("web.base.url", url)
        post_init_hook(self.env)
        return self.env["mail.alias.domain"].search([])

    def _write_raw(self, query, *args):
        """Write what was there before the addon, and could not be written now."""
        self.env.flush_all()
        self.env.cr.execute(query, args)
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def test_a_public_address_becomes_the_alias_domain(self):
        domain = self._install("https://mydatabase.odoo.com")
        self.assertEqual(domain.name, "mydatabase.odoo.com")
        companies = self.companies.search([])
        self.assertEqual(companies.mapped("alias_domain_id"), domain)
        self.assertEqual(self.alias.alias_full_name, "nowhere@mydatabase.odoo.com")

    def test_a_private_address_does_not(self):
        self.assertFalse(self._install("http://localhost:8069"))
        self.assertFalse(self._install("https://odoo.internal"))

    def test_an_alias_domain_that_is_there_is_left_alone(self):
        self.env["mail.alias.domain"].create({"name": "here.example"})
        domains = self._install("https://mydatabase.odoo.com")
        self.assertEqual(domains.mapped("name"), ["here.example"])

    def test_capital_letters_of_alias_domains_go(self):
        domain = self.env["mail.alias.domain"].create({"name": "here.example"})
        self._write_raw(
            "UPDATE mail_alias_domain SET name = 'Here.Example' WHERE id = %s",
            domain.id,
        )
        self._install()
        self.assertEqual(domain.name, "here.example")
        self.assertEqual(self.alias.alias_full_name, "nowhere@here.example")
        self.assertFalse(domain.former_ids)

    def test_a_domain_that_exists_twice_does_not_stop_the_installation(self):
        one = self.env["mail.alias.domain"].create({"name": "here.example"})
        two = self.env["mail.alias.domain"].create({"name": "other.example"})
        self._write_raw(
            "UPDATE mail_alias_domain SET name = 'Here.Example' WHERE id = %s", two.id
        )
        with self.assertLogs("odoo.addons.mail_inbound.hooks", "WARNING") as logs:
            self._install()
        self.assertIn("Here.Example exists twice", logs.output[0])
        self.assertEqual(one.name, "here.example")
        self.assertEqual(two.name, "Here.Example")

    def test_bad_parameters_are_told_of_and_stay(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("mail.gateway.loop.minutes", "120")
        self._write_raw(
            "UPDATE ir_config_parameter SET value = 'often' WHERE key = %s",
            "mail.gateway.loop.minutes",
        )
        with self.assertLogs("odoo.addons.mail_inbound.hooks", "WARNING") as logs:
            self._install()
        self.assertIn("mail.gateway.loop.minutes", logs.output[0])
        self.assertEqual(parameters.get_param("mail.gateway.loop.minutes"), "often")
