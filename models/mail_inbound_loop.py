# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.mail import email_normalize

from ..tools.message.addresses import every_sender_of, normalize
from ..tools.route import Route


class MailInboundLoop(models.AbstractModel):
    """The loop protection: how many records one sender may make in a while."""

    _name = "mail.inbound.loop"
    _description = "Loop Protection of Inbound Mail"

    @api.model
    def _protect(self, attempt, thread, message_dict, routes):
        """Block the routes that would make one record too many.

        Replies are never refused (specification, "Infinite email loops"), nor is what
        an operator decided.
        """
        if attempt.forced_route:
            return
        sender = email_normalize(message_dict["email_from"]) or ""
        for route in map(Route._make, routes or ()):
            if route.thread_id or not self._is_reached(attempt, sender, route):
                continue
            attempt.blocked.append(route)
            attempt.deliver(
                "loop_sender",
                sender_normalized=sender,
                alias_id=route.alias_id,
                recipient=route.address,
            )
        if attempt.blocked:
            self.env["mail.inbound.notice"]._return(
                attempt,
                thread,
                message_dict,
                "mail.message_notification_limit_email",
                text="loop_notice",
            )

    @api.model
    def _is_reached(self, attempt, sender, route):
        """Whether the sender made as many records by such a route as it may.

        Only records that mail made count, by exact address, in an index of our own:
        the size of the target table does not matter. A module that counts in another
        way is asked instead.
        """
        alias = route.alias
        settings = attempt.settings
        threshold, minutes = settings.loop_threshold, settings.loop_minutes
        if alias and alias.inbound_has_loop_limit:
            threshold = alias.inbound_loop_threshold
            minutes = alias.inbound_loop_minutes or minutes
        if not sender or not threshold:
            attempt.note("loop", "off")
            return False
        count = self._count_of_neighbours(sender, route.model, minutes)
        if count is None:
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
    def _count_of_neighbours(self, sender, model_name, minutes):
        """Return how many records a module counts that has an opinion of its own.

        :return: None where no module has one.
        """
        model = self.env.get(model_name)
        neighbours = self.env["mail.inbound.neighbours"]
        if model is None or not neighbours._is_theirs(
            model, "_detect_loop_sender_domain"
        ):
            return None
        domain = model._detect_loop_sender_domain(sender)
        if not domain:
            return 0
        since = self.env.cr.now() - timedelta(minutes=minutes)
        is_recent = Domain("create_date", ">=", since)
        return model.sudo().search_count(is_recent & Domain(domain))

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
