# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.message.sameness import content_digest
from ..tools.signature import has_own_tag


class MailInboundRouterKnown(models.AbstractModel):
    """The rules about messages that refer to what was there before."""

    _name = "mail.inbound.router.known"
    _description = "Routing of What Is Known"

    @api.model
    def _rule_own_bounce(self, case):
        """A reply to one of our notices carries the tag of the notice.

        Only a tag that this database signed is one of ours: that of another Odoo comes
        with its notice about a message of ours.
        """
        references = (case.message_dict["references"], case.message_dict["in_reply_to"])
        digest = self.env["mail.inbound.notice"]._digest
        with case.attempt.answering(has_own_tag(" ".join(references), digest)):
            is_own = case.thread._detect_loop_headers(case.message_dict)
        return case.end("own_bounce", "loop_own_bounce") if is_own else None

    @api.model
    def _rule_known_message(self, case):
        """A message that is in a chatter already did not come in again by accident.

        Where the inbox brought it there, its other recipients still count. A message
        with the same id and other content is another one: devices write the same id
        each time, and whoever uses an id first must not make the real message vanish.
        """
        message_id = case.message_dict["message_id"]
        if not self._is_known(message_id):
            case.note("known_message", "new", message_id=message_id)
            return None
        if case.attempt.is_simulation:  # where it would go is what is asked
            case.note("known_message", "ignored", message_id=message_id)
            return None
        inbox_sudo = self.env["mail.inbound.message"].sudo()
        known_sudo = inbox_sudo.search([("message_id", "=", message_id)])
        others_sudo = known_sudo.filtered(lambda it: it.id != case.attempt.inbound_id)
        digest = content_digest(case.message) if others_sudo else ""
        same_sudo = others_sudo.filtered(
            lambda it: it._content_digest() in (digest, "")
        )
        if others_sudo and not same_sudo:
            case.note("known_message", "other_content", message_id=message_id)
        own_sudo = known_sudo - others_sudo
        case.delivered = (same_sudo | own_sudo).delivery_ids._destinations()
        if not case.delivered and (same_sudo or not others_sudo):
            return case.end("known_message", "duplicate", message_id=message_id)
        if case.delivered:
            case.note("known_message", "again", message_id=message_id)
        return None

    @api.model
    def _is_known(self, message_id):
        """Whether a chatter has a message of this id."""
        messages_sudo = self.env["mail.message"].sudo()
        is_it = [("message_id", "=", message_id)]
        return bool(messages_sudo.search_count(is_it, limit=1))

    @api.model
    def _rule_report(self, case):
        """A report is recorded on the message that it is about."""
        report = self.env["mail.inbound.report"]
        if not case.message_dict.get("is_bounce"):
            if report._is_surely_foreign(case.attempt):
                return case.end("report", "foreign_report")
            case.do(case.thread._routing_reset_bounce, case.message, case.message_dict)
            return None
        return report._record(case)
