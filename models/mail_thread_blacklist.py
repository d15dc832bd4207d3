# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import models


class MailThreadBlacklist(models.AbstractModel):
    _inherit = "mail.thread.blacklist"

    # asked for the sender of each message; few addresses have bounced, so it is small
    # whatever the size of the table
    _bounced_idx = models.Index("(email_normalized) WHERE message_bounce > 0")
