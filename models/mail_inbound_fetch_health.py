# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import logging
from datetime import timedelta

from odoo import fields, models

from ..tools.errors import text_of
from ..tools.operations import OPERATOR

_logger = logging.getLogger(__name__)

MAX_BACKOFF = timedelta(hours=1)


class MailInboundFetchHealth(models.AbstractModel):
    """How an incoming mail server is: nothing is switched off, and nobody is spared."""

    _name = "mail.inbound.fetch.health"
    _description = "Health of an Incoming Mail Server"

    last_success = fields.Datetime(
        readonly=True, copy=False, help="When we last saw all of the mailbox."
    )
    failures = fields.Integer(
        "Failures in a Row", readonly=True, copy=False, aggregator=None
    )
    next_fetch = fields.Datetime(
        "Not Tried Before",
        readonly=True,
        copy=False,
        help="After a failure the server is left alone for a while, up to an hour. "
        "Fetch Now tries it at once.",
    )
    alert_minutes = fields.Integer(
        "Tell After",
        default=60,
        help="The inbound mail operators are told when fetching has failed for so "
        "many minutes, and again when it works. 0: never.",
    )
    is_alerted = fields.Boolean(readonly=True, copy=False)

    def _is_due_now(self):
        """Whether the scheduled action may try this server."""
        return not self.next_fetch or self.next_fetch <= fields.Datetime.now()

    def _note_outcome(self, error=None, problem=""):
        """Note how a fetch ended, and tell the operators where that is due.

        :param Exception error: the fetch failed; the server is left alone a while.
        :param str problem: something went wrong that stopped nothing else.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        values = {
            "date": now,
            "error_date": (self.error_date or now) if error or problem else False,
            "error_message": text_of(self.env, error) if error else problem,
        }
        if error:
            failures = self.failures + 1
            values.update(failures=failures, next_fetch=now + _backoff(failures))
        else:
            values.update(failures=0, next_fetch=False, last_success=now)
        self.write(values)
        self._tell_operators(now)

    def _tell_operators(self, now):
        """Tell the operators that fetching fails for too long, or works again."""
        if self.error_date:
            patience = timedelta(minutes=self.alert_minutes)
            if self.is_alerted or not patience or now < self.error_date + patience:
                return
            subject = self.env._("No mail from %s", self.name)
            body = self.env._(
                "Fetching mail from the incoming mail server %(name)s has failed since "
                "%(date)s (UTC): %(error)s",
                name=self.name,
                date=self.error_date,
                error=self.error_message,
            )
        elif self.is_alerted:
            subject = self.env._("Mail from %s is back", self.name)
            body = self.env._(
                "Fetching mail from the incoming mail server %s works again.", self.name
            )
        else:
            return
        self.is_alerted = bool(self.error_date)
        self._notify_operators(subject, body)

    def _health_problems(self, late):
        """Return what to change about this server, as pairs of level and sentence.

        :param datetime late: it should have been fetched from since then.
        """
        self.ensure_one()
        if self.state != "done":
            sentence = self.env._(
                "%s is not confirmed: nothing is fetched from it.", self.name
            )
            return [("warning", sentence)]
        return [*self._fetching_problems(late), *self._connection_problems()]

    def _fetching_problems(self, late):
        """Return what is not fetched, and why; see :meth:`_health_problems`."""
        last_success = self.last_success or self.write_date
        values = {
            "name": self.name,
            "error": self.error_message,
            "count": self.skipped_count,
            "since": fields.Datetime.to_string(last_success.replace(microsecond=0)),
        }
        problems = []
        if self.error_date:
            sentence = self.env._("%(name)s does not work: %(error)s", **values)
            problems.append(("error", sentence))
        elif last_success < late:
            sentence = self.env._(
                "%(name)s: nothing was fetched since %(since)s (UTC), although it is "
                "time. Look at the scheduled action that fetches mail.",
                **values,
            )
            problems.append(("error", sentence))
        if self.skipped_count:
            sentence = self.env._(
                "%(name)s: messages that could not be fetched and stay in the mailbox: "
                "%(count)s. Its form says why.",
                **values,
            )
            problems.append(("warning", sentence))
        return problems

    def _connection_problems(self):
        """Return who could read along; see :meth:`_health_problems`."""
        if not (self.is_ssl or self.is_starttls):
            sentence = self.env._(
                "%s: the password travels in the clear. Switch on SSL/TLS or STARTTLS.",
                self.name,
            )
        elif self.tls_check == "none":
            sentence = self.env._(
                "%s: nobody makes sure that it is your mail server that answers. "
                "Choose to verify its certificate.",
                self.name,
            )
        else:
            return []
        return [("warning", sentence)]

    def _notify_operators(self, subject, body):
        """Send a notification to everybody who looks after incoming mail."""
        users = self.env.ref(OPERATOR).sudo().all_user_ids
        operators = users.filtered("active")
        try:
            with self.env.cr.savepoint():
                self.env["mail.thread"].message_notify(
                    subject=subject, body=body, partner_ids=operators.partner_id.ids
                )
        except Exception:  # the boundary: telling must not stop what it tells about
            _logger.exception("The operators could not be told: %s", subject)


def _backoff(failures):
    """Return how long to wait after so many failures in a row: a minute, doubled."""
    return min(timedelta(minutes=2 ** min(failures - 1, 6)), MAX_BACKOFF)
