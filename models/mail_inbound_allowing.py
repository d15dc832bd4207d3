# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError

from ..tools.message.addresses import every_sender_of, normalize, split

BLOCKED = [("reason", "=", "loop_sender"), ("state", "in", ("returned", "discarded"))]
"""Messages that the loop protection kept from making a record."""


class MailInboundAllowing(models.AbstractModel):
    """Lets a sender through whom the loop protection blocked by mistake."""

    _name = "mail.inbound.allowing"
    _description = "Blocked Senders of Inbound Messages"

    def action_allow_sender(self):
        """Allow the sender, and deliver what was blocked of it.

        :return: an action that tells what came of it.
        :raises UserError: the message was not blocked.
        """
        sender = self._blocked_sender()
        return self._allow(
            normalize(sender), [("delivery_ids.sender_normalized", "=", sender)]
        )

    def action_allow_domain(self):
        """Allow everybody at the sender's domain, and deliver what was blocked.

        :return: an action that tells what came of it.
        :raises UserError: the message was not blocked.
        """
        sender = self._blocked_sender()
        senders = f"%@{split(sender)[1]}"
        return self._allow(
            every_sender_of(normalize(sender)),
            [("delivery_ids.sender_normalized", "=like", senders)],
        )

    def _blocked_sender(self):
        """Return the sender whom the loop protection counted.

        :raises UserError: the message was not blocked.
        """
        self.ensure_one()
        self._check_operator()
        is_blocked = [("reason", "=", "loop_sender")]
        delivery = self.delivery_ids.filtered_domain(is_blocked)[:1]
        if not (self.filtered_domain(BLOCKED) and delivery.sender_normalized):
            raise UserError(
                self.env._("The loop protection did not block this message.")
            )
        return delivery.sender_normalized

    def _allow(self, pattern, from_them):
        """Commit who is allowed, then try again what was blocked of them.

        :param str pattern: what is put on the list.
        :param from_them: domain of the messages of those senders.
        """
        with self.env.registry.cursor() as cr:
            inbound_sudo = self.with_env(self.env(cr=cr, su=True))
            inbound_sudo._lock_for_operator()
            inbound_sudo._add_allowed(pattern)
        blocked = self.search([*BLOCKED, *from_them], order="id")
        if len(blocked) == 1:
            return blocked.action_retry()
        return blocked._batch_action("retry")

    def _add_allowed(self, pattern):
        """Put an address or a whole domain on the allowed list, once."""
        allowed_senders = self.env["mail.gateway.allowed"]
        if not allowed_senders.search_count([("email_normalized", "=", pattern)]):
            allowed_senders.create({"email": pattern})
        self._log("allow", sender=pattern)
