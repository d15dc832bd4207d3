# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from odoo.addons.mail.models.fetchmail import MAIL_SERVER_DOMAIN

from .mail_inbound_health_checks import Finding
from .mail_inbound_health_schedules import FETCH

GATEWAYS = "mail_inbound.mail_inbound_gateway_action"
SERVERS = "mail.action_email_server_tree"


class MailInboundHealthServers(models.AbstractModel):
    """The checks of how mail comes in, for the health page."""

    _name = "mail.inbound.health.servers"
    _description = "Checks of Gateways and Incoming Mail Servers"

    @api.model
    def _check_sources(self):
        """Find out whether anything brings mail, and did."""
        title = self.env._("How Mail Comes In")
        last = self.env["mail.inbound.message"].search(
            [("channel", "!=", "upload")], order="id DESC", limit=1
        )
        if last:
            channels = last._fields["channel"]._description_selection(self.env)
            sentence = self.env._(
                "The last message came in on %(date)s (UTC): %(channel)s.",
                date=fields.Datetime.to_string(last.create_date),
                channel=dict(channels)[last.channel],
            )
            return [Finding("ok", title, sentence)]
        if self._incoming_servers() or self._gateways():
            sentence = self.env._(
                "No message has come in yet. Write one to an address of this database "
                "to see whether it arrives."
            )
            return [Finding("warning", title, sentence)]
        sentence = self.env._(
            "Nothing brings mail: there is no gateway and no incoming mail server, and "
            "no message has come in. Add a gateway for your mail server, or an "
            "incoming mail server for each mailbox."
        )
        return [Finding("error", title, sentence, GATEWAYS)]

    @api.model
    def _gateways(self):
        """Return the gateways that may hand mail over."""
        return self.env["mail.inbound.gateway"].search([("active", "=", True)])

    @api.model
    def _check_gateways(self):
        """Find gateways that cannot be used, or never were."""
        title = self.env._("Gateways")
        findings, gateways = [], self._gateways()
        for gateway in gateways:
            if not gateway.key_index:
                text = self.env._("%s has no key yet: make one.", gateway.name)
            elif not gateway.last_use:
                text = self.env._("%s has a key, and was never used.", gateway.name)
            else:
                continue
            ids = [["id", "=", gateway.id]]
            findings.append(Finding("warning", title, text, GATEWAYS, ids))
        sentence = self.env._("Every gateway has a key, and brought mail.")
        return self._or_well(findings, title, sentence) if gateways else []

    @api.model
    def _incoming_servers(self):
        """Return the servers that mail is fetched from."""
        return self.env["fetchmail.server"].search(MAIL_SERVER_DOMAIN)

    @api.model
    def _check_incoming_servers(self):
        """Find servers that fail or wait, and whose passwords others could read."""
        title = self.env._("Incoming Mail Servers")
        servers = self.env["fetchmail.server"].search([("server_type", "!=", "local")])
        cron = self.env.ref(FETCH, raise_if_not_found=False)
        late = fields.Datetime.now()
        if cron:
            late -= self._patience(cron)
        findings = [
            Finding(level, title, sentence, SERVERS, [["id", "=", server.id]])
            for server in servers
            for level, sentence in server._health_problems(late)
        ]
        sentence = self.env._("Every incoming mail server was fetched from on time.")
        return self._or_well(findings, title, sentence) if servers else []
