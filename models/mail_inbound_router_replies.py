# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import re

from odoo import api, models
from odoo.tools.mail import decode_message_header, email_normalize, unfold_references

from ..tools.errors import UnprovenReply
from ..tools.message.identity import MAX_REFERENCES
from ..tools.message.recipients import ENVELOPE
from ..tools.route import Route

OWN_MESSAGE_ID = re.compile(
    r"<\d+\.\d+\.\d+-openerp-(?P<res_id>\d+)-(?P<model>[\w.]+)@"
)
"""How Odoo writes the record into the Message-Id of what it sends."""

NOT_IN_THREAD = "reply_to"
"""How Odoo marks the Message-Id of what shall not be answered in its thread."""


class MailInboundRouterReplies(models.AbstractModel):
    """The rules that find the conversation which a message belongs to."""

    _name = "mail.inbound.router.replies"
    _description = "Routing of Replies"

    @api.model
    def _rule_reply(self, case):
        """A message that refers to one of a thread goes there.

        One that was sent on to an alias of another model is no reply.
        """
        parent = self._find_parent(case)
        if not parent.model or not parent.res_id:
            return None
        if forwarded := self._forwarded(case, parent.model):
            case.note("reply", "forward", aliases=forwarded.mapped("alias_full_name"))
            case.only_aliases = forwarded
            return None
        return self._reply_route(case, "reply", parent.model, parent.res_id)

    @api.model
    def _find_parent(self, case):
        """Return the message of a thread that this one replies to.

        Odoo marks what shall not be answered in its thread with ``reply_to``.
        """
        messages_sudo = self.env["mail.message"].sudo()
        parent_sudo = messages_sudo.browse(case.message_dict.get("parent_id"))
        if not parent_sudo or NOT_IN_THREAD not in (parent_sudo.message_id or ""):
            return parent_sudo
        text = case.message_dict["references"] or case.message_dict["in_reply_to"]
        references = [
            reference.strip()
            for reference in unfold_references(text)
            if NOT_IN_THREAD not in reference
        ]
        return messages_sudo.search(
            [("message_id", "in", references[-MAX_REFERENCES:])],
            limit=1,
            order="id desc",
        )

    @api.model
    def _forwarded(self, case, model):
        """Return the aliases of other models that a reply was sent on to."""
        model_id = self.env["ir.model"]._get_id(model)
        return self._aliases_of(case, "Delivered-To", "To", ENVELOPE).filtered(
            lambda alias: alias.alias_model_id.id != model_id
        )

    @api.model
    def _reply_route(self, case, rule, model, res_id):
        """Return the route to an existing record, None where it cannot be taken."""
        model_id = self.env["ir.model"]._get_id(model)
        aliases = self._aliases_of(case)
        alias = aliases.filtered(lambda it: it.alias_model_id.id == model_id)[:1]
        user = case.thread._mail_find_user_for_gateway(
            case.message_dict["email_from"], alias=alias
        )
        route = case.thread._routing_check_route(
            case.message,
            case.message_dict,
            Route(model, res_id, case.custom_values, user.id or self.env.uid, alias),
            raise_exception=False,
        )
        if route:
            case.is_reply = bool(Route(*route).thread_id)
            case.note(rule, "reply", model=model, res_id=res_id)
            return [route]
        if route is False:
            self._note_refused(case, rule, alias, model, res_id)
            return []
        return None

    @api.model
    def _rule_original_message(self, case):
        """A reply whose original is gone names the record in the Message-Id.

        Anybody can write such an id: only who takes part in the thread is believed.

        :raises UnprovenReply: the sender does not, and wrote to no one else.
        """
        model, res_id = self._named_record(case)
        if not res_id or self._forwarded(case, model):
            return None
        record = case.thread.env[model].sudo().browse(res_id)
        if self._takes_part(case, record):
            return self._reply_route(case, "original_message", model, res_id)
        case.note("original_message", "reply_unproven", model=model, res_id=res_id)
        if self._aliases_of(case) or case.fallback_model:
            return None
        raise UnprovenReply

    @api.model
    def _note_refused(self, case, rule, alias, model, res_id):
        """Note that an alias does not take a reply, or that another module decided."""
        case.note(rule, "alias_policy", model=model, res_id=res_id)
        if not case.attempt.is_refused_by(alias.id):
            self.env["mail.inbound.neighbours"]._decided(
                case.attempt, case.thread, "_routing_check_route", False
            )

    @api.model
    def _named_record(self, case):
        """Return model and id of the record that an id of ours names, if it exists."""
        for reference in self._references(case.message):
            if found := OWN_MESSAGE_ID.search(reference):
                model, res_id = found["model"], int(found["res_id"])
                is_thread = model in self.env and hasattr(
                    self.env[model], "message_update"
                )
                if is_thread and self.env[model].sudo().browse(res_id).exists():
                    return model, res_id
        return "", 0

    @api.model
    def _references(self, message):
        """Return the Message-Ids that a message refers to, the nearest first."""
        text = " ".join(
            decode_message_header(message, header)
            for header in ("References", "In-Reply-To", "X-Odoo-Message-Id")
        )
        return reversed(unfold_references(text))

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
