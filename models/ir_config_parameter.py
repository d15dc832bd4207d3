# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools import parameters
from ..tools.errors import text_of
from ..tools.settings import PARSERS


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        """Check and normalize what decides about incoming mail."""
        return super().create(
            [self._inbound_normalized(vals.get("key"), vals) for vals in vals_list]
        )

    def write(self, vals):
        """Check and normalize what decides about incoming mail."""
        if "key" in vals:  # keys are unique: it is one parameter that gets this one
            vals = {"value": self[:1].value, **vals}
        for key in {vals["key"]} if "key" in vals else set(self.mapped("key")):
            vals = self._inbound_normalized(key, vals)
        return super().write(vals)

    @api.model
    def _inbound_normalized(self, key, vals):
        """Return the values with the one of a parameter of ours normalized.

        :raises ValidationError: the value cannot be used.
        """
        if key not in PARSERS or not vals.get("value"):
            return vals
        _name, parse = PARSERS[key]
        try:
            value = parse(str(vals["value"]))
        except parameters.BadParameter as error:
            raise ValidationError(
                self.env._(
                    "%(value)s cannot be used for %(key)s. %(expected)s",
                    value=vals["value"],
                    key=key,
                    expected=text_of(self.env, error),
                )
            ) from error
        return {**vals, "value": parameters.normalized(value)}
