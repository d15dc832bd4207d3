# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from contextlib import closing

import psycopg2.errors

from odoo import SUPERUSER_ID, api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY


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
                env = self.env(user=SUPERUSER_ID, su=True, context={})
                thread = env["mail.thread"].with_company(company or None)
                env["mail.inbound.steps"]._enter(attempt, thread, raw, fallback or {})
            except psycopg2.errors.ReadOnlySqlTransaction as error:
                self._note_writer(attempt, error)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:  # the boundary: an error is a verdict, too
                attempt.fail(error)

    @api.model
    def _note_writer(self, attempt, error):
        """Note that a module would act on the message by itself, which is prevented."""
        neighbours = self.env["mail.inbound.neighbours"]
        thread = self.env["mail.thread"]
        if neighbours._modules(thread, attempt.waits_for):
            neighbours._settle(attempt, thread, True)
        else:
            attempt.fail(error)
