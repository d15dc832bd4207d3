# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The world of the tests: messages go in, assertions come out."""

from email.utils import parseaddr

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.mail.tests.common import MockEmail

from ..tools.message.envelope import Envelope
from ..tools.operations import OPERATOR
from .letters import ANNA, NOBODY, OFFICE, OURS, make_raw


class InboundWorld(MockEmail):
    """A company at ``ours.example``, with an alias ``office`` that makes contacts.

    For tests of any kind whose cursors share the transaction of the test.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write({"name": "Ours", "email": f"hello@{OURS}"})
        cls.alias_domain = cls.env["mail.alias.domain"].create({"name": OURS})
        cls.company.alias_domain_id = cls.alias_domain
        cls.office = cls.make_alias("office")
        cls.inbox = cls.env["mail.inbound.message"]
        cls.operator = new_test_user(
            cls.env,
            "operator",
            name="Olive Operator",
            groups=f"base.group_user,base.group_partner_manager,{OPERATOR}",
            notification_type="inbox",
        )

    def setUp(self):
        super().setUp()
        self.enterContext(self.mock_mail_gateway())

    # ------------------------------------------------------------
    # The world
    # ------------------------------------------------------------

    @classmethod
    def make_alias(cls, name, model="res.partner", **values):
        """Return a new alias of the company's domain, for all cursors to see."""
        alias = cls.env["mail.alias"].create(
            {
                "alias_name": name,
                "alias_domain_id": cls.alias_domain.id,
                "alias_model_id": cls.env["ir.model"]._get_id(model),
                **values,
            }
        )
        cls.env.flush_all()
        return alias

    @classmethod
    def make_thread(cls, name="Order 1", recipients=None, **values):
        """Return a contact, and a message of its chatter that can be replied to."""
        record = cls.env["res.partner"].create({"name": name, **values})
        message = record.message_post(
            body="Here it is.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=recipients.ids if recipients else [],
        )
        return record, message

    @classmethod
    def set_parameter(cls, key, value):
        """Store a parameter as the form of System Parameters does."""
        parameters = cls.env["ir.config_parameter"].sudo()
        found = parameters.search([("key", "=", key)])
        if found:
            found.write({"value": value})
        else:
            parameters.create({"key": key, "value": value})

    @classmethod
    def store_parameter(cls, key, value):
        """Store a parameter past every check, as an older version may have done."""
        cls.env["ir.config_parameter"].sudo().search([("key", "=", key)]).unlink()
        cls.env.flush_all()
        cls.env.cr.execute(
            "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)", [key, value]
        )
        cls.env.registry.clear_cache("stable")

    # ------------------------------------------------------------
    # Messages go in
    # ------------------------------------------------------------

    def accept(
        self, raw=None, recipients=(), sender="", channel="http", origin=None, **fields
    ):
        """Store a message as a channel does.

        :param bytes raw: the message; without it ``fields`` make one.
        :param recipients: envelope recipients.
        :param sender: envelope sender.
        :param dict origin: where it came in: ``company_id``, ``gateway_id`` and so on.
        :param fields: arguments of :func:`make_raw`.
        :return: the stored message.
        """
        self.env.flush_all()
        return self.inbox._accept(
            raw or make_raw(**fields),
            Envelope.of(sender, recipients),
            channel,
            **(origin or {}),
        )

    def deliver(self, *args, can_refuse=False, **kwargs):
        """Store a message and process it; arguments of :meth:`accept`.

        :param bool can_refuse: whether the mail server waits for the verdict.
        :return: the stored message, with what became of it.
        """
        inbound = self.accept(*args, **kwargs)
        inbound._process(can_refuse=can_refuse)
        self.env.invalidate_all()
        return inbound

    def deliver_nowhere(self, **fields):
        """Deliver a message to an address that nobody has: it is held."""
        return self.deliver(**{"to": NOBODY, **fields})

    def receive(self, recipient=OFFICE, author=ANNA, **fields):
        """Deliver a message as a mail server hands it over, which waits meanwhile."""
        return self.deliver(
            recipients=[recipient],
            sender=parseaddr(author)[1],
            can_refuse=True,
            author=author,
            **{"to": recipient, **fields},
        )

    def reply_to(self, message, recipients=(), **fields):
        """Deliver a reply to a message of a chatter."""
        fields.setdefault("to", self.alias_domain.catchall_email)
        headers = {"References": message.message_id, **fields.pop("headers", {})}
        return self.deliver(recipients=recipients, headers=headers, **fields)

    def call(self, raw=None, model=False, **fields):
        """Process a message by a direct call of Odoo's gateway.

        :return: what ``message_process`` returns.
        """
        return self.env["mail.thread"].message_process(model, raw or make_raw(**fields))

    def simulate(self, **values):
        """Return a simulation that the operator has run.

        :param values: of the form, where others are wanted.
        """
        simulation = (
            self.env["mail.inbound.simulation"]
            .with_user(self.operator)
            .create({"sender": ANNA, "subject": "Question", **values})
        )
        simulation.action_simulate()
        return simulation

    # ------------------------------------------------------------
    # What came of it
    # ------------------------------------------------------------

    def records(self, inbound):
        """Return the records that a message made or was added to."""
        return [
            self.env[delivery.model].browse(delivery.res_id)
            for delivery in inbound.delivery_ids
            if delivery.res_id
        ]

    def notices(self, address=""):
        """Return the e-mails that were sent to an address, or all."""
        mails = self.env["mail.mail"].sudo().browse(self._new_mails.ids)
        return mails.filtered(lambda mail: address in (mail.email_to or ""))

    def assertOutcome(self, inbound, state, reason=None):
        """Check state and reason of a message; show its trace where they differ.

        :param reason: None: any.
        """
        inbound.invalidate_recordset()
        self.assertEqual(
            (inbound.state, inbound.reason),
            (state, inbound.reason if reason is None else reason),
            f"{inbound.error}\n{inbound.trace}\n{inbound.sudo().traceback}",
        )

    def assertDelivered(self, inbound, record=None, reason="new_record"):
        """Check that a message ended in one record, in this one if it is given.

        :return: the record.
        """
        self.assertOutcome(inbound, "delivered", reason)
        records = self.records(inbound)
        self.assertEqual(len(records), 1, records)
        self.assertTrue(records[0].exists())
        if record is not None:
            self.assertEqual(records[0], record)
        return records[0]

    def assertReplied(self, inbound, record):
        """Check that a message was added to the chatter of a record."""
        self.assertDelivered(inbound, record, "reply")
        self.assertIn(inbound.message_id, record.message_ids.mapped("message_id"))

    def assertReturned(self, inbound, reason):
        """Check that a message was refused, and led to no record."""
        self.assertOutcome(inbound, "returned", reason)
        self.assertFalse(self.records(inbound))

    def assertHeld(self, inbound, reason):
        """Check that a message waits for a person, and that nobody was told."""
        self.assertOutcome(inbound, "held", reason)
        self.assertFalse(self.records(inbound))
        self.assertFalse(self.notices())

    def assertDiscarded(self, inbound, reason):
        """Check that a message was dropped on purpose, and that nobody was told."""
        self.assertOutcome(inbound, "discarded", reason)
        self.assertFalse(self.records(inbound))
        self.assertFalse(self.notices())

    def assertTrace(self, inbound, rule, verdict, **facts):
        """Check that the trace has a step of this rule with these facts."""
        steps = [
            step
            for step in inbound.trace
            if (step["rule"], step["verdict"]) == (rule, verdict)
            and facts.items() <= step["facts"].items()
        ]
        self.assertTrue(steps, f"no {rule}: {verdict} {facts} in {inbound.trace}")


class InboundCase(InboundWorld, TransactionCase):
    """The world in one transaction: the cursors that the inbox opens share it."""

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
