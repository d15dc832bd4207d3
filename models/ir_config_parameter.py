# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.settings import expectation_of


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.constrains("key", "value")
    def _check_mail_inbound(self):
        """Refuse a value that could not be used, however it is written."""
        for parameter in self:
            expectation = expectation_of(parameter.key, parameter.value)
            if expectation:
                raise ValidationError(
                    self.env._(
                        "%(key)s: %(expectation)s",
                        key=parameter.key,
                        expectation=expectation,
                    )
                )
