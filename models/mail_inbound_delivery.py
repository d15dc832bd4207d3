# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from ..tools.attempt import REASONS, STATES


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
    _record_idx = models.Index("(model, res_id) WHERE res_id IS NOT NULL")

    def action_open_record(self):
        """Open the record that the message made or was added to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
