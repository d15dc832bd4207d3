# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import ast
from functools import partial

from odoo import api, models

from ..tools.errors import NoRoute, TargetGone
from ..tools.message.automatic import PERSON
from ..tools.message.recipients import ENVELOPE, PUBLIC_HEADERS, addresses_in
from ..tools.route import Route

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
)

NO_ROUTE = (
    "No possible route found for incoming message from %(email_from)s to %(to)s "
    "(Message-Id %(message_id)s)"
)
"""What callers of ``message_process`` read, in the words of Odoo."""


class MailInboundRouter(models.AbstractModel):
    """Decides where a message goes; the effects of the decision come later.

    Each rule looks at the case and returns the routes, none at all where the message
    ends here, or nothing where the next rule is to decide.
    """

    _name = "mail.inbound.router"
    _description = "Routing of Inbound Messages"
    _inherit = [
        "mail.inbound.router.known",
        "mail.inbound.router.replies",
        "mail.inbound.router.aliases",
        "mail.inbound.router.special",
    ]

    @api.model
    def _route(self, case):
        """Return the routes of a message, as ``message_route`` does.

        :param Case case: the message and what is known about it.
        :return: list of :class:`Route`.
        :raises NoRoute: no rule found a route.
        """
        for rule in RULES:
            routes = getattr(self, rule)(case)
            if routes is not None:
                break
        else:
            raise NoRoute(NO_ROUTE % case.message_dict)
        routes = [Route(*route) for route in routes]
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
        return [Route(model, res_id, values, user.id or self.env.uid, alias)]

    # ------------------------------------------------------------
    # Whom it is for
    # ------------------------------------------------------------

    @api.model
    def _rule_recipients(self, case):
        """Match every address that the message may be for; decide nothing yet."""
        case.matches = self.env["mail.alias"]._inbound_match(
            case.attempt, [candidate.address for candidate in case.candidates]
        )
        case.alias_addresses = frozenset(
            alias.alias_full_name
            for aliases in case.matches.values()
            for alias in aliases
        )
        for candidate in case.candidates:
            case.note(
                "recipients",
                self._recipient_verdict(case, candidate.address),
                address=candidate.address,
                source=candidate.source,
                aliases=case.matches[candidate.address].mapped("alias_full_name"),
            )
        case.meant = self._meant(case)
        self._speak_for_company(case)
        return None

    @api.model
    def _meant(self, case):
        """Return the addresses that are judged: each recipient for itself.

        An envelope recipient that nobody has and that stands in no header is a blind
        copy, or was rewritten on the way: what stands in the headers may be meant. A
        copy to the catchall leads where the message went.
        """
        recipients = case.addresses_of(ENVELOPE)
        if not recipients or any(map(case.is_catchall, recipients)):
            return frozenset(case.addresses_of())
        if any(map(partial(self._is_hidden, case), recipients)):
            return frozenset(case.addresses_of())
        return frozenset(recipients)

    @api.model
    def _is_hidden(self, case, address):
        """Whether nobody has an envelope recipient, and no header names it."""
        if self._has_taker(case, address):
            return False
        return all(
            address not in addresses_in(case.message, header)
            for header in PUBLIC_HEADERS
        )

    @api.model
    def _has_taker(self, case, address):
        """Whether an alias or an alias domain takes what comes to an address."""
        return bool(case.matches[address]) or case.domains.is_special(address)

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
        origin = case.attempt.origin
        if origin.kind != PERSON:
            case.note(
                "automatic", origin.kind, header=origin.header, value=origin.value
            )
        elif header := origin.no_answer or origin.no_notice:
            case.note("automatic", "no_answer", header=header)
        return None

    @api.model
    def _aliases_of(self, case, *sources):
        """Return the aliases that are meant, or those that some sources name."""
        aliases = self.env["mail.alias"]
        for address in case.addresses_of(*sources):
            if sources or address in case.meant:
                aliases |= case.matches[address]
        return aliases.with_env(case.thread.env)

    # ------------------------------------------------------------
    # After the rules
    # ------------------------------------------------------------

    @api.model
    def _without_delivered(self, case, routes):
        """Leave out the routes that this very message took before."""
        kept = [
            route
            for route in routes
            if (route.alias_id, route.model, route.thread_id or 0) not in case.delivered
        ]
        if routes and not kept:
            return case.end("known_message", "duplicate")
        return kept

    @api.model
    def _refuse_unknown(self, case, routes):
        """Answer for envelope recipients that nobody takes, where others are taken.

        A reply is welcome at any address, and a hidden one may be where it came by.
        """
        if not routes or case.is_reply or case.attempt.forced_route:
            return
        for address in case.addresses_of(ENVELOPE):
            if not self._has_taker(case, address) and not self._is_hidden(
                case, address
            ):
                case.attempt.refuse(address)
