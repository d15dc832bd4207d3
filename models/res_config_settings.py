# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import parameters
from ..tools.settings import Settings, expectation_of
from .mail_inbound_held_notice import NOTIFY_GROUP


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mail_inbound_max_size_mb = fields.Integer(
        "Largest message (MiB)",
        config_parameter="mail_inbound.max_size_mb",
        default=Settings.max_size_mb,
    )
    mail_inbound_retry_minutes = fields.Char(
        "Wait before each new attempt (minutes)",
        config_parameter="mail_inbound.retry_minutes",
        default=parameters.normalized(Settings.retry_minutes),
    )
    mail_inbound_max_attempts = fields.Integer(
        "Attempts before a message is held",
        config_parameter="mail_inbound.max_attempts",
        default=Settings.max_attempts,
    )
    mail_inbound_content_days = fields.Integer(
        "Keep the content (days)",
        config_parameter="mail_inbound.content_days",
        default=Settings.content_days,
    )
    mail_inbound_row_days = fields.Integer(
        "Keep the entry (days)",
        config_parameter="mail_inbound.row_days",
        default=Settings.row_days,
    )
    mail_inbound_notify_group_id = fields.Many2one(
        "res.groups", "Tell of held messages", config_parameter=NOTIFY_GROUP
    )

    @api.constrains(
        "mail_inbound_max_size_mb",
        "mail_inbound_retry_minutes",
        "mail_inbound_max_attempts",
        "mail_inbound_content_days",
        "mail_inbound_row_days",
    )
    def _check_mail_inbound(self):
        """Refuse zero too, which Odoo would store as "use the default"."""
        names = self._fields
        for name in filter(lambda name: name.startswith("mail_inbound_"), names):
            field, value = names[name], self[name]
            text = "" if value is False else str(value)
            expectation = expectation_of(field.config_parameter, text)
            if expectation:
                raise ValidationError(
                    self.env._(
                        "%(label)s: %(expectation)s",
                        label=field.get_description(self.env)["string"],
                        expectation=expectation,
                    )
                )
