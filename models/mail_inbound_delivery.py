# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models

from ..tools.states import REASONS, STATES


class MailInboundDelivery(models.Model):
    """What became of an inbound message at one of its destinations."""

    _name = "mail.inbound.delivery"
    _description = "Delivery of an Inbound Message"
    _order = "id"
    _rec_name = "recipient"

    inbound_id = fields.Many2one(
        "mail.inbound.message",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    recipient = fields.Char(readonly=True)
    sender_normalized = fields.Char(
        "Sender", readonly=True, help="Who wrote it, as the loop protection counts."
    )
    told = fields.Char(readonly=True, help="To whom a notice was sent about it.")
    reason = fields.Selection(REASONS, required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    sentence = fields.Char("Explanation", readonly=True)
    alias_id = fields.Many2one(
        "mail.alias", readonly=True, ondelete="set null", index="btree_not_null"
    )
    model = fields.Char("Record Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", readonly=True)
    mail_message_id = fields.Many2one(
        "mail.message",
        "Chatter Message",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    _ledger_idx = models.Index(
        "(sender_normalized, create_date) WHERE reason = 'new_record'"
    )
    _told_idx = models.Index("(told, reason, create_date) WHERE told IS NOT NULL")
    _record_idx = models.Index("(model, res_id) WHERE res_id IS NOT NULL")

    @api.model
    def _destinations(self, message_id):
        """Return where a Message-Id was delivered before.

        :return: frozenset of (alias id, model, id of the record, 0 for a new one).
        """
        deliveries = self.sudo().search_fetch(
            [("inbound_id.message_id", "=", message_id), ("state", "=", "delivered")],
            ["alias_id", "model", "res_id", "reason"],
        )
        return frozenset(
            (
                it.alias_id.id or 0,
                it.model,
                0 if it.reason == "new_record" else it.res_id,
            )
            for it in deliveries
        )

    @api.model
    def _count_new_records(self, sender, alias, minutes, except_inbound_id=0):
        """Return how many records a sender has made through an alias lately.

        :param str sender: normalized address.
        :param int minutes: how far to look back.
        :param int except_inbound_id: a message whose own records do not count.
        """
        since = self.env.cr.now() - timedelta(minutes=minutes)
        return self.sudo().search_count(
            [
                ("sender_normalized", "=", sender),
                ("create_date", ">=", since),
                ("reason", "=", "new_record"),
                ("alias_id", "=", alias.id if alias else False),
                ("inbound_id", "!=", except_inbound_id),
            ]
        )

    def action_open_record(self):
        """Open the record that the message made or was added to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
