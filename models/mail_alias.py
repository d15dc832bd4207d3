# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..tools.addresses import normalize, split
from ..tools.attempt import CONTEXT_KEY


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

    def _inbound_stops_automatic(self, attempt):
        """Return the reason for which an automatic message ends here, if it does."""
        if not attempt.is_automatic or self.inbound_automatic == "create":
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
            ["alias_full_name", "alias_name", "alias_incoming_local"],
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

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """Tell the inbox what this alias said about the message."""
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt and attempt.is_delivering:
            attempt.failed_alias_id = self.id
        elif attempt:
            attempt.deliver(
                "alias_policy", alias_id=self.id, recipient=self.alias_full_name or ""
            )
        return super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )
