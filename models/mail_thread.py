# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import ast
import email
import email.policy
import xmlrpc.client
from contextlib import nullcontext

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools.attempt import CONTEXT_KEY
from ..tools.errors import NoRoute, TargetGone

NO_ROUTE = "No possible route found"
"""How the gateway of Odoo begins the error that says so."""


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Process a message: the entry point of other modules and remote calls.

        It replaces the method of Odoo, whose steps it takes one by one: they leave no
        room for a message that is stored first, nor for routes that stand alone.

        :raises ValueError: no route was found, as in Odoo.
        """
        raw = _as_bytes(message)
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt is None:
            return self.env["mail.inbound.message"]._process_direct_call(
                self,
                raw,
                model=model,
                custom_values=custom_values,
                save_original=save_original,
                strip_attachments=strip_attachments,
                thread_id=thread_id,
            )
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        message_dict = self.message_parse(message, save_original=save_original)
        if strip_attachments:
            message_dict.pop("attachments", None)
        attempt.message, attempt.message_dict = message, dict(message_dict)
        if self._inbound_is_known(attempt, message_dict):
            return False
        routes = self.message_route(
            message, message_dict, model, thread_id, custom_values
        )
        if not attempt.forced_route and self._detect_loop_sender(
            message, message_dict, routes
        ):
            attempt.deliver("loop_sender")
            return None
        message_dict.update(
            **self._message_parse_post_process(message, message_dict, routes)
        )
        return self._inbound_deliver(attempt, message, message_dict, routes)

    @api.model
    def _inbound_is_known(self, attempt, message_dict):
        """Whether the message was delivered before, or answers a notice of ours."""
        if attempt.forced_route:
            return False
        if self.env["mail.message"].search_count(
            [("message_id", "=", message_dict["message_id"])], limit=1
        ):
            attempt.deliver("duplicate")
            return True
        if self._detect_loop_headers(message_dict):
            attempt.deliver("loop_own_bounce")
            return True
        return False

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt and attempt.forced_route:
            return self._inbound_forced_routes(attempt, message_dict)
        try:
            return super().message_route(
                message, message_dict, model, thread_id, custom_values
            )
        except ValueError as error:
            if str(error).startswith(NO_ROUTE):
                raise NoRoute(str(error)) from error
            raise

    @api.model
    def _inbound_forced_routes(self, attempt, message_dict):
        """Return the route that an operator chose: nothing else has a say then.

        :raises TargetGone: what was chosen is no longer there.
        """
        # what the message replies to is not where it goes now
        message_dict.pop("parent_id", None)
        target = attempt.forced_route
        attempt.note("operator", "chosen", **target)
        alias = self.env["mail.alias"].browse(target.get("alias_id")).exists()
        if alias:
            model = alias.sudo().alias_model_id.model
            res_id = alias.alias_force_thread_id
            values = ast.literal_eval(alias.alias_defaults)
        else:
            model, res_id, values = target.get("model"), target.get("res_id"), {}
        if model not in self.env:
            raise TargetGone
        if res_id and not self.env[model].browse(res_id).exists():
            raise TargetGone
        user = self._mail_find_user_for_gateway(message_dict["email_from"], alias=alias)
        return [(model, res_id, values, user.id or self.env.uid, alias)]

    @api.model
    def _inbound_deliver(self, attempt, message, message_dict, routes):
        """Follow each route on its own: an error in one leaves the others alone.

        :return: id of the last record, as ``message_process`` does.
        """
        attempt.is_delivering = True
        res_id = False
        for route in routes:
            model, thread_id, _values, _user_id, alias = route
            target = {
                "alias_id": alias.id if alias else 0,
                "recipient": (alias.alias_full_name if alias else "") or "",
                "model": model,
            }
            try:
                # flushing posts tracked changes: only where routes stand side by side
                with self.env.cr.savepoint() if len(routes) > 1 else nullcontext():
                    res_id = self._message_route_process(
                        message, dict(message_dict), [route]
                    )
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:
                attempt.fail(error, **target)
                if len(routes) == 1:
                    raise
                continue
            attempt.deliver(
                attempt.reason_of_route(thread_id),
                res_id=res_id,
                mail_message_id=self._inbound_chatter_message(
                    model, res_id, message_dict["message_id"]
                ),
                **target,
            )
        return res_id

    @api.model
    def _inbound_chatter_message(self, model, res_id, message_id):
        """Return the id of the chatter message that a delivery made."""
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("message_id", "=", message_id),
                    ("model", "=", model),
                    ("res_id", "=", res_id),
                ],
                limit=1,
            )
            .id
        )

    def _routing_create_bounce_email(
        self, email_from, body_html, message, **mail_values
    ):
        """Send nothing before the transaction is committed: it may run again.

        Nothing at all while a delivery fails: the message is tried again, and the
        sender hears of it when that is over.
        """
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt and attempt.is_delivering:
            return None
        return super(
            MailThread, self.with_context(mail_inbound_after_commit=True)
        )._routing_create_bounce_email(email_from, body_html, message, **mail_values)


def _as_bytes(message):
    """Return the raw bytes of what callers hand over as a message."""
    if isinstance(message, xmlrpc.client.Binary):
        return bytes(message.data)
    if isinstance(message, str):
        return message.encode("utf-8")
    return message
