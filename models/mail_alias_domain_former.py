# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

KINDS = {"name": "domain", "catchall_alias": "catchall", "bounce_alias": "bounce"}
"""Fields of an alias domain whose former values keep working, and what they are."""


class MailAliasDomainFormer(models.Model):
    """A name or local part that an alias domain had, and that still works."""

    _name = "mail.alias.domain.former"
    _description = "Former Address of an Email Domain"
    _order = "create_date DESC, id DESC"
    _rec_name = "address"

    alias_domain_id = fields.Many2one(
        "mail.alias.domain", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("domain", "Domain"), ("catchall", "Catchall"), ("bounce", "Bounce")],
        required=True,
        readonly=True,
    )
    address = fields.Char(required=True, readonly=True)
    create_date = fields.Datetime("Replaced On", readonly=True)

    _address_uniq = models.UniqueIndex("(alias_domain_id, kind, address)")

    @api.model
    def _remember(self, before):
        """Add the values that were replaced, and forget those that are back in use.

        :param before: pairs of an alias domain and its former values by field.
        """
        for domain, values in before:
            for name, value in values.items():
                known = domain.former_ids.filtered(
                    lambda it, k=KINDS[name]: it.kind == k
                )
                back = known.filtered(lambda it, now=domain[name]: it.address == now)
                known -= back
                back.unlink()
                if (
                    value
                    and value != domain[name]
                    and value not in known.mapped("address")
                ):
                    self.create(
                        {
                            "alias_domain_id": domain.id,
                            "kind": KINDS[name],
                            "address": value,
                        }
                    )

    def unlink(self):
        result = super().unlink()
        self.env["mail.alias.domain"]._inbound_clear_domains()
        return result
