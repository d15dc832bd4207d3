# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..tools.attempt import attempt_in
from ..tools.message.addresses import normalize, split
from ..tools.route import address_of

ROUTING_FIELDS = (
    "alias_full_name",
    "alias_name",
    "alias_incoming_local",
    "alias_domain_id",
    "alias_model_id",
    "alias_force_thread_id",
    "alias_defaults",
    "alias_parent_model_id",
    "alias_parent_thread_id",
    "alias_contact",
    "alias_status",
    "inbound_automatic",
    "inbound_has_loop_limit",
    "inbound_loop_threshold",
    "inbound_loop_minutes",
)
"""What routing reads of an alias, in one query."""


class MailAlias(models.Model):
    _inherit = "mail.alias"

    inbound_has_loop_limit = fields.Boolean(
        "Own Loop Protection",
        help="Count the messages of one sender differently for this alias.",
    )
    inbound_loop_threshold = fields.Integer(
        "Messages per Sender",
        default=20,
        help="Records that one sender may make in this time; 0: any number.",
    )
    inbound_loop_minutes = fields.Integer("Minutes", default=120)

    inbound_automatic = fields.Selection(
        [
            ("create", "Create a record, without answering"),
            ("hold", "Hold it for an operator"),
            ("discard", "Discard it"),
        ],
        "Automatic Messages",
        default="create",
        required=True,
        help="What happens to vacation replies and other messages that no person "
        "wrote. Mailing lists do not count as automatic.",
    )

    inbound_conflicts = fields.Text(
        "Conflicts",
        compute="_compute_inbound_conflicts",
        compute_sudo=True,
        help="Other aliases that take the same messages.",
    )

    _inbound_loop_limit = models.Constraint(
        "CHECK (NOT inbound_has_loop_limit"
        " OR (inbound_loop_threshold >= 0 AND inbound_loop_minutes > 0))",
        "The loop protection of an alias counts messages, 0 for any number, "
        "in a number of minutes above zero.",
    )

    @api.depends("alias_name", "alias_domain_id", "alias_incoming_local")
    @api.depends_context("lang")
    def _compute_inbound_conflicts(self):
        """Tell which messages also go to other aliases of the same local part."""
        names = [name for name in self.mapped("alias_name") if name]
        twins = self.search([("alias_name", "in", names)])
        for alias in self:
            others = twins.filtered(
                lambda other, alias=alias: other.alias_name == alias.alias_name
                and other != alias._origin
                and (other.alias_incoming_local or alias.alias_incoming_local)
            )
            alias.inbound_conflicts = "\n".join(
                alias._inbound_conflict(other) for other in others
            )

    def _inbound_conflict(self, other):
        """Return in a sentence which messages two aliases both take."""
        names = {
            "here": self.alias_full_name or self.alias_name,
            "other": other.alias_full_name,
            "model": other.alias_model_id.name,
        }
        if not other.alias_incoming_local:
            return self.env._(
                "Mail to %(other)s comes here too: that alias (%(model)s) and this one "
                "both get it.",
                **names,
            )
        if not self.alias_incoming_local:
            return self.env._(
                "Mail to %(here)s also goes to the alias %(other)s (%(model)s), by its "
                "local-part based detection.",
                **names,
            )
        return self.env._(
            "The alias %(other)s (%(model)s) detects by the same local part: each gets "
            "the mail of the other.",
            **names,
        )

    def _inbound_stops_automatic(self, attempt):
        """Return the reason for which an automatic message ends here, if it does."""
        is_program = attempt.origin.is_surely_program
        if not is_program or self.inbound_automatic == "create":
            return ""
        is_held = self.inbound_automatic == "hold"
        return "automatic_held" if is_held else "automatic_discarded"

    @api.model
    def _inbound_match(self, attempt, addresses):
        """Return the aliases that each address reaches.

        Asked several times for one message, the database answers once.

        :param attempt: knows where a local part alone may match.
        :param addresses: iterable of addresses.
        :return: dict of address to recordset, in the order of the aliases.
        """
        domains = self.env["mail.alias.domain"]._inbound_domains()
        wanted = {address: normalize(address) for address in addresses}
        unknown = {
            address: domains.forms(address)
            for address in set(wanted.values())
            if address not in attempt.alias_ids
        }
        if unknown:
            found = self._inbound_search(unknown)
            for address, forms in unknown.items():
                is_local = self._inbound_may_be_local(attempt, address)
                attempt.alias_ids[address] = found._inbound_taking(forms, is_local).ids
        return {
            address: self.browse(attempt.alias_ids[key])
            for address, key in wanted.items()
        }

    @api.model
    def _inbound_search(self, forms_by_address):
        """Return the aliases that may be meant, whatever the domain."""
        forms = {form for forms in forms_by_address.values() for form in forms}
        return self.sudo().search_fetch(
            [
                "|",
                ("alias_full_name", "in", list(forms)),
                "&",
                ("alias_name", "in", [split(form)[0] for form in forms]),
                ("alias_incoming_local", "=", True),
            ],
            ROUTING_FIELDS,
        )

    @api.model
    def _inbound_may_be_local(self, attempt, address):
        """Whether the local part of an address may match on its own."""
        domain = split(address)[1]
        return bool(domain) and (
            attempt.local_domains is None or domain in attempt.local_domains
        )

    def _inbound_taking(self, forms, is_local):
        """Return those of these aliases that take an address, in its best form.

        :param forms: the forms of the address, best first.
        :param bool is_local: whether its local part may match on its own.
        """
        for form in forms:
            local_part = split(form)[0]
            taking = self.browse(
                alias.id
                for alias in self
                if alias.alias_full_name == form
                or (
                    is_local
                    and alias.alias_incoming_local
                    and alias.alias_name == local_part
                )
            )
            if taking:
                return taking
        return self.browse()

    @api.model
    def search(self, domain, offset=0, limit=None, order=None):
        """Give Odoo's ``message_route`` what our rules chose, where it looks for it."""
        attempt = attempt_in(self.env)
        if attempt and attempt.answers and attempt.answers.is_asked_for_aliases:
            return attempt.answers.aliases(self)
        return super().search(domain, offset=offset, limit=limit, order=order)

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """Tell the inbox what this alias said about the message."""
        attempt = attempt_in(self.env, message)
        if attempt and not attempt.is_delivering:
            attempt.deliver(
                "alias_policy", alias_id=self.id, recipient=address_of(self)
            )
        return super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )
