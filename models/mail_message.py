# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from odoo.addons.mail.tools.discuss import Store

from ..tools.operations import OPERATOR


class MailMessage(models.Model):
    _inherit = "mail.message"

    inbound_message_id = fields.Many2one(
        "mail.inbound.message",
        "Inbound Message",
        compute="_compute_inbound_message_id",
        compute_sudo=False,  # the operator sees those of his companies only
        groups=OPERATOR,
        help="The message that came in and made this one.",
    )

    @api.depends("message_type")
    def _compute_inbound_message_id(self):
        deliveries = self.env["mail.inbound.delivery"].search(
            [("mail_message_id", "in", self.filtered(_is_email).ids)]
        )
        inbound = {done.mail_message_id.id: done.inbound_id for done in deliveries}
        for message in self:
            message.inbound_message_id = inbound.get(message.id)

    def _to_store_defaults(self, target):
        values = super()._to_store_defaults(target)
        if target.is_current_user(self.env) and self.env.user.has_group(OPERATOR):
            values.append(
                Store.Attr(
                    "inbound_message_id",
                    lambda message: message.inbound_message_id.id,
                    predicate=_is_email,
                )
            )
        return values


def _is_email(message):
    """Whether a chatter message came by e-mail."""
    return message.message_type in ("email", "out_of_office")
