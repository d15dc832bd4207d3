# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Local-part based incoming detection"."""

from odoo.tests import tagged

from .common import InboundCase
from .letters import OURS


@tagged("post_install", "-at_install")
class TestSpecLocalPart(InboundCase):
    def test_enabled(self):
        """If enabled, Odoo only requires the local-part to match for routing an
        incoming email."""
        self.office.alias_incoming_local = True
        for address in ("office@anywhere.example", f"office@{OURS}"):
            with self.subTest(address):
                self.assertDelivered(self.deliver(to=address))

    def test_enabled_in_a_direct_call(self):
        """If enabled, Odoo only requires the local-part to match for routing an
        incoming email."""
        self.office.alias_incoming_local = True
        self.assertTrue(self.call(to="office@anywhere.example"))

    def test_turned_off(self):
        """If this feature is turned off, Odoo requires the whole email address to match
        for routing an incoming email."""
        self.assertHeld(self.deliver(to="office@anywhere.example"), "no_route")
        self.assertDelivered(self.deliver(to=f"office@{OURS}"))

    def test_turned_off_in_a_direct_call(self):
        """If this feature is turned off, Odoo requires the whole email address to match
        for routing an incoming email."""
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self.call(to="office@anywhere.example")

    def test_option_is_off_at_first(self):
        """When creating a new alias, there is an option to enable Local-part based
        incoming detection."""
        self.assertFalse(self.make_alias("fresh").alias_incoming_local)

    def test_stranger_beside_the_recipient(self):
        """Where the mail server says who is meant, office@ elsewhere is somebody
        else."""
        self.office.alias_incoming_local = True
        other = self.make_alias("other")
        inbound = self.deliver(
            to="office@anywhere.example", recipients=[f"other@{OURS}"]
        )
        self.assertDelivered(inbound)
        self.assertEqual(inbound.delivery_ids.alias_id, other)

    def test_domain_of_the_mail_server(self):
        """A domain that the mail server delivers to us is one of ours."""
        self.office.alias_incoming_local = True
        inbound = self.deliver(
            to="office@anywhere.example", recipients=["office@anywhere.example"]
        )
        self.assertDelivered(inbound)

    def test_part_of_the_local_part(self):
        """The whole local part must match, but for the case."""
        self.office.alias_incoming_local = True
        self.assertHeld(self.deliver(to="backoffice@anywhere.example"), "no_route")
        self.assertDelivered(self.deliver(to="OFFICE@anywhere.example"))
