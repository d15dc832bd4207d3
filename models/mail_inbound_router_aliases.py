# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import ast

from odoo import api, models

from ..tools.route import Route, address_of


class MailInboundRouterAliases(models.AbstractModel):
    """The rules that make new records: aliases, and what is left to a fallback."""

    _name = "mail.inbound.router.aliases"
    _description = "Routing to Aliases"

    @api.model
    def _rule_alias(self, case):
        """Every alias that is meant gets the message, each for itself."""
        case.message_dict.pop("parent_id", None)
        aliases = case.only_aliases or self._aliases_of(case)
        return self._alias_routes(case, "alias", aliases) if aliases else None

    @api.model
    def _alias_routes(self, case, rule, aliases):
        """Return a route for each alias; an error in one leaves the others alone."""
        routes, errors = [], []
        neighbours = self.env["mail.inbound.neighbours"]
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
                case.attempt.fail(error, alias_id=alias.id, recipient=address_of(alias))
                continue
            if route:
                case.note(rule, "route", alias=alias.alias_full_name)
                routes.append(route)
            elif case.attempt.is_refused_by(alias.id):
                case.note(rule, "alias_policy", alias=alias.alias_full_name)
            else:
                neighbours._decided(
                    case.attempt,
                    self._checker(case, alias.sudo().alias_model_id.model),
                    "_routing_check_route",
                    route,
                    alias_id=alias.id,
                    recipient=address_of(alias),
                )
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
        route = Route(
            model,
            alias.alias_force_thread_id,
            ast.literal_eval(alias.alias_defaults),
            user.id or self.env.uid,
            alias,
        )
        return self._checker(case, model)._routing_check_route(
            case.message, case.message_dict, route, raise_exception=True
        )

    @api.model
    def _checker(self, case, model):
        """Return the model that checks the routes to a model, as in Odoo."""
        if model in self.env and hasattr(self.env[model], "_routing_check_route"):
            return case.thread.env[model]
        return case.thread

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
            Route(
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
