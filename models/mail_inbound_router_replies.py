# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools.mail import email_normalize

from ..tools.errors import UnprovenReply
from ..tools.message.recipients import ENVELOPE


class MailInboundRouterReplies(models.AbstractModel):
    """The rules that find the conversation which a message belongs to."""

    _name = "mail.inbound.router.replies"
    _description = "Routing of Replies"

    @api.model
    def _rule_reply(self, case):
        """A message that refers to one of a thread goes there.

        One that was sent on to an alias of another model is no reply.
        """
        parent = case.find_parent()
        if not parent.model or not parent.res_id:
            return None
        if forwarded := self._forwarded(case, parent.model):
            case.note("reply", "forward", aliases=forwarded.mapped("alias_full_name"))
            case.only_aliases = forwarded
            return None
        return self._reply_route(case, "reply", parent.model, parent.res_id)

    @api.model
    def _forwarded(self, case, model):
        """Return the aliases of other models that a reply was sent on to."""
        model_id = self.env["ir.model"]._get_id(model)
        return case.aliases_of("Delivered-To", "To", ENVELOPE).filtered(
            lambda alias: alias.alias_model_id.id != model_id
        )

    @api.model
    def _reply_route(self, case, rule, model, res_id):
        """Return the route to an existing record, None where it cannot be taken."""
        model_id = self.env["ir.model"]._get_id(model)
        alias = case.aliases.filtered(lambda it: it.alias_model_id.id == model_id)[:1]
        user = case.thread._mail_find_user_for_gateway(
            case.message_dict["email_from"], alias=alias
        )
        route = case.thread._routing_check_route(
            case.message,
            case.message_dict,
            (model, res_id, case.custom_values, user.id or self.env.uid, alias),
            raise_exception=False,
        )
        if route:
            case.is_reply = bool(route[1])
            case.note(rule, "reply", model=model, res_id=res_id)
            return [route]
        if route is False:
            case.note(rule, "alias_policy", model=model, res_id=res_id)
            return []
        return None

    @api.model
    def _rule_original_message(self, case):
        """A reply whose original is gone names the record in the Message-Id.

        Anybody can write such an id: only who takes part in the thread is believed.

        :raises UnprovenReply: the sender does not, and wrote to no one else.
        """
        model, res_id = case.named_record(self.env)
        if not res_id or self._forwarded(case, model):
            return None
        record = case.thread.env[model].sudo().browse(res_id)
        if self._takes_part(case, record):
            return self._reply_route(case, "original_message", model, res_id)
        case.note("original_message", "reply_unproven", model=model, res_id=res_id)
        if case.aliases or case.fallback_model:
            return None
        raise UnprovenReply

    @api.model
    def _takes_part(self, case, record):
        """Whether the sender follows a record, or wrote or got one of its messages."""
        partners = case.thread._partner_find_from_emails_single(
            [case.message_dict["email_from"]], no_create=True
        )
        if partners & record.message_partner_ids:
            return True
        messages_sudo = self.env["mail.message"].sudo()
        of_record = [("model", "=", record._name), ("res_id", "=", record.id)]
        of_partners = [
            "|",
            ("author_id", "in", partners.ids),
            ("notified_partner_ids", "in", partners.ids),
        ]
        if partners and messages_sudo.search_count(of_record + of_partners, limit=1):
            return True
        authors = messages_sudo._read_group(of_record, ["email_from"])
        return bool(case.sender) and case.sender in (
            email_normalize(text) for (text,) in authors if text
        )
