# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import models

from ..tools.attempt import attempt_in


class MailThreadBlacklist(models.AbstractModel):
    _inherit = "mail.thread.blacklist"

    # asked for the sender of each message; few addresses have bounced, so it is small
    # whatever the size of the table
    _bounced_idx = models.Index("(email_normalized) WHERE message_bounce > 0")

    def _message_receive_bounce(self, email, partner):
        """Count only what says something about the address; others hear of it all."""
        attempt = attempt_in(self.env)
        counts = [(record, record.message_bounce) for record in self]
        result = super()._message_receive_bounce(email, partner)
        if attempt and not attempt.is_counting:
            for record, count in counts:
                record.message_bounce = count
        return result
