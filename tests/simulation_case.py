# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import TransactionCase

from ..tools.message.envelope import Envelope


class SimulationCase(TransactionCase):
    """One alias domain, one alias that makes partners, one operator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("mail.catchall.domain.allowed", False)
        cls.domain = cls.env["mail.alias.domain"].create({"name": "here.example"})
        cls.env.company.alias_domain_id = cls.domain
        cls.alias = cls._make_alias("desk")
        cls.operator = cls.env["res.users"].create(
            {
                "name": "Olive Operator",
                "login": "olive",
                "email": "olive@here.example",
                "group_ids": [
                    (4, cls.env.ref("base.group_user").id),
                    (4, cls.env.ref("mail_inbound.group_operator").id),
                ],
            }
        )

    @classmethod
    def _make_alias(cls, name, **values):
        return cls.env["mail.alias"].create(
            {
                "alias_name": name,
                "alias_domain_id": cls.domain.id,
                "alias_model_id": cls.env["ir.model"]._get_id("res.partner"),
                **values,
            }
        )

    def _simulate(self, **values):
        """Return a simulation by an operator, done."""
        simulation = (
            self.env["mail.inbound.simulation"]
            .with_user(self.operator)
            .create({"sender": "anne@far.example", "subject": "Hello", **values})
        )
        simulation.action_simulate()
        return simulation

    def _receive(self, recipient="desk@here.example", sender="anne@far.example"):
        """Return a message that came in, processed."""
        raw = (
            f"From: {sender}\r\nTo: {recipient}\r\nSubject: Hello\r\n"
            f"Message-Id: <{recipient}.{self._next()}@far.example>\r\n\r\nBody\r\n"
        ).encode()
        inbox = self.env["mail.inbound.message"].sudo()
        values = inbox._prepare_values(
            raw, Envelope.of(sender, [recipient]), "http", None, {}
        )
        inbound = inbox.browse(inbox._store(values))
        attempt = inbound._new_attempt(can_refuse=True)
        try:
            inbound._hand_over(attempt)
        except ValueError as error:
            attempt.fail(error)
        inbound._close_attempt(attempt)
        return inbound

    def _next(self):
        type(self)._count = getattr(type(self), "_count", 0) + 1
        return self._count
