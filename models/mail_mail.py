# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Wait for the commit where a notice answers a message that may be retried."""
        if self.env.context.get("mail_inbound_after_commit"):
            return self.with_context(
                mail_inbound_after_commit=False
            ).send_after_commit()
        return super().send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )
