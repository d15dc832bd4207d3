# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import models

from ..tools.attempt import attempt_in


class MailBlacklist(models.Model):
    _inherit = "mail.blacklist"

    def _add(self, email, message=None):
        """Leave out whom a bounce blames that says nothing about the address."""
        attempt = attempt_in(self.env)
        if attempt is None or attempt.is_counting:
            return super()._add(email, message=message)
        return self
