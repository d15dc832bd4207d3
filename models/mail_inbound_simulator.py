# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from contextlib import closing

from odoo import SUPERUSER_ID, api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools.attempt import CONTEXT_KEY


class MailInboundSimulator(models.AbstractModel):
    """Decides about messages as the inbox does, and leaves it at that."""

    _name = "mail.inbound.simulator"
    _description = "Simulator of Inbound Routing"

    @api.model
    def _simulate(self, attempt, raw, fallback=None, company=None):
        """Decide about a message without any effect.

        :param Attempt attempt: a new one; it ends with the trace, and with the
            deliveries that would be made.
        :param bytes raw: the message.
        :param dict fallback: arguments of ``message_process`` for this message.
        :param company: the company of the channel.
        """
        attempt.is_simulation = True
        with closing(self.env.cr.savepoint()):  # closing: rolled back in any case
            # the database refuses every change, and the use of a sequence number
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            try:
                self._decide(attempt, raw, fallback or {}, company)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:  # the boundary: an error is a verdict, too
                attempt.fail(error)
        attempt.effects.clear()

    @api.model
    def _decide(self, attempt, raw, fallback, company):
        """Take the steps of ``message_process`` that come before any effect."""
        env = self.env(user=SUPERUSER_ID, su=True, context={CONTEXT_KEY: attempt})
        thread = env["mail.thread"].with_company(company or None)
        message, message_dict = thread._inbound_parse(attempt, raw)
        attempt.message, attempt.message_dict = message, dict(message_dict)
        routes = thread._inbound_decide(
            attempt,
            message,
            message_dict,
            fallback.get("model"),
            fallback.get("thread_id"),
            fallback.get("custom_values"),
        )
        for model, thread_id, _values, _user_id, alias in routes:
            attempt.deliver(
                "reply" if thread_id else "new_record",
                recipient=(alias.alias_full_name if alias else "") or "",
                alias_id=alias.id if alias else 0,
                model=model,
                res_id=thread_id or 0,
            )
