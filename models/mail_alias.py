# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import models

from ..tools.attempt import CONTEXT_KEY


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """Tell the inbox what this alias said about the message."""
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt and attempt.is_delivering:
            attempt.failed_alias_id = self.id
        elif attempt:
            attempt.deliver(
                "alias_policy", alias_id=self.id, recipient=self.alias_full_name or ""
            )
        return super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )
