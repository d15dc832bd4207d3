# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import email
import email.policy
from contextlib import nullcontext

import psycopg2.errors

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.mail import email_normalize

from ..tools.case import Case
from ..tools.message.automatic import read_origin
from ..tools.message.parsing import adopt, parse
from ..tools.message.recipients import addresses_in, find_candidates, local_domains
from ..tools.route import Answers, Route


class MailInboundSteps(models.AbstractModel):
    """The steps that each message takes: parse, decide, take effect, deliver.

    A simulation takes the same steps, and stops where records would be made.
    """

    _name = "mail.inbound.steps"
    _description = "Steps of an Inbound Message"

    @api.model
    def _enter(self, attempt, thread, raw, arguments):
        """Take all steps for a message of the inbox.

        Modules that have a say in ``message_process`` are asked by that name.

        :param Attempt attempt: a new one; it collects what is found out and done.
        :param thread: the ``mail.thread`` model.
        :param bytes raw: the message.
        :param dict arguments: those of ``message_process`` that the message came with.
        """
        arguments = {"model": False, **arguments}
        if self.env["mail.inbound.neighbours"]._modules(thread, "message_process"):
            thread = thread.with_context(**attempt.in_context())
            result = thread.message_process(message=raw, **arguments)
        else:
            result = thread._inbound_take_steps(attempt, raw, arguments)
        self._finish(attempt, thread, result)

    @api.model
    def _finish(self, attempt, thread, result):
        """Do what was put off; if nothing came of the message, another module decided.

        :param result: what ``message_process`` returns.
        """
        attempt.take_effect()
        if attempt.deliveries:
            return
        if attempt.waits_for == "_detect_loop_sender":
            attempt.note("loop", "other_module")
            state = "returned" if attempt.told else "held"
            attempt.deliver("loop_sender", state=state, told=attempt.told)
        else:
            self.env["mail.inbound.neighbours"]._settle(attempt, thread, result)

    @api.model
    def _take(self, attempt, thread, raw, arguments, others=None):
        """Take the steps; see ``_inbound_take_steps``.

        :param others: the ``message_process`` of modules beneath, None for none.
        """
        if others is None or not _is_clear_to_odoo(raw):
            values = _only(arguments, "save_original")
            message = parse(raw)
            message_dict = thread.message_parse(message, **values)
            if arguments.get("strip_attachments"):
                message_dict.pop("attachments", None)
            return self._go_on(attempt, thread, message, message_dict, arguments)
        result = others(message=raw, **arguments)
        if self._is_stopped_by_odoo(attempt, thread):
            # it knows the Message-Id, or the tag: our rules know more about both
            message_dict = dict(attempt.message_dict)
            return self._go_on(
                attempt, thread, attempt.message, message_dict, arguments
            )
        return result

    @api.model
    def _go_on(self, attempt, thread, message, message_dict, arguments):
        """Take the steps that follow when a message is parsed."""
        routes = thread.message_route(
            message,
            message_dict,
            **_only(arguments, "model", "thread_id", "custom_values"),
        )
        if not routes:
            attempt.waits_for = "message_route"
        if thread._detect_loop_sender(message, message_dict, routes):
            return False
        routes = attempt.not_blocked(routes)
        speaker = thread.with_company(attempt.company_id or None)
        message_dict.update(
            **speaker._message_parse_post_process(message, message_dict, routes)
        )
        if attempt.origin.is_program:
            # no reply in the statistics of a mailing
            message_dict = {**message_dict, "references": "", "in_reply_to": ""}
        if not attempt.is_simulation:
            return thread._message_route_process(message, message_dict, routes)
        try:
            with self.env.cr.savepoint(flush=False):
                return thread._message_route_process(message, message_dict, routes)
        except psycopg2.errors.ReadOnlySqlTransaction:
            # a module writes before it delivers: nothing is known of what it changes
            return self._foresee(attempt, map(Route._make, routes))

    @api.model
    def _is_stopped_by_odoo(self, attempt, thread):
        """Whether Odoo's own steps ended before they asked for a route."""
        if attempt.message is None or attempt.is_routed:
            return False
        return thread._detect_loop_headers(attempt.message_dict) or self.env[
            "mail.inbound.router"
        ]._is_known(attempt.message_dict["message_id"])

    # ------------------------------------------------------------
    # Decide: nothing here has an effect
    # ------------------------------------------------------------

    @api.model
    def _look_at(self, attempt, message):
        """Find out whom a message may be for."""
        attempt.begin(adopt(message))
        attempt.candidates = find_candidates(message, attempt.envelope)
        attempt.local_domains = local_domains(
            attempt.candidates,
            self.env["mail.alias.domain"]._inbound_domains().names,
            attempt.settings.allowed_domains,
        )
        # all at once, the author too: whoever asks later finds the answer
        self.env["mail.alias"]._inbound_match(
            attempt,
            [it.address for it in attempt.candidates] + addresses_in(message, "From"),
        )

    @api.model
    def _read_origin(self, attempt):
        """Find out who wrote a message, when it is known what it answers."""
        attempt.origin = read_origin(
            attempt.message,
            attempt.envelope.sender or None,
            answers_ours=bool(attempt.message_dict.get("parent_id")),
        )

    @api.model
    def _route(self, attempt, thread, others, *arguments):
        """Return the routes that the rules find, see ``message_route``.

        :param others: the ``message_route`` of modules beneath, None for none: they
            are given what the rules found, and may change it.
        :raises NoRoute: nobody knows any.
        """
        message, message_dict, *fallback = arguments
        domains = self.env["mail.alias.domain"]._inbound_domains()
        case = Case(thread, message, message_dict, attempt, domains, *fallback)
        router = self.env["mail.inbound.router"]
        attempt.is_routed = True
        attempt.waits_for = "_detect_loop_sender"
        if others is None:
            return router._route(case)
        return self._route_for_others(attempt, case, others, arguments)

    @api.model
    def _route_for_others(self, attempt, case, others, arguments):
        """Return the routes of the rules, as modules beneath change them."""
        router, message_dict = self.env["mail.inbound.router"], case.message_dict
        is_bounce = message_dict.get("is_bounce")

        def rules():
            message_dict["is_bounce"] = is_bounce
            return router._route(case)

        attempt.answers = answers = Answers(rules)
        message_dict["is_bounce"] = False  # else Odoo would not even look for routes
        try:
            return others(*arguments)
        except ValueError:
            if answers.is_ended:  # a module denies that this ends here: the rules know
                return []
            raise
        finally:
            message_dict["is_bounce"] = is_bounce
            answers.restore(message_dict)
            attempt.answers = None

    # ------------------------------------------------------------
    # Deliver
    # ------------------------------------------------------------

    @api.model
    def _deliver(self, attempt, thread, message, message_dict, routes, deliver_one):
        """Follow each route on its own: an error in one leaves the others alone.

        :param deliver_one: the ``_message_route_process`` that makes the records.
        :return: id of the last record, as ``message_process`` does.
        """
        routes = [Route(*route) for route in attempt.not_blocked(routes)]
        if attempt.is_simulation:
            return self._foresee(attempt, routes)
        attempt.take_effect()
        res_id = False
        for route in routes:
            target = {
                "alias_id": route.alias_id,
                "recipient": route.address,
                "model": route.model,
                "sender_normalized": email_normalize(message_dict["email_from"]) or "",
            }
            try:
                # flushing posts tracked changes: only where routes stand side by side
                with self.env.cr.savepoint() if len(routes) > 1 else nullcontext():
                    res_id = deliver_one(message, dict(message_dict), [route])
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:
                attempt.fail(error, **target)
                if len(routes) == 1:
                    raise
                continue
            self._note_delivery(attempt, thread, message_dict, route, res_id, target)
        return res_id

    @api.model
    def _note_delivery(self, attempt, thread, message_dict, route, res_id, target):
        """Record where a route ended."""
        if not res_id:  # a module beneath took the route away
            neighbours = self.env["mail.inbound.neighbours"]
            neighbours._decided(
                attempt, thread, "_message_route_process", res_id, **target
            )
            return
        is_it = [
            ("message_id", "=", message_dict["message_id"]),
            ("model", "=", route.model),
            ("res_id", "=", res_id),
        ]
        message_sudo = self.env["mail.message"].sudo().search(is_it, limit=1)
        attempt.deliver(
            attempt.reason_of_route(route.thread_id),
            res_id=res_id,
            mail_message_id=message_sudo.id,
            **target,
        )

    @api.model
    def _foresee(self, attempt, routes):
        """Record what delivering would do, without doing it."""
        for route in routes:
            attempt.deliver(
                "reply" if route.thread_id else "new_record",
                recipient=route.address,
                alias_id=route.alias_id,
                model=route.model,
                res_id=route.thread_id or 0,
            )
        return False


def _only(arguments, *names):
    """Return those of the arguments that have these names."""
    return {name: arguments[name] for name in names if name in arguments}


def _is_clear_to_odoo(raw):
    """Whether the parser that Odoo's own steps use can read a message."""
    try:
        email.message_from_bytes(raw, policy=email.policy.SMTP)
    except Exception:  # it raises whatever it stumbles over
        return False
    return True
