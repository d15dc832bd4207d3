# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import secrets

from passlib.context import CryptContext

from odoo import api, fields, models

from ..tools.errors import GatewayClosed, NotAuthenticated

# Nobody guesses 256 random bits, however fast: few rounds are enough, and each message
# pays for them.
KEY_CONTEXT = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=500)
INDEX_LENGTH = 8


class MailInboundGateway(models.Model):
    """A mail server that may hand messages over, and nothing else."""

    _name = "mail.inbound.gateway"
    _description = "Inbound Mail Gateway"
    _order = "name, id"

    name = fields.Char(
        required=True, help="The mail server that hands over its messages here."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        help="Company of the messages whose address does not tell it.",
    )
    key_index = fields.Char(readonly=True, copy=False, index=True)
    key_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    message_ids = fields.One2many("mail.inbound.message", "gateway_id", readonly=True)
    message_count = fields.Integer(compute="_compute_usage")
    last_use = fields.Datetime(compute="_compute_usage")

    @api.depends("message_ids")
    def _compute_usage(self):
        usage = {
            gateway: (count, last_use)
            for gateway, count, last_use in self.env["mail.inbound.message"]
            .sudo()
            ._read_group(
                [("gateway_id", "in", self.ids)],
                ["gateway_id"],
                ["__count", "create_date:max"],
            )
        }
        for gateway in self:
            gateway.message_count, gateway.last_use = usage.get(gateway, (0, False))

    def _generate_key(self):
        """Make a new key, which replaces the former one.

        :return: the key; it is stored hashed and cannot be shown again.
        """
        self.ensure_one()
        key = secrets.token_urlsafe(32)
        self.sudo().write(
            {"key_index": key[:INDEX_LENGTH], "key_hash": KEY_CONTEXT.hash(key)}
        )
        return key

    @api.model
    def _authenticate(self, key):
        """Return the gateway that has this key.

        :param str key: what the mail server showed.
        :raises NotAuthenticated: no active gateway has it.
        :raises GatewayClosed: this database is a neutralized copy.
        """
        candidates_sudo = (
            self.sudo().search([("key_index", "=", key[:INDEX_LENGTH])])
            if key
            else self
        )
        for gateway_sudo in candidates_sudo:
            if KEY_CONTEXT.verify(key, gateway_sudo.key_hash):
                if self._is_neutralized():
                    raise GatewayClosed
                return gateway_sudo
        raise NotAuthenticated

    @api.model
    def _is_neutralized(self):
        """Whether this database is a copy that must not take mail."""
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        return bool(parameters_sudo.get_param("database.is_neutralized"))

    def action_generate_key(self):
        """Make a new key and show it, once."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Key"),
            "res_model": "mail.inbound.gateway.key",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": self._generate_key()},
        }

    def action_open_messages(self):
        """Show the messages that came through this gateway."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mail_inbound.mail_inbound_message_action"
        )
        return {**action, "domain": [("gateway_id", "=", self.id)]}


class MailInboundGatewayKey(models.AbstractModel):
    """Shows a new key once; nothing of it is stored in the clear."""

    _name = "mail.inbound.gateway.key"
    _description = "New Gateway Key"

    # the client asks for the default of `key` through the `id` of nothing
    id = fields.Id()
    key = fields.Char(readonly=True)
