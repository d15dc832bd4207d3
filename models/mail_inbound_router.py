# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import ast

from odoo import api, models
from odoo.tools.mail import email_normalize

from ..tools.errors import TargetGone, UnprovenReply
from ..tools.recipients import ENVELOPE

RULES = (
    # an operator has the last word, and so the first
    "_rule_operator",
    # an answer to a notice of ours must never be answered: it comes first
    "_rule_own_bounce",
    # the same message again, before anything is looked up for it
    "_rule_known_message",
    # a report is about another message; its headers must not be taken for a reply
    "_rule_report",
    # who is meant, and so which company speaks from here on
    "_rule_recipients",
    # who is a robot is never answered from here on
    "_rule_automatic",
    # the Message-Id of a thread is the best proof there is
    "_rule_reply",
    # an id of ours that names the record is a weaker one: its sender must prove it
    "_rule_original_message",
    # a person wrote to an address that only machines should use
    "_rule_special_address",
    "_rule_alias",
    # where a mailbox or a caller says so
    "_rule_fallback_model",
    "_rule_catchall",
    "_rule_fallback_alias",
    # other modules may know more
    "_rule_other_modules",
)


class MailInboundRouter(models.AbstractModel):
    """Decides where a message goes; the effects of the decision come later.

    Each rule looks at the case and returns the routes, none at all where the message
    ends here, or nothing where the next rule is to decide.
    """

    _name = "mail.inbound.router"
    _description = "Routing of Inbound Messages"

    @api.model
    def _route(self, case):
        """Return the routes of a message, as ``message_route`` does.

        :param Case case: the message and what is known about it.
        :raises ValueError: no rule found a route.
        """
        routes = []
        for rule in RULES:
            decided = getattr(self, rule)(case)
            if decided is not None:
                routes = decided
                break
        routes = self._without_delivered(case, routes)
        self._refuse_unknown(case, routes)
        return routes

    @api.model
    def _rule_operator(self, case):
        """An operator chose where the message goes: nothing else has a say then.

        :raises TargetGone: what was chosen is no longer there.
        """
        target = case.attempt.forced_route
        if not target:
            return None
        # what the message replies to is not where it goes now
        case.message_dict.pop("parent_id", None)
        case.note("operator", "chosen", **target)
        alias = self.env["mail.alias"].browse(target.get("alias_id")).exists()
        model, res_id, values = target.get("model"), target.get("res_id"), {}
        if alias:
            model = alias.sudo().alias_model_id.model
            res_id = alias.alias_force_thread_id
            values = ast.literal_eval(alias.alias_defaults)
        if model not in self.env:
            raise TargetGone
        if res_id and not self.env[model].browse(res_id).exists():
            raise TargetGone
        user = case.thread._mail_find_user_for_gateway(
            case.message_dict["email_from"], alias=alias
        )
        return [(model, res_id, values, user.id or self.env.uid, alias)]

    # ------------------------------------------------------------
    # Messages that end here
    # ------------------------------------------------------------

    @api.model
    def _rule_own_bounce(self, case):
        """A reply to one of our notices carries the tag of the notice."""
        if not case.thread._detect_loop_headers(case.message_dict):
            return None
        return case.end("own_bounce", "loop_own_bounce")

    @api.model
    def _rule_known_message(self, case):
        """A message that is in a chatter already did not come in again by accident.

        Where the inbox brought it there, its other recipients still count.
        """
        message_id = case.message_dict["message_id"]
        known = (
            case.thread.env["mail.message"]
            .sudo()
            .search_count([("message_id", "=", message_id)], limit=1)
        )
        if not known:
            case.note("known_message", "new", message_id=message_id)
            return None
        if case.attempt.is_simulation:  # where it would go is what is asked
            case.note("known_message", "ignored", message_id=message_id)
            return None
        case.delivered = self.env["mail.inbound.delivery"]._destinations(message_id)
        if not case.delivered:
            return case.end("known_message", "duplicate", message_id=message_id)
        case.note("known_message", "again", message_id=message_id)
        return None

    @api.model
    def _rule_report(self, case):
        """A report is recorded on the message that it is about."""
        if not case.message_dict.get("is_bounce"):
            case.do(case.thread._routing_reset_bounce, case.message, case.message_dict)
            return None
        return self.env["mail.inbound.report"]._record(case)

    # ------------------------------------------------------------
    # Whom it is for
    # ------------------------------------------------------------

    @api.model
    def _rule_recipients(self, case):
        """Match every address that the message may be for; decide nothing yet."""
        case.matches = self.env["mail.alias"]._inbound_match(
            case.attempt, [candidate.address for candidate in case.candidates]
        )
        for candidate in case.candidates:
            case.note(
                "recipients",
                self._recipient_verdict(case, candidate.address),
                address=candidate.address,
                source=candidate.source,
                aliases=case.matches[candidate.address].mapped("alias_full_name"),
            )
        self._speak_for_company(case)
        return None

    @api.model
    def _recipient_verdict(self, case, address):
        """Return in a word what an address is to us."""
        if case.matches[address]:
            return "alias"
        if case.domains.is_catchall(address):
            return "catchall"
        if case.domains.is_bounce(address):
            return "bounce"
        if case.domains.of(address):
            return "unknown"
        return "foreign"

    @api.model
    def _speak_for_company(self, case):
        """Go on in the company of the first recipient's alias domain."""
        company = case.thread.env.company
        for candidate in case.candidates:
            domain = case.domains.of(candidate.address)
            if domain and domain.company_ids:
                if company.id not in domain.company_ids:
                    company = company.browse(domain.company_ids[0])
                case.attempt.company_id = company.id
                break
        case.thread = case.thread.with_company(company)

    @api.model
    def _rule_automatic(self, case):
        """Automatic mail follows the policy of each alias; decide nothing yet.

        Mailing lists are no automatic replies (RFC 3834, section 2).
        """
        if automatic := case.attempt.automatic:
            case.note(
                "automatic",
                automatic.kind,
                header=automatic.header,
                value=automatic.value,
            )
        return None

    # ------------------------------------------------------------
    # Replies
    # ------------------------------------------------------------

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

    # ------------------------------------------------------------
    # New records
    # ------------------------------------------------------------

    @api.model
    def _rule_alias(self, case):
        """Every alias that is meant gets the message, each for itself."""
        case.message_dict.pop("parent_id", None)
        aliases = case.only_aliases or case.aliases
        return self._alias_routes(case, "alias", aliases) if aliases else None

    @api.model
    def _alias_routes(self, case, rule, aliases):
        """Return a route for each alias; an error in one leaves the others alone."""
        routes, errors = [], []
        for alias in aliases.with_env(case.thread.env):
            if reason := alias._inbound_stops_automatic(case.attempt):
                case.end(
                    rule, reason, recipient=alias.alias_full_name, alias_id=alias.id
                )
                continue
            try:
                route = self._alias_route(case, alias)
            except ValueError as error:
                errors.append(error)
                case.attempt.fail(
                    error, alias_id=alias.id, recipient=alias.alias_full_name or ""
                )
                continue
            verdict = "route" if route else "alias_policy"
            case.note(rule, verdict, alias=alias.alias_full_name)
            if route:
                routes.append(route)
        if errors and not routes:
            raise errors[0]
        return routes

    @api.model
    def _alias_route(self, case, alias):
        """Return the checked route of an alias, False where its policy refuses."""
        user = case.thread._mail_find_user_for_gateway(
            case.message_dict["email_from"], alias=alias
        )
        model = alias.sudo().alias_model_id.model
        route = (
            model,
            alias.alias_force_thread_id,
            ast.literal_eval(alias.alias_defaults),
            user.id or self.env.uid,
            alias,
        )
        checker = case.thread
        if model in self.env and hasattr(self.env[model], "_routing_check_route"):
            checker = case.thread.env[model]
        return checker._routing_check_route(
            case.message, case.message_dict, route, raise_exception=True
        )

    @api.model
    def _rule_fallback_model(self, case):
        """The mailbox or the caller names a model for what nothing else takes."""
        if not case.fallback_model:
            return None
        case.message_dict.pop("parent_id", None)
        user = case.thread._mail_find_user_for_gateway(case.message_dict["email_from"])
        route = case.thread._routing_check_route(
            case.message,
            case.message_dict,
            (
                case.fallback_model,
                case.thread_id,
                case.custom_values,
                user.id or self.env.uid,
                None,
            ),
            raise_exception=True,
        )
        if not route:
            return None
        case.note("fallback_model", "route", model=case.fallback_model)
        return [route]

    @api.model
    def _rule_fallback_alias(self, case):
        """An alias domain may have an alias for what nothing else takes."""
        for candidate in case.candidates:
            domain = case.domains.of(candidate.address)
            alias = self.env["mail.alias"].browse(
                domain.fallback_alias_id if domain else 0
            )
            if alias.exists():
                return self._alias_routes(case, "fallback_alias", alias)
        return None

    @api.model
    def _rule_other_modules(self, case):
        """Ask the modules beside this one, then Odoo, which says that it knows none."""
        return case.ask_others()

    # ------------------------------------------------------------
    # Catchall and bounce addresses
    # ------------------------------------------------------------

    @api.model
    def _rule_special_address(self, case):
        """Mail to nothing but the catchall, or to the bounce address, and no reply.

        A provider that asks to confirm a redirection is kept for an operator, with
        its link; what a person writes to the bounce address too.
        """
        addresses = case.addresses_of(ENVELOPE) or case.addresses_of(
            "Delivered-To", "To"
        )
        to_catchall = [it for it in addresses if case.is_catchall(it)]
        written_to = case.addresses_of(ENVELOPE) or case.addresses_of()
        to_bounce = [it for it in written_to if case.is_bounce(it)]
        if case.is_validation and (to_catchall or to_bounce):
            return case.end("special_address", "provider_validation")
        if to_bounce:
            end = case.end("special_address", "bounce_address", recipient=to_bounce[0])
            # where the mail server tells them apart, each recipient gets its own
            return None if case.aliases and case.addresses_of(ENVELOPE) else end
        if addresses and len(to_catchall) == len(addresses):
            return self._direct_to_catchall(case, to_catchall[0])
        return None

    @api.model
    def _rule_catchall(self, case):
        """Mail to the catchall among addresses that nobody takes."""
        for address in case.addresses_of():
            if case.is_catchall(address):
                return self._direct_to_catchall(case, address)
        return None

    @api.model
    def _direct_to_catchall(self, case, address):
        """Do what the alias domain says with mail written to its catchall."""
        domain = case.domains.of(address)
        if domain.catchall_policy == "hold":
            return case.end(
                "catchall", "catchall_direct", state="held", recipient=address
            )
        alias = self.env["mail.alias"].browse(domain.catchall_alias_id)
        if domain.catchall_policy == "alias" and alias.exists():
            return self._alias_routes(case, "catchall", alias)
        case.end("catchall", "catchall_direct", recipient=address)
        case.thread._inbound_return(
            case.message,
            case.message_dict,
            "mail.mail_bounce_catchall",
            text="catchall_notice",
            reply_to=case.thread.env.company.email,
        )
        return []

    # ------------------------------------------------------------
    # After the rules
    # ------------------------------------------------------------

    @api.model
    def _without_delivered(self, case, routes):
        """Leave out the routes that this very message took before."""
        kept = [
            route
            for route in routes
            if (route[4].id if route[4] else 0, route[0], route[1] or 0)
            not in case.delivered
        ]
        if routes and not kept:
            return case.end("known_message", "duplicate")
        return kept

    @api.model
    def _refuse_unknown(self, case, routes):
        """Answer for envelope recipients that nobody takes, where others are taken.

        A reply is welcome at any address.
        """
        if not routes or case.is_reply or case.attempt.forced_route:
            return
        for address in case.addresses_of(ENVELOPE):
            if not case.matches[address] and not case.domains.is_special(address):
                case.attempt.refuse(address)
