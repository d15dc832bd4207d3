# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.message.addresses import normalize_sender_pattern


class MailGatewayAllowed(models.Model):
    _inherit = "mail.gateway.allowed"

    email = fields.Char(
        help="An address, or *@example.com for everybody at that domain. The loop "
        "protection does not apply to them."
    )

    @api.depends("email")
    def _compute_email_normalized(self):
        """Write whole domains as ``*@domain``, all domains in IDNA form."""
        for allowed in self:
            pattern = normalize_sender_pattern(allowed.email or "")
            allowed.email_normalized = pattern or False

    @api.constrains("email")
    def _check_email(self):
        """Refuse what could never match a sender."""
        for allowed in self:
            if not allowed.email_normalized:
                raise ValidationError(
                    self.env._(
                        "%(text)s is no sender. Write an address like "
                        "shop@example.com, or *@example.com for everybody at that "
                        "domain.",
                        text=allowed.email,
                    )
                )

    @api.model
    def get_empty_list_help(self, help_message):
        """Explain the list, by the limits that are in force."""
        settings = self.env["mail.inbound.message"]._settings()
        if not settings.loop_threshold:
            text = self.env._(
                "The loop protection is switched off by the parameter "
                "mail.gateway.loop.threshold: every message comes through."
            )
        else:
            text = self.env._(
                "Whoever makes more than %(threshold)s records in %(minutes)s minutes "
                "by e-mail gets the next message back: this ends loops between two "
                "machines. Senders listed here are let through, for instance a web "
                "shop. Write an address, or *@example.com for everybody at that "
                "domain.",
                threshold=settings.loop_threshold,
                minutes=settings.loop_minutes,
            )
        title = self.env._("Add senders who may write as often as they like")
        return Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>') % (
            title,
            text,
        )
