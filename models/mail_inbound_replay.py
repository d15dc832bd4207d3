# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError

REPLAY_LIMIT = 100


class MailInboundReplay(models.AbstractModel):
    """Asks what today's settings would make of messages that came in before."""

    _name = "mail.inbound.replay"
    _description = "Replay of Inbound Messages"

    def action_replay(self):
        """Route the messages again, without any effect, and show what differs.

        :raises UserError: there are too many, or the content of one is gone.
        """
        self.check_access("read")
        if len(self) > REPLAY_LIMIT:
            raise UserError(
                self.env._("Replay %s messages at most at once.", REPLAY_LIMIT)
            )
        simulations = self.env["mail.inbound.simulation"].create(
            [{"inbound_id": inbound.id, "channel": inbound.channel} for inbound in self]
        )
        for simulation in simulations:
            simulation.action_simulate()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Replay"),
            "res_model": simulations._name,
        }
        if len(simulations) == 1:
            return {**action, "res_id": simulations.id, "views": [(False, "form")]}
        return {
            **action,
            "domain": [("id", "in", simulations.ids)],
            "views": [(False, "list"), (False, "form")],
        }
