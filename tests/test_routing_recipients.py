# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Whom a message is for: envelope and headers, case and script, second copies."""

from odoo.tests import tagged

from .common import InboundCase
from .letters import OURS, make_raw


@tagged("post_install", "-at_install")
class TestRoutingRecipients(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.support = cls.make_alias("support")

    def aliases(self, inbound):
        """Return the aliases that a message made records through."""
        return inbound.delivery_ids.filtered("res_id").alias_id

    def test_blind_copy(self):
        """An envelope recipient that no header names gets the message."""
        inbound = self.deliver(
            to="list@customer.example", recipients=[f"support@{OURS}"]
        )
        self.assertDelivered(inbound)
        self.assertTrace(
            inbound, "recipients", "alias", source="envelope", address=f"support@{OURS}"
        )

    def test_blind_copy_beside_another_alias(self):
        """Header and envelope count, each address once."""
        inbound = self.deliver(recipients=[f"support@{OURS}", f"office@{OURS}"])
        self.assertEqual(self.aliases(inbound), self.office | self.support)
        self.assertEqual(len(inbound.delivery_ids), 2)

    def test_carbon_copy(self):
        inbound = self.deliver(to="x@y.example", headers={"Cc": f"support@{OURS}"})
        self.assertDelivered(inbound)

    def test_second_copy(self):
        """A second copy for somebody else is no duplicate of the first."""
        raw = make_raw(to="list@customer.example")
        first = self.deliver(raw, recipients=[f"office@{OURS}"])
        second = self.deliver(raw, recipients=[f"support@{OURS}"])
        self.assertDelivered(first)
        self.assertDelivered(second)
        self.assertEqual(self.aliases(second), self.support)

    def test_same_copy(self):
        """The mail server repeats a message whose answer it did not get."""
        raw = make_raw()
        first = self.deliver(raw, recipients=[f"office@{OURS}"])
        again = self.deliver(raw, recipients=[f"office@{OURS}"])
        self.assertEqual(again, first)
        self.assertDelivered(again)

    def test_same_message_by_another_way(self):
        """What differs on the way only leads to no second record."""
        raw = make_raw()
        self.deliver(raw)
        inbound = self.deliver(b"Received: from elsewhere\r\n" + raw)
        self.assertDiscarded(inbound, "duplicate")

    def test_same_message_without_id(self):
        """A message without Message-Id gets one made of its content."""
        raw = make_raw(headers={"Message-Id": None})
        first = self.call(raw)
        self.assertTrue(first)
        self.assertFalse(self.call(raw))

    def test_empty_id(self):
        """An empty Message-Id identifies nothing."""
        headers = {"Message-Id": ""}
        self.assertDelivered(self.deliver(subject="One", headers=headers))
        self.assertDelivered(self.deliver(subject="Two", headers=headers))

    def test_capitals(self):
        """An address is the same in capitals."""
        self.assertDelivered(self.deliver(to=f"Office@{OURS.upper()}"))
        inbound = self.deliver(to="x@y.example", recipients=[f"OFFICE@{OURS}"])
        self.assertDelivered(inbound)

    def test_domain_of_another_script(self):
        """A domain is the same in its own script and in ASCII."""
        domain = self.env["mail.alias.domain"].create({"name": "München.example"})
        self.assertEqual(domain.name, "xn--mnchen-3ya.example")
        self.make_alias("rathaus", alias_domain_id=domain.id)
        for name in ("münchen.example", "xn--mnchen-3ya.example"):
            with self.subTest(name):
                inbound = self.deliver(
                    to="x@y.example", subject=name, recipients=[f"rathaus@{name}"]
                )
                self.assertDelivered(inbound)

    def test_subaddress(self):
        """Sub-addresses reach their alias where the alias domain says so."""
        self.assertHeld(self.deliver(to=f"office+spring@{OURS}"), "no_route")
        self.alias_domain.has_subaddresses = True
        self.assertDelivered(self.deliver(to=f"office+spring@{OURS}"))

    def test_alias_that_looks_like_a_subaddress(self):
        """An alias of its own goes before the one of the user part."""
        self.alias_domain.has_subaddresses = True
        spring = self.make_alias("office+spring")
        inbound = self.deliver(to=f"office+spring@{OURS}")
        self.assertDelivered(inbound)
        self.assertEqual(self.aliases(inbound), spring)

    def test_subaddresses_of_one_domain(self):
        """Each alias domain decides for itself."""
        other = self.env["mail.alias.domain"].create({"name": "other.example"})
        self.make_alias("office", alias_domain_id=other.id)
        self.alias_domain.has_subaddresses = True
        self.assertHeld(self.deliver(to="office+spring@other.example"), "no_route")

    def test_unknown_recipient_among_known_ones(self):
        """The transport hears which address nobody takes."""
        inbound = self.deliver(
            to=f"office@{OURS}, nobody@{OURS}",
            recipients=[f"office@{OURS}", f"nobody@{OURS}"],
            can_refuse=True,
        )
        self.assertOutcome(inbound, "delivered", "new_record")
        self.assertEqual(
            [
                (address, status)
                for address, status, _text in inbound._reply().recipients
            ],
            [(f"office@{OURS}", "2.1.5"), (f"nobody@{OURS}", "5.1.1")],
        )

    def test_each_recipient_is_judged_for_itself(self):
        """The result depends neither on the order nor on the grouping of calls."""
        known, unknown = f"office@{OURS}", f"nobody@{OURS}"
        for calls in (
            [(known, unknown)],
            [(unknown, known)],
            [(known,), (unknown,)],
            [(unknown,), (known,)],
        ):
            raw = make_raw(to=f"{known}, {unknown}")
            with self.subTest(calls):
                made, told = [], {}
                for recipients in calls:
                    inbound = self.deliver(raw, recipients, can_refuse=True)
                    made += self.records(inbound)
                    for address, status, _text in inbound._reply().recipients:
                        told[address] = status
                self.assertEqual(len(made), 1)
                self.assertEqual(told, {known: "2.1.5", unknown: "5.1.1"})
                self.assertFalse(self.notices())

    def test_an_alias_and_a_copy_to_the_catchall(self):
        """One record and no notice, whichever copy comes first."""
        office, catchall = f"office@{OURS}", self.alias_domain.catchall_email
        for calls in (
            [(office, catchall)],
            [(office,), (catchall,)],
            [(catchall,), (office,)],
        ):
            raw = make_raw(to=office, headers={"Cc": catchall})
            with self.subTest(calls):
                inbounds = [self.deliver(raw, recipients) for recipients in calls]
                made = [it for inbound in inbounds for it in self.records(inbound)]
                self.assertEqual(len(made), 1)
                self.assertFalse(self.notices())

    def test_a_recipient_that_was_rewritten_on_the_way(self):
        """What stands in the headers is meant; the rewritten form is no error."""
        inbound = self.deliver(
            to=f"office@{OURS}", recipients=["box17@host.example"], can_refuse=True
        )
        self.assertDelivered(inbound)

    def test_an_address_in_the_headers_has_a_copy_of_its_own(self):
        inbound = self.deliver(
            to=f"office@{OURS}, support@{OURS}", recipients=[f"office@{OURS}"]
        )
        self.assertEqual(self.aliases(inbound), self.office)

    def test_one_notice_for_one_message(self):
        """A blocked sender at two aliases hears it once."""
        self.set_parameter("mail.gateway.loop.threshold", "1")
        for alias in ("office", "support"):
            self.deliver(to=f"{alias}@{OURS}", recipients=[f"{alias}@{OURS}"])
        raw = make_raw(to=f"office@{OURS}, support@{OURS}")
        for alias in ("office", "support"):
            inbound = self.deliver(raw, [f"{alias}@{OURS}"])
            self.assertReturned(inbound, "loop_sender")
        self.assertEqual(len(self.notices()), 1)

    def test_error_in_one_of_two_routes(self):
        """An error in one route neither cancels nor repeats the other one."""
        self.support.alias_defaults = "{'type': 'nonsense'}"
        raw = make_raw(to=f"office@{OURS}, support@{OURS}")
        inbound = self.deliver(raw)
        self.assertEqual(self.aliases(inbound), self.office)
        self.assertOutcome(inbound, "failed", "error")
        self.support.alias_defaults = "{}"
        self.env.flush_all()
        inbound._process()
        self.env.invalidate_all()
        self.assertOutcome(inbound, "delivered", "new_record")
        self.assertEqual(
            sorted(inbound.delivery_ids.mapped("alias_id.alias_name")),
            ["office", "support"],
        )


@tagged("post_install", "-at_install")
class TestRoutingUnknown(InboundCase):
    """An address that nobody takes: each channel says so in its own way."""

    def test_transport_can_refuse(self):
        """A mail server that waits tells the sender itself."""
        inbound = self.deliver(
            to=f"nobody@{OURS}", recipients=[f"nobody@{OURS}"], can_refuse=True
        )
        self.assertReturned(inbound, "no_route")
        self.assertEqual(inbound._reply().status, "5.1.1")
        self.assertFalse(self.notices())

    def test_transport_cannot_refuse(self):
        """What was fetched is held, never lost."""
        for channel in ("imap", "pop", "upload"):
            with self.subTest(channel):
                inbound = self.deliver(
                    to=f"nobody@{OURS}", subject=channel, channel=channel
                )
                self.assertHeld(inbound, "no_route")

    def test_direct_call(self):
        """The caller hears it, and the message is held."""
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self.call(to=f"nobody@{OURS}")
        self.assertHeld(self.inbox.search([], limit=1), "no_route")

    def test_fallback_alias(self):
        """An alias domain may have an alias for what nothing else takes."""
        self.alias_domain.fallback_alias_id = self.office
        inbound = self.deliver(to=f"nobody@{OURS}", can_refuse=True)
        self.assertDelivered(inbound)
        self.assertTrace(inbound, "fallback_alias", "route")

    def test_fallback_alias_of_another_domain(self):
        """It is for its own domain."""
        self.env["mail.alias.domain"].create(
            {"name": "other.example", "fallback_alias_id": self.office.id}
        )
        self.assertHeld(self.deliver(to=f"nobody@{OURS}"), "no_route")

    def test_alias_that_was_made_meanwhile(self):
        """A message that was held is delivered when it is tried again."""
        inbound = self.deliver(to=f"late@{OURS}")
        self.assertHeld(inbound, "no_route")
        self.make_alias("late")
        inbound._set_state("received")
        self.env.flush_all()
        inbound._process()
        self.env.invalidate_all()
        self.assertIn("new_record", inbound.delivery_ids.mapped("reason"))
        self.assertOutcome(inbound, "delivered", "new_record")
