# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Infinite email loops", and the ledger that counts."""

from datetime import timedelta

from odoo.tests import tagged

from .common import InboundCase
from .letters import OURS


class LoopCase(InboundCase):
    def deliver_many(self, number, **fields):
        """Deliver messages that make a record each."""
        for _turn in range(number):
            self.assertDelivered(self.deliver(**fields))

    def pass_time(self, minutes):
        """Let all that was delivered so far be that much older."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_inbound_delivery SET create_date = create_date - %s",
            [timedelta(minutes=minutes)],
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSpecLoops(LoopCase):
    def test_twenty_in_two_hours(self):
        """By default, an email address can send up to 20 emails in 120 minutes. If more
        emails are sent, they are blocked and the sender receives the following
        message."""
        self.deliver_many(20)
        self.assertFalse(self.notices())
        self.assertReturned(self.deliver(), "loop_sender")
        notice = self.notices("anna@customer.example")
        self.assertIn("could not be accepted", notice.body_html)
        self.assertIn("contacted it too many times", notice.body_html)
        self.pass_time(119)
        self.assertReturned(self.deliver(), "loop_sender")
        self.pass_time(2)
        self.assertDelivered(self.deliver())

    def test_direct_calls_count(self):
        """The same sender cannot send too many emails that would create records to an
        alias in a specific time span."""
        self.set_parameter("mail.gateway.loop.threshold", "2")
        self.assertTrue(self.call())
        self.assertTrue(self.call())
        self.assertFalse(self.call())
        self.assertEqual(len(self.notices("anna@customer.example")), 1)

    def test_number_of_minutes(self):
        """Enter mail.gateway.loop.minutes as the Key and choose a number of minutes as
        the Value."""
        self.set_parameter("mail.gateway.loop.threshold", "1")
        self.set_parameter("mail.gateway.loop.minutes", "10")
        self.deliver_many(1)
        self.assertReturned(self.deliver(), "loop_sender")
        self.pass_time(11)
        self.assertDelivered(self.deliver())

    def test_number_of_emails(self):
        """Enter mail.gateway.loop.threshold as the Key and choose a number of emails as
        the Value."""
        self.set_parameter("mail.gateway.loop.threshold", "3")
        self.deliver_many(3)
        inbound = self.deliver()
        self.assertReturned(inbound, "loop_sender")
        self.assertTrace(inbound, "loop", "loop_sender", count=3, threshold=3)

    def test_zero_switches_it_off(self):
        """A threshold of 0 lets any number through, and says so."""
        self.set_parameter("mail.gateway.loop.threshold", "0")
        self.deliver_many(22)
        self.assertTrace(self.deliver(), "loop", "off")

    def test_replies_are_never_refused(self):
        """These parameters are only used to prevent the creation of new records. They
        do not prevent replies from being added to the chatter."""
        self.set_parameter("mail.gateway.loop.threshold", "1")
        self.deliver_many(1)
        record, message = self.make_thread()
        for _turn in range(3):
            self.assertReplied(self.reply_to(message), record)
        self.assertReturned(self.deliver(), "loop_sender")

    def test_replies_do_not_count(self):
        """Who answers a lot may still write something new."""
        self.set_parameter("mail.gateway.loop.threshold", "1")
        record, message = self.make_thread()
        self.assertReplied(self.reply_to(message), record)
        self.assertReplied(self.reply_to(message), record)
        self.assertDelivered(self.deliver())

    def test_answer_to_the_notice_is_not_answered(self):
        """Odoo provides some protection against such loops."""
        self.set_parameter("mail.gateway.loop.threshold", "1")
        self.deliver_many(1)
        self.deliver()
        tag = self.notices().references.split()[-1]
        self._new_mails = self.env["mail.mail"]
        inbound = self.deliver(headers={"References": tag})
        self.assertDiscarded(inbound, "loop_own_bounce")


@tagged("post_install", "-at_install")
class TestLoopLedger(LoopCase):
    """What counts, and what does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_parameter("mail.gateway.loop.threshold", "1")

    def test_records_that_a_person_made(self):
        """Who imports contacts does not keep them from writing."""
        self.env["res.partner"].create(
            [{"name": f"Anna {n}", "email": "anna@customer.example"} for n in range(3)]
        )
        self.assertDelivered(self.deliver())

    def test_address_within_an_address(self):
        """joanna@ is somebody else."""
        self.deliver_many(1, author="joanna@customer.example")
        self.assertDelivered(self.deliver(author="anna@customer.example"))

    def test_same_address_written_differently(self):
        self.deliver_many(1, author="Anna <anna@customer.example>")
        inbound = self.deliver(author="ANNA@Customer.Example")
        self.assertReturned(inbound, "loop_sender")

    def test_each_alias_counts_for_itself(self):
        self.make_alias("second")
        self.deliver_many(1)
        self.deliver_many(1, to=f"second@{OURS}")
        self.assertReturned(self.deliver(), "loop_sender")

    def test_limit_of_an_alias(self):
        """An alias may let more through than the others, or fewer."""
        self.office.write({"inbound_has_loop_limit": True, "inbound_loop_threshold": 2})
        self.deliver_many(2)
        self.assertReturned(self.deliver(), "loop_sender")

    def test_minutes_of_an_alias(self):
        self.office.write(
            {
                "inbound_has_loop_limit": True,
                "inbound_loop_threshold": 1,
                "inbound_loop_minutes": 5,
            }
        )
        self.deliver_many(1)
        self.pass_time(6)
        self.assertDelivered(self.deliver())

    def test_alias_without_limit(self):
        self.office.write({"inbound_has_loop_limit": True, "inbound_loop_threshold": 0})
        self.deliver_many(3)

    def test_allowed_sender(self):
        self.env["mail.gateway.allowed"].create({"email": "anna@customer.example"})
        self.deliver_many(3)
        self.deliver_many(1, author="bert@customer.example")
        inbound = self.deliver(author="bert@customer.example")
        self.assertReturned(inbound, "loop_sender")

    def test_allowed_domain(self):
        """An allowed sender may be a whole domain."""
        self.env["mail.gateway.allowed"].create({"email": "*@Customer.example"})
        self.deliver_many(3)
        self.deliver_many(1, author="anna@other.example")
        inbound = self.deliver(author="anna@other.example")
        self.assertReturned(inbound, "loop_sender")

    def test_what_was_blocked_is_kept(self):
        """The inbox has what it returned."""
        self.deliver_many(1)
        inbound = self.deliver(body="The one too many")
        self.assertReturned(inbound, "loop_sender")
        self.assertIn(b"The one too many", inbound._raw())

    def test_one_alias_of_two_is_full(self):
        """A route that is blocked does not block the other one."""
        second = self.make_alias("second")
        self.deliver_many(1)
        inbound = self.deliver(to=f"office@{OURS}, second@{OURS}")
        self.assertEqual(
            inbound.delivery_ids.mapped(lambda it: (it.reason, it.alias_id)),
            [("loop_sender", self.office), ("new_record", second)],
        )
