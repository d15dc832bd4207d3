# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["mail.alias.domain"]._inbound_clear_domains()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "alias_domain_id" in vals:
            self.env["mail.alias.domain"]._inbound_clear_domains()
        return result
