# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Another module in the mail gateway, whose hooks a test can fill."""

from odoo import models

from odoo.addons.before_inbound import fill


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"


fill(MailThread, "z_after_inbound")
