# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models

from ..tools.attempt import STATE_OF_REASON


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
    told = fields.Char(
        "Told", readonly=True, help="To whom a notice was sent about it."
    )
    reason = fields.Selection(
        [
            ("new_record", "New record"),
            ("reply", "Reply"),
            ("bounce_report", "Bounce report"),
            ("catchall_direct", "Written to the catchall address"),
            ("alias_policy", "Refused by the alias"),
            ("loop_sender", "Too many messages from this sender"),
            ("loop_own_bounce", "Reply to a notice of ours"),
            ("duplicate", "Duplicate"),
            ("delay_notice", "Delay notice"),
            ("success_notice", "Success notice"),
            ("read_receipt", "Read receipt"),
            ("complaint", "Complaint"),
            ("foreign_report", "Report about a message that we did not send"),
            ("unclear_report", "Report that could not be understood"),
            ("automatic_held", "Automatic message, held by the alias"),
            ("automatic_discarded", "Automatic message, discarded by the alias"),
            ("bounce_address", "Written to the bounce address"),
            ("provider_validation", "A provider asks to confirm a redirection"),
            ("reply_unproven", "Reply to a record, from somebody unknown there"),
            ("no_route", "No such address"),
            ("interrupted", "Attempts stopped the server"),
            ("error", "Error"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            (state, state.capitalize())
            for state in sorted(set(STATE_OF_REASON.values()))
        ],
        required=True,
        readonly=True,
    )
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
