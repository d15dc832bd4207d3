# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""How a reply is recognised where its original is not at hand."""

from odoo.tests import tagged

from .common import InboundCase
from .letters import OURS


@tagged("post_install", "-at_install")
class TestRoutingReplies(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.env["res.partner"].create(
            {"name": "Anna", "email": "anna@customer.example"}
        )
        cls.record, message = cls.make_thread(recipients=cls.anna)
        cls.record.message_subscribe(cls.anna.ids)
        cls.original = message.message_id
        message.unlink()

    def reply(self, author="anna@customer.example", header="References", **fields):
        """Deliver a reply to the message that was deleted."""
        fields.setdefault("to", f"catchall@{OURS}")
        return self.deliver(author=author, headers={header: self.original}, **fields)

    def test_participant(self):
        """Our own Message-Id names the record: a follower is believed."""
        for header in ("References", "In-Reply-To", "X-Odoo-Message-Id"):
            with self.subTest(header):
                inbound = self.reply(header=header)
                self.assertReplied(inbound, self.record)
                self.assertTrace(
                    inbound, "original_message", "reply", res_id=self.record.id
                )

    def test_author_of_the_thread(self):
        """Who wrote in the thread before takes part in it."""
        self.record.message_post(
            body="Hello",
            message_type="email",
            email_from='"Bert" <bert@customer.example>',
            author_id=False,
        )
        inbound = self.reply(author="Bert B <bert@customer.example>")
        self.assertReplied(inbound, self.record)

    def test_stranger(self):
        """Anybody can write such an id: a stranger is held."""
        inbound = self.reply(author="eve@stranger.example")
        self.assertHeld(inbound, "reply_unproven")
        self.assertEqual(len(self.record.message_ids), 1)

    def test_stranger_to_an_alias(self):
        """An alias takes what a stranger writes, as a new record."""
        inbound = self.reply(author="eve@stranger.example", to=f"office@{OURS}")
        contact = self.assertDelivered(inbound)
        self.assertNotEqual(contact, self.record)

    def test_record_that_was_deleted(self):
        """Without its record a reply to the catchall is a direct message."""
        self.record.unlink()
        self.assertReturned(self.reply(), "catchall_direct")

    def test_deleted_record_of_an_alias(self):
        """Without its record a reply to an alias makes a new one."""
        record, message = self.make_thread()
        reference = message.message_id
        record.unlink()
        inbound = self.deliver(headers={"References": reference})
        self.assertDelivered(inbound)

    def test_id_of_a_model_without_chatter(self):
        """An id that names what has no chatter is nothing to us."""
        self.original = "<1.2-openerp-1-ir.model@host>"
        self.assertReturned(self.reply(), "catchall_direct")

    def test_forwarded_to_an_alias_of_another_model(self):
        """A message that was sent on to an alias of another model is no reply."""
        record, message = self.make_thread()
        self.make_alias("channel", model="discuss.channel")
        inbound = self.deliver(
            to=f"channel@{OURS}", headers={"References": message.message_id}
        )
        self.assertEqual(self.assertDelivered(inbound)._name, "discuss.channel")
        self.assertEqual(len(record.message_ids), 2)
        self.assertTrace(inbound, "reply", "forward")

    def test_unknown_envelope_recipient_of_a_reply(self):
        """A reply is welcome at any address of ours."""
        _record, message = self.make_thread()
        inbound = self.reply_to(
            message,
            to=f"catchall@{OURS}",
            recipients=[f"catchall@{OURS}", f"nobody@{OURS}"],
            can_refuse=True,
        )
        self.assertEqual(
            {status for _address, status, _text in inbound._reply().recipients},
            {"2.1.5"},
        )


@tagged("post_install", "-at_install")
class TestRoutingAliasPolicy(InboundCase):
    """Who may write to an alias."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office.alias_contact = "partners"

    def test_stranger_is_told(self):
        inbound = self.deliver()
        self.assertReturned(inbound, "alias_policy")
        self.assertEqual(len(self.notices("anna@customer.example")), 1)
        self.assertEqual(inbound.delivery_ids.alias_id, self.office)

    def test_partner_may_write(self):
        self.env["res.partner"].create(
            {"name": "Anna", "email": "anna@customer.example"}
        )
        self.assertDelivered(self.deliver())

    def test_direct_call(self):
        self.assertFalse(self.call())
        self.assertEqual(len(self.notices("anna@customer.example")), 1)
        self.assertReturned(self.inbox.search([], limit=1), "alias_policy")
