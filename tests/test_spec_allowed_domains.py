# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Allow alias domain system parameter"."""

from odoo.tests import tagged

from .common import InboundCase
from .letters import OURS

KEY = "mail.catchall.domain.allowed"


@tagged("post_install", "-at_install")
class TestSpecAllowedDomains(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_alias("commercial", alias_incoming_local=True)
        cls.set_parameter(KEY, "allowed.example,second.example")

    def test_allowed_domain(self):
        """Set with allowed alias domain values, separated by commas, filters out
        correctly addressed emails to aliases."""
        for domain in ("allowed.example", "second.example", OURS):
            with self.subTest(domain):
                self.assertDelivered(self.deliver(to=f"commercial@{domain}"))

    def test_same_prefix_at_another_domain(self):
        """Setting the domains eliminates false positives where email addresses with
        only the prefix alias, not the domain, are present."""
        inbound = self.deliver(to="commercial@example.com")
        self.assertHeld(inbound, "no_route")
        self.assertTrace(
            inbound, "recipients", "foreign", address="commercial@example.com"
        )

    def test_same_prefix_in_a_direct_call(self):
        """Setting the domains eliminates false positives where email addresses with
        only the prefix alias, not the domain, are present."""
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self.call(to="commercial@example.com")

    def test_same_prefix_in_sender_recipient_and_copy(self):
        """This is true in the sender, recipient, and CC email addresses of an incoming
        email."""
        inbound = self.deliver(
            author="commercial@example.com",
            to=f"office@{OURS}, commercial@example.com",
            headers={"Cc": "commercial@example.com"},
        )
        self.assertDelivered(inbound)
        self.assertEqual(inbound.delivery_ids.alias_id, self.office)

    def test_written_differently(self):
        """A domain is the same in capitals and in its own script."""
        self.set_parameter(KEY, " Allowed.EXAMPLE , münchen.example ")
        for domain in ("allowed.example", "xn--mnchen-3ya.example", "ALLOWED.Example"):
            with self.subTest(domain):
                self.assertDelivered(self.deliver(to=f"commercial@{domain}"))

    def test_immediate_effect(self):
        """The system parameter takes immediate effect."""
        self.assertHeld(self.deliver(to="commercial@late.example"), "no_route")
        self.set_parameter(KEY, "late.example")
        self.assertDelivered(self.deliver(to="commercial@late.example"))
        self.assertHeld(self.deliver(to="commercial@allowed.example"), "no_route")

    def test_without_parameter(self):
        """In some instances, matches have been made in the Odoo database when an email
        is received with the same alias prefix and a different domain."""
        self.env["ir.config_parameter"].search([("key", "=", KEY)]).unlink()
        self.assertDelivered(self.deliver(to="commercial@example.com"))

    def test_alias_that_wants_the_whole_address(self):
        """An allowed domain is no domain of ours."""
        self.assertHeld(self.deliver(to="office@allowed.example"), "no_route")
