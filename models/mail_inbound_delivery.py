# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models

from ..tools.labels import label_of
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
    notice_id = fields.Many2one(
        "mail.mail",
        "Notice E-mail",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    notice_state = fields.Char("Notice", compute="_compute_notice_state")
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

    def _destinations(self):
        """Return where these deliveries have led.

        :return: frozenset of (alias id, model, id of the record, 0 for a new one).
        """
        deliveries = self.filtered(lambda it: it.state == "delivered")
        return frozenset(
            (
                it.alias_id.id or 0,
                it.model,
                0 if it.reason == "new_record" else it.res_id,
            )
            for it in deliveries
        )

    @api.depends("told", "notice_id.state")
    @api.depends_context("lang")
    def _compute_notice_state(self):
        """Tell what became of the notice: Odoo forgets what has left."""
        for delivery in self:
            notice_sudo = delivery.notice_id.sudo()
            if notice_sudo:
                state = notice_sudo.state
                delivery.notice_state = label_of(notice_sudo, "state", state)
            else:
                delivery.notice_state = delivery.told and self.env._("Sent")

    @api.model
    def _note_unsent(self, notices):
        """Take back that the sender was told: the notice could not be sent.

        :param notices: the ``mail.mail`` that failed.
        """
        deliveries_sudo = self.sudo().search([("notice_id", "in", notices.ids)])
        deliveries_sudo.write({"told": False})
        returned = deliveries_sudo.filtered(lambda it: it.state == "returned")
        returned.write({"state": "held"})
        messages = returned.inbound_id.filtered(lambda it: it.state == "returned")
        messages._set_state("held", is_noticed=False)

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
