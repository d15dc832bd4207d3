# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import Form, tagged

from .common import InboundCase
from .letters import CATCHALL, NOBODY, OFFICE, OURS


@tagged("post_install", "-at_install")
class TestAliasDomainConfig(InboundCase):
    def _verdict(self, recipient):
        simulation = self.simulate(recipients=recipient)
        return simulation.state, simulation.reason

    def test_mail_to_the_catchall_goes_where_the_form_says(self):
        self.assertEqual(self._verdict(CATCHALL), ("returned", "catchall_direct"))
        with Form(self.alias_domain) as form:
            form.catchall_policy = "hold"
        self.assertEqual(self._verdict(CATCHALL), ("held", "catchall_direct"))
        with Form(self.alias_domain) as form:
            form.catchall_policy = "alias"
            form.catchall_alias_id = self.office
        self.assertEqual(self._verdict(CATCHALL), ("delivered", "new_record"))

    def test_the_alias_of_the_catchall_must_be_chosen(self):
        with self.assertRaisesRegex(AssertionError, "catchall_alias_id is a required"):
            with Form(self.alias_domain) as form:
                form.catchall_policy = "alias"

    def test_the_fallback_alias_takes_unknown_addresses(self):
        self.assertEqual(self._verdict(NOBODY), ("returned", "no_route"))
        with Form(self.alias_domain) as form:
            form.fallback_alias_id = self.office
        self.assertEqual(self._verdict(NOBODY), ("delivered", "new_record"))

    def test_sub_addresses_are_switched_on(self):
        self.assertEqual(self._verdict(f"office+x@{OURS}")[1], "no_route")
        with Form(self.alias_domain) as form:
            form.has_subaddresses = True
        self.assertEqual(self._verdict(f"office+x@{OURS}")[1], "new_record")

    def test_a_former_name_works_until_it_is_removed(self):
        self.alias_domain.name = "new.example"
        self.assertEqual(self._verdict(OFFICE)[1], "new_record")
        self.assertEqual(self.alias_domain.former_ids.mapped("address"), [OURS])
        self.assertTrue(self.alias_domain.former_ids.create_date)
        with Form(self.alias_domain) as form:
            form.former_ids.remove(0)
        self.assertFalse(self.alias_domain.former_ids)
        self.assertEqual(self._verdict(OFFICE)[1], "no_route")

    def test_the_simulator_opens_with_the_address(self):
        for record, address in [
            (self.office, OFFICE),
            (self.alias_domain, CATCHALL),
        ]:
            arch = record.get_view(view_type="form")["arch"]
            self.assertIn("default_recipients", arch, record._name)
            simulation = self.env["mail.inbound.simulation"].with_context(
                default_recipients=address
            )
            self.assertEqual(Form(simulation).recipients, address)
