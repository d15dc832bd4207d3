# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import hmac, ormcache

from ..tools.attempt import attempt_in
from ..tools.message.addresses import normalize, normalize_domain
from ..tools.message.domains import AliasDomain, AliasDomains
from ..tools.signature import read_signed, sign
from .mail_alias_domain_former import KINDS


class MailAliasDomain(models.Model):
    _inherit = "mail.alias.domain"

    has_subaddresses = fields.Boolean(
        "Sub-addresses",
        help="Mail to info+anything@ reaches info@. Switch it on when the mail server "
        "delivers such addresses.",
    )
    signs_bounces = fields.Boolean(
        "Signed Bounce Addresses",
        help="Write into each message where its own bounces go, so that they are "
        "recognised whatever they look like, and forged ones are too. The mail server "
        "must deliver bounce+anything@ to bounce@.",
    )
    signs_bounces_since = fields.Datetime(readonly=True, copy=False)
    catchall_policy = fields.Selection(
        [
            ("return", "Return it, and say whom to write to"),
            ("hold", "Hold it for an operator"),
            ("alias", "Deliver it to an alias"),
        ],
        "Direct Mail to the Catchall",
        default="return",
        required=True,
        help="The catchall address collects replies. This says what happens to a "
        "message that is written to it and is no reply.",
    )
    catchall_alias_id = fields.Many2one(
        "mail.alias", "Alias for Direct Mail", ondelete="set null"
    )
    fallback_alias_id = fields.Many2one(
        "mail.alias",
        "Fallback Alias",
        ondelete="set null",
        help="Gets the messages to addresses of this domain that nobody else takes. "
        "Without one they are refused or held.",
    )
    catchall_notice = fields.Html(
        "Notice: Written to the Catchall",
        translate=True,
        help="Sent instead of the standard text to who writes to the catchall address.",
    )
    loop_notice = fields.Html(
        "Notice: Too Many Messages",
        translate=True,
        help="Sent instead of the standard text to who writes too often.",
    )
    failure_notice = fields.Html(
        "Notice: Not Delivered",
        translate=True,
        help="Sent instead of the standard text when every attempt to deliver failed.",
    )
    former_ids = fields.One2many(
        "mail.alias.domain.former",
        "alias_domain_id",
        "Former Addresses",
        help="Replies to mail that was sent before a change still arrive there.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["signs_bounces_since"] = self._since(vals.get("signs_bounces"))
        domains = super().create(vals_list)
        self._inbound_clear_domains()
        return domains

    def write(self, vals):
        """Keep former names and local parts working: replies still go there."""
        if "signs_bounces" in vals:
            vals = {**vals, "signs_bounces_since": self._since(vals["signs_bounces"])}
        before = [
            (domain, {name: domain[name] for name in KINDS if name in vals})
            for domain in self
        ]
        result = super().write(vals)
        self.env["mail.alias.domain.former"].sudo()._remember(before)
        self._inbound_clear_domains()
        return result

    @api.model
    def _since(self, is_on):
        """Return from when on a switch is on."""
        return fields.Datetime.now() if is_on else False

    def unlink(self):
        result = super().unlink()
        self._inbound_clear_domains()
        return result

    @api.model
    def _sanitize_configuration(self, config_values):
        """Normalize the domain too: a name with capitals would match nothing."""
        config_values = super()._sanitize_configuration(config_values)
        if config_values.get("name"):
            config_values["name"] = normalize_domain(config_values["name"])
        return config_values

    @api.model
    def _inbound_clear_domains(self):
        """Make every worker read the alias domains again."""
        self.env.registry.clear_cache("stable")

    @api.model
    @ormcache(cache="stable")
    def _inbound_domains(self):
        """Return all alias domains as a plain value, read once per change."""
        return AliasDomains(
            tuple(domain._inbound_domain() for domain in self.sudo().search([]))
        )

    def _inbound_domain(self):
        """Return one alias domain as a plain value."""
        self.ensure_one()

        def former(kind):
            return tuple(
                self.former_ids.filtered(lambda it: it.kind == kind).mapped("address")
            )

        return AliasDomain(
            id=self.id,
            names=(normalize_domain(self.name), *former("domain")),
            catchalls=(self.catchall_alias.lower(), *former("catchall")),
            bounces=(self.bounce_alias.lower(), *former("bounce")),
            company_ids=tuple(self.company_ids.ids),
            has_subaddresses=self.has_subaddresses,
            catchall_policy=self.catchall_policy,
            catchall_alias_id=self.catchall_alias_id.id or 0,
            fallback_alias_id=self.fallback_alias_id.id or 0,
            default_from=normalize(self.default_from_email or ""),
        )

    def _inbound_sign_bounce(self, message, recipient=""):
        """Return the bounce address of one ``mail.message``, for one recipient."""
        self.ensure_one()
        return sign(self.bounce_email, message.id, recipient, self._inbound_digest)

    @api.model
    def _inbound_digest(self, text):
        """Return the keyed digest of a text that stands in a bounce address."""
        return hmac(self.env(su=True), "mail_inbound.bounce", text)

    @api.model
    def _inbound_read_bounce(self, addresses):
        """Return what a signed bounce address says.

        :param addresses: normalized.
        :return: :class:`Signed`, None where none is signed.
        """

        def recipients_of(message_id):
            sent = self.env["mail.message"].sudo().browse(message_id).exists()
            return self.env["mail.inbound.report"]._addresses_of(sent)

        domains = self._inbound_domains()
        for address in filter(domains.is_bounce, addresses):
            signed = read_signed(address, self._inbound_digest, recipients_of)
            if signed:
                return signed
        return None

    @api.model
    def _find_aliases(self, email_list):
        """Answer from what routing knows, where a message is being processed."""
        attempt = attempt_in(self.env)
        if attempt is None:
            return super()._find_aliases(email_list)
        domains = self._inbound_domains()
        matches = self.env["mail.alias"]._inbound_match(attempt, email_list)
        return [
            address
            for address in email_list
            if address and (matches[address] or domains.is_special(normalize(address)))
        ]
