# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models

from ..tools.operations import OPERATOR

NOTIFY_GROUP = "mail_inbound.notify_group_id"
"""The parameter that names whom to tell."""

BATCH = 10_000


class MailInboundHeldNotice(models.AbstractModel):
    """Tells a chosen group of messages that are held, of all new ones at once.

    What was told of is marked in the same transaction: nothing is told twice, and
    nothing is left out that another transaction commits late.
    """

    _name = "mail.inbound.held.notice"
    _description = "Notice of Held Inbound Messages"

    @api.model
    def _cron_notify(self):
        """Tell of the messages that are held since the last time."""
        users = self._users()
        if not users:
            return
        held = self.env["mail.inbound.message"].search(
            [("state", "=", "held"), ("is_noticed", "!=", True)], limit=BATCH
        )
        held = held.try_lock_for_update(allow_referencing=True)
        for count, recipients in self._recipients(held, users).items():
            self._notify(recipients, count)
        held.write({"is_noticed": True})

    @api.model
    def _users(self):
        """Return the users who want to know, and who may look."""
        group_id = self.env["ir.config_parameter"].sudo().get_param(NOTIFY_GROUP)
        group_sudo = self.env["res.groups"].sudo().browse(int(group_id or 0)).exists()
        return group_sudo.all_user_ids.filtered(
            lambda user: user.active and user.has_group(OPERATOR)
        )

    @api.model
    def _recipients(self, held, users):
        """Return the users by the number of messages that they can see.

        :return: dict of number to users; nobody is told of nothing.
        """
        counts = dict(
            held._read_group([("id", "in", held.ids)], ["company_id"], ["__count"])
        )
        recipients = defaultdict(self.env["res.users"].browse)
        for user in users:
            count = sum(
                number
                for company, number in counts.items()
                if not company or company in user.company_ids
            )
            if count:
                recipients[count] |= user
        return recipients

    @api.model
    def _notify(self, users, count):
        """Tell users how many messages are held, by inbox or e-mail as they like."""
        for lang, recipients in users.grouped("lang").items():
            translated = self.with_context(lang=lang)
            body = translated.env["ir.qweb"]._render(
                "mail_inbound.held_notice", {"count": count}
            )
            translated.env["mail.thread"].message_notify(
                partner_ids=recipients.partner_id.ids,
                subject=translated.env._("Held inbound messages: %s", count),
                body=body,
            )
