# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.message.addresses import every_sender_of, normalize


class MailInboundLoop(models.AbstractModel):
    """The loop protection: how many records one sender may make in a while."""

    _name = "mail.inbound.loop"
    _description = "Loop Protection of Inbound Mail"

    @api.model
    def _is_reached(self, attempt, sender, alias):
        """Whether the sender made as many records through the alias as it may.

        Only records that mail made count, by exact address, in an index of our own:
        the size of the target table does not matter.
        """
        settings = attempt.settings
        threshold, minutes = settings.loop_threshold, settings.loop_minutes
        if alias and alias.inbound_has_loop_limit:
            threshold = alias.inbound_loop_threshold
            minutes = alias.inbound_loop_minutes or minutes
        if not sender or not threshold:
            attempt.note("loop", "off")
            return False
        count = self.env["mail.inbound.delivery"]._count_new_records(
            sender, alias, minutes, attempt.inbound_id
        )
        facts = {
            "sender": sender,
            "count": count,
            "threshold": threshold,
            "minutes": minutes,
        }
        if count < threshold:
            attempt.note("loop", "below", **facts)
            return False
        if self._is_allowed(sender):
            attempt.note("loop", "allowed", **facts)
            return False
        attempt.note("loop", "loop_sender", **facts)
        return True

    @api.model
    def _is_allowed(self, sender):
        """Whether the sender or its whole domain is on the allowed list."""
        address = normalize(sender)
        return bool(
            self.env["mail.gateway.allowed"]
            .sudo()
            .search_count(
                [("email_normalized", "in", [address, every_sender_of(address)])],
                limit=1,
            )
        )
