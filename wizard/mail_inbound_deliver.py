# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class MailInboundDeliver(models.TransientModel):
    """Where an operator wants messages to go, whatever the rules say."""

    _name = "mail.inbound.deliver"
    _description = "Deliver Inbound Messages To"

    inbound_ids = fields.Many2many("mail.inbound.message", string="Messages")
    destination = fields.Selection(
        [
            ("alias", "An alias"),
            ("model", "A new record"),
            ("record", "An existing record"),
        ],
        required=True,
        default="alias",
    )
    alias_id = fields.Many2one("mail.alias", domain=[("alias_name", "!=", False)])
    model = fields.Selection(selection="_selection_model", string="Kind of Record")
    record_ref = fields.Reference(selection="_selection_model", string="Record")

    @api.model
    def _selection_model(self):
        """Return the models that take messages and that the user may write to."""
        models_sudo = (
            self.env["ir.model"]
            .sudo()
            .search([("is_mail_thread", "=", True), ("transient", "=", False)])
        )
        return [
            (model.model, model.name)
            for model in models_sudo.sorted("name")
            if model.model in self.env
            and not self.env[model.model]._abstract
            and self.env[model.model].has_access("write")
        ]

    def action_confirm(self):
        """Deliver: one message at once, a selection bit by bit with a progress bar."""
        self.ensure_one()
        self._target()
        inbounds = self.inbound_ids
        if len(inbounds) == 1:
            return inbounds._notification(inbounds.operate("deliver", self.id))
        return inbounds._batch_action("deliver", self.id)

    def _target(self):
        """Return where to deliver, after checking that the user may.

        An alias takes what anybody writes to it; for the others the user needs the
        right to create or change such a record himself.

        :return: dict of ``route``, see :attr:`Attempt.forced_route`, and its ``name``.
        :raises AccessError: he may not.
        :raises UserError: nothing was chosen.
        """
        self.ensure_one()
        chosen = {
            "alias": self.alias_id,
            "model": self.model,
            "record": self.record_ref,
        }[self.destination]
        if not chosen:
            raise UserError(self.env._("Choose where to deliver to."))
        if self.destination == "model":
            self.env[chosen].check_access("create")
            name = dict(self._selection_model())[chosen]
            route = {"model": chosen, "res_id": 0}
        elif self.destination == "alias":
            chosen.check_access("read")
            name = chosen.display_name
            route = {"alias_id": chosen.id}
        else:
            chosen.check_access("write")
            name = chosen.display_name
            route = {"model": chosen._name, "res_id": chosen.id}
        return {"route": {**route, "name": name}, "name": name}
