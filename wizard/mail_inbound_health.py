# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .mail_inbound_health_checks import LEVELS


class MailInboundHealth(models.TransientModel):
    """A finding about the settings or the state of incoming mail.

    The page is made anew whenever somebody opens it. A module adds a check by
    extending :meth:`_checks` and writing the method that it names.
    """

    _name = "mail.inbound.health"
    _description = "Health of Inbound Mail"
    _inherit = [
        "mail.inbound.health.checks",
        "mail.inbound.health.schedules",
        "mail.inbound.health.servers",
    ]
    _order = "sequence, id"
    _rec_name = "title"

    sequence = fields.Integer(readonly=True)
    level = fields.Selection(LEVELS, required=True, readonly=True)
    title = fields.Char("Check", required=True, readonly=True)
    sentence = fields.Text("Finding", required=True, readonly=True)
    action = fields.Char(readonly=True)
    domain = fields.Json(readonly=True)

    def action_open(self):
        """Check everything now, and show the findings, the worst first."""
        self.browse().check_access("create")
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        ranks = [level for level, _label in LEVELS]
        self.create(
            [
                {"sequence": ranks.index(finding.level), **finding._asdict()}
                for finding in self._findings()
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inbound Health"),
            "res_model": self._name,
            "domain": [("create_uid", "=", self.env.uid)],
            "views": [(False, "list")],
            "target": "main",
        }

    def action_fix(self):
        """Open the screen where the finding is put right, if anything is wrong."""
        self.ensure_one()
        if not self.action:
            return False
        action = self.env["ir.actions.actions"]._for_xml_id(self.action)
        if self.domain:
            action.update(domain=self.domain, context={})
        return action

    @api.model
    def _findings(self):
        """Run every check.

        :return: list of findings, in the order of the checks.
        """
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can do this."))
        checks = self.sudo()
        return [
            finding for check in self._checks() for finding in getattr(checks, check)()
        ]
