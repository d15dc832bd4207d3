# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import models


class MailNotification(models.Model):
    _inherit = "mail.notification"

    def _filtered_for_web_client(self):
        """Show every envelope about which something is known."""
        return super()._filtered_for_web_client() | self.filtered("failure_reason")

    def _to_store_defaults(self, target):
        """Tell those who work here why a message was not delivered, or not yet."""
        values = super()._to_store_defaults(target)
        if target.is_internal(self.env):
            values.append("failure_reason")
        return values
