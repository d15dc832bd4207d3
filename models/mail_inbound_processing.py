# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import logging
import random
import time
import traceback
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools.attempt import Attempt
from ..tools.channels import of_mailbox
from ..tools.errors import Interrupted, text_of
from ..tools.message.envelope import Envelope
from ..tools.states import REASONS, STATES, TRANSITIONS

_logger = logging.getLogger(__name__)

CONCURRENCY_TRIES = 5
MAX_INTERRUPTIONS = 3
"""Attempts that may take their worker along before the message is held."""

NEEDED_FIELDS = (
    "state",
    "attempt_count",
    "channel",
    "sender",
    "recipients",
    "message_id",
    "company_id",
    "fallback",
    "raw",
    "is_compressed",
)
"""What an attempt reads of a message, in one query."""


class MailInboundProcessing(models.AbstractModel):
    """The attempts at inbound messages: claim, process, record, try again."""

    _name = "mail.inbound.processing"
    _description = "Processing of Inbound Messages"

    state = fields.Selection(
        STATES, required=True, readonly=True, default="received", index=True
    )
    reason = fields.Selection(REASONS, readonly=True)
    attempt_count = fields.Integer(readonly=True, aggregator=None)
    next_attempt = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    error = fields.Char(readonly=True)
    traceback = fields.Text(readonly=True, prefetch=False)
    trace = fields.Json("Trace Steps", readonly=True, prefetch=False)
    start_ids = fields.One2many("mail.inbound.start", "inbound_id", readonly=True)
    delivery_ids = fields.One2many("mail.inbound.delivery", "inbound_id", readonly=True)
    forced_route = fields.Json(readonly=True, help="Where an operator sent it.")

    _due_idx = models.Index("(next_attempt, id) WHERE state IN ('received', 'failed')")

    # ------------------------------------------------------------
    # Own transactions: what channels, retries and the scheduled action call
    # ------------------------------------------------------------

    def _process(self, can_refuse=False):
        """Attempt each message in a transaction of its own.

        A message that another worker holds is left to it.

        :param bool can_refuse: whether the transport waits for the verdict, so that
            it can tell the sender of an unknown address itself.
        """
        for inbound_id in self.ids:
            self._attempt_one(SQL("id = %s", inbound_id), can_refuse)

    @api.model
    def _cron_process(self):
        """Attempt what is due, one transaction each: none can undo another."""
        commit_progress = self.env["ir.cron"]._commit_progress
        due = SQL("next_attempt <= now() AT TIME ZONE 'UTC'")
        commit_progress(remaining=self._count_due())
        while self._attempt_one(due):
            if not commit_progress(1):  # no time left in this run
                break

    @api.model
    def _count_due(self):
        """Return how many messages wait for an attempt now."""
        return self.search_count(
            [
                ("state", "in", ("received", "failed")),
                ("next_attempt", "<=", fields.Datetime.now()),
            ]
        )

    @api.model
    def _attempt_one(self, condition, can_refuse=False):
        """Lock one waiting message and attempt it, in a transaction of its own.

        Conflicts with other transactions are tried again at once, a few times.

        :param SQL condition: which message.
        :param bool can_refuse: see :meth:`_process`.
        :return: id of the message, 0 where none waits or all are in other hands.
        """
        inbound_id, conflict = 0, None
        for tryno in range(CONCURRENCY_TRIES):
            try:
                with self.env.registry.cursor() as cr:
                    inbox = self.with_env(api.Environment(cr, SUPERUSER_ID, {}))
                    inbound, begun = inbox._lock(condition)
                    is_again = bool(inbound_id)
                    inbound_id = inbound.id or 0
                    if inbound:
                        inbound._attempt(can_refuse, None if is_again else begun)
                return inbound_id
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                conflict = error
                if inbound_id:
                    condition = SQL("id = %s", inbound_id)
                time.sleep(random.uniform(0, 0.05 * 2**tryno))
        if inbound_id:
            self._record_conflict(inbound_id, conflict)
        return inbound_id

    @api.model
    def _lock(self, condition):
        """Lock the first waiting message that nobody else holds.

        Must be the first query of its transaction: what it returns is fresh then.

        :param SQL condition: which message.
        :return: tuple of the locked message or none, and how many attempts at it have
            begun.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT id, (SELECT count(*) FROM mail_inbound_start
                                WHERE inbound_id = message.id)
                     FROM %s message
                    WHERE state IN ('received', 'failed') AND %s
                    ORDER BY next_attempt, id LIMIT 1
                      FOR NO KEY UPDATE OF message SKIP LOCKED""",
                SQL.identifier(self._table),
                condition,
            )
        )
        for inbound_id, begun in rows:
            inbound = self.browse(inbound_id)
            inbound.fetch(NEEDED_FIELDS)
            return inbound, begun
        return self.browse(), 0

    @api.model
    def _record_conflict(self, inbound_id, error):
        """Note that a message met conflicts at every try, in its own transaction."""
        with self.env.registry.cursor() as cr:
            inbox = self.with_env(api.Environment(cr, SUPERUSER_ID, {}))
            inbound, _begun = inbox._lock(SQL("id = %s", inbound_id))
            if inbound:
                attempt = inbound._new_attempt()
                attempt.fail(error)
                inbound._close_attempt(attempt)

    # ------------------------------------------------------------
    # Direct calls of ``message_process``: the transaction is the caller's
    # ------------------------------------------------------------

    @api.model
    def _process_direct_call(self, mail_thread, raw, **fallback):
        """Store and process a message for a caller who wants the answer now.

        The row succeeds or vanishes with the caller's transaction; on failure it is
        written again through a cursor of its own.

        :param mail_thread: the model that ``message_process`` was called on.
        :param fallback: the other arguments of ``message_process``.
        :return: what ``message_process`` returns.
        :raises Exception: whatever processing raised.
        """
        inbox_sudo = self.sudo()
        values = inbox_sudo._prepare_direct_values(raw, fallback)
        attempt = None
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                inbound = inbox_sudo.browse(inbox_sudo._store(values))
                self.env["mail.inbound.identity"]._lock(inbound.message_id)
                is_waiting = inbound.state in ("received", "failed")
                attempt = inbound._new_attempt()
                result = mail_thread._inbound_take_steps(attempt, raw, fallback)
                self.env["mail.inbound.steps"]._finish(attempt, mail_thread, result)
                if attempt.error:
                    raise attempt.error
                # a caller who insists on a finished message leaves a trace only
                # where that led to something
                if is_waiting or attempt.outcome.reason != "duplicate":
                    inbound._close_attempt(attempt)
                return result
        except Exception as error:
            # the savepoint is gone and with it our row, so its twin can be stored
            self.env.invalidate_all(flush=False)
            inbox_sudo._keep_failed_call(values, attempt or Attempt(), error)
            raise

    @api.model
    def _prepare_direct_values(self, raw, fallback):
        """Return the column values of a message that a direct call brings."""
        server = self.env["fetchmail.server"].browse(
            self.env.context.get("default_fetchmail_server_id")
        )
        origin = {"fetchmail_server_id": server.id} if server else {}
        channel = of_mailbox(server._get_connection_type()) if server else "rpc"
        given = {name: value for name, value in fallback.items() if value is not None}
        return self._prepare_values(raw, Envelope(), channel, given, origin)

    @api.model
    def _keep_failed_call(self, values, attempt, error):
        """Store a message whose direct call failed, in a transaction of its own."""
        attempt.undo(error)
        try:
            with self.env.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout TO '10s'")
                inbox = self.with_env(api.Environment(cr, SUPERUSER_ID, {}))
                inbound = inbox.browse(inbox._store(values))
                if inbound.state in ("received", "failed"):
                    for delivery in attempt.deliveries:
                        # an alias that the caller made is gone with its transaction
                        alias = inbox.env["mail.alias"].browse(delivery.alias_id)
                        delivery.alias_id = alias.exists().id or 0
                    inbound._close_attempt(attempt)
        except psycopg2.Error:
            _logger.exception("A message that failed could not be kept")

    # ------------------------------------------------------------
    # One attempt, in the transaction of the caller
    # ------------------------------------------------------------

    def _attempt(self, can_refuse=False, begun=0):
        """Route and deliver one locked message, and record what became of it.

        :param bool can_refuse: see :meth:`_process`.
        :param begun: how many attempts have begun; None for the same attempt again,
            after a conflict: that took no worker along.
        :raises PG_CONCURRENCY_EXCEPTIONS_TO_RETRY: the transaction must run again.
        """
        self.ensure_one()
        attempt = self._new_attempt(can_refuse)
        if begun is not None and begun - self.attempt_count >= MAX_INTERRUPTIONS:
            attempt.fail(Interrupted())
        else:
            if begun is not None:
                self.env["mail.inbound.start"]._note_begun(self.id)
            try:
                self.env["mail.inbound.identity"]._lock(self.message_id)
                with self.env.cr.savepoint():
                    self._hand_over(attempt)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:  # the boundary: a state, not a lost message
                attempt.undo(error)
        self._close_attempt(attempt)

    def _hand_over(self, attempt):
        """Let the message take its steps."""
        thread = self.env["mail.thread"].with_company(self.company_id or None)
        if self.fetchmail_server_id:
            thread = thread.with_context(
                default_fetchmail_server_id=self.fetchmail_server_id.id
            )
        self.env["mail.inbound.steps"]._enter(
            attempt, thread, self._raw(), self.fallback or {}
        )

    def _new_attempt(self, can_refuse=False):
        """Return an attempt at this message that nothing was done for yet."""
        return Attempt(
            inbound_id=self.id,
            channel=self.channel,
            envelope=Envelope(
                self.sender or "", tuple((self.recipients or "").splitlines())
            ),
            settings=self._settings(),
            can_refuse=can_refuse,
            forced_route=self.forced_route or {},
        )

    def _close_attempt(self, attempt):
        """Write what became of the message: the only method that ends an attempt."""
        self.ensure_one()
        attempt_count = self.attempt_count + 1
        state = attempt.state_after(attempt_count)
        if attempt.is_used_up(attempt_count):
            self._tell_sender(attempt)
        values = {
            "reason": attempt.outcome.reason,
            "attempt_count": attempt_count,
            "company_id": attempt.company_id or self.company_id.id,
            "trace": attempt.trace_data(),
            **self._error_values(attempt.error),
        }
        if state == "failed":
            delay = attempt.settings.retry_delay(attempt_count)
            values["next_attempt"] = self.env.cr.now() + timedelta(minutes=delay)
        self._set_state(state, **values)
        self._record_deliveries(attempt)
        _logger.info("Inbound message %s: %s, %s", self.id, state, values["reason"])

    def _error_values(self, error):
        """Return what is kept of the error of an attempt."""
        if error is None:
            return {"error": False, "traceback": False}
        return {
            "error": text_of(self.env, error),
            "traceback": "".join(traceback.format_exception(error)),
        }

    def _set_state(self, state, **values):
        """Change the state, along the transitions that are allowed."""
        for inbound in self:
            if state not in TRANSITIONS[inbound.state]:
                raise ValueError(f"{inbound.state} -> {state}")
        is_final = state in ("delivered", "returned", "discarded")
        self.write(
            {
                "next_attempt": False,
                "finished_at": self.env.cr.now() if is_final else False,
                **values,
                "state": state,
            }
        )

    def _record_deliveries(self, attempt):
        """Keep what became of the message at each destination.

        That replaces what earlier attempts left, but for what was delivered: the
        records are still there.
        """
        self.delivery_ids.filtered(lambda done: done.state != "delivered").unlink()
        self.env["mail.inbound.delivery"].create(
            [
                {"inbound_id": self.id, **delivery.values()}
                for delivery in attempt.deliveries
            ]
        )

    def _tell_sender(self, attempt):
        """Tell the sender that the message could not be delivered, at last."""
        if attempt.message is None:
            return
        attempt.is_delivering = False
        company = self.company_id.browse(attempt.company_id) or self.company_id
        self.env["mail.inbound.notice"]._return(
            attempt,
            self.env["mail.thread"].with_company(company or None),
            attempt.message_dict,
            "mail_inbound.notice_not_delivered",
            text="failure_notice",
        )
        attempt.take_effect()
