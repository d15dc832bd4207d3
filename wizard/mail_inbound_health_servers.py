# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from odoo.addons.mail.models.fetchmail import MAIL_SERVER_DOMAIN

from .mail_inbound_health_checks import Finding

SERVERS = "mail.action_email_server_tree"


class MailInboundHealthServers(models.AbstractModel):
    """The check of incoming mail servers, for the health page."""

    _name = "mail.inbound.health.servers"
    _description = "Checks of Incoming Mail Servers"

    @api.model
    def _check_incoming_servers(self):
        """Find servers that fail, and those whose passwords others could read."""
        title = self.env._("Incoming Mail Servers")
        findings = []
        for server in self.env["fetchmail.server"].search(MAIL_SERVER_DOMAIN):
            domain = [["id", "=", server.id]]
            for level, sentence in server._health_problems():
                findings.append(Finding(level, title, sentence, SERVERS, domain))
        return findings or [
            Finding("ok", title, self.env._("No incoming mail server has a problem."))
        ]
