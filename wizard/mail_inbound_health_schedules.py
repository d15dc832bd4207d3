# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.base.models.ir_cron import _intervalTypes

from .mail_inbound_health_checks import LATE_MINUTES, Finding

FETCH = "mail.ir_cron_mail_gateway_action"

SCHEDULES = (
    "mail_inbound.ir_cron_process",
    "mail_inbound.ir_cron_notify",
    "mail.ir_cron_mail_scheduler_action",
)
"""What must run for mail to come in, and for notices to leave."""

SCHEDULED_ACTIONS = "base.ir_cron_act"


class MailInboundHealthSchedules(models.AbstractModel):
    """The check of scheduled actions, for the health page: did they run, and well?"""

    _name = "mail.inbound.health.schedules"
    _description = "Checks of Scheduled Actions"

    @api.model
    def _check_scheduled_actions(self):
        """Find scheduled actions that fail, or do not run."""
        title = self.env._("Scheduled Actions")
        names = [*SCHEDULES, FETCH] if self._incoming_servers() else SCHEDULES
        findings = []
        for name in names:
            cron = self.env.ref(name, raise_if_not_found=False)
            if cron and (problem := self._schedule_problem(cron)):
                ids = [["id", "=", cron.id]]
                findings.append(
                    Finding("error", title, problem, SCHEDULED_ACTIONS, ids)
                )
        sentence = self.env._("All of them ran when they should, and without an error.")
        return self._or_well(findings, title, sentence)

    @api.model
    def _schedule_problem(self, cron):
        """Return in a sentence what is wrong with a scheduled action, if anything."""
        last_run = self._last_run(cron)
        values = {
            "name": cron.name,
            "count": cron.failure_count,
            "since": fields.Datetime.to_string(cron.first_failure_date or last_run),
        }
        if not cron.active:
            return self.env._(
                "%(name)s is switched off: nothing of what it does is done.", **values
            )
        if cron.failure_count:
            return self.env._(
                "%(name)s has failed since %(since)s (UTC), %(count)s times in a row: "
                "nothing of what it does is done. Odoo's log says why.",
                **values,
            )
        if last_run + self._patience(cron) < fields.Datetime.now():
            return self.env._(
                "%(name)s has not run since %(since)s (UTC). Look at its next "
                "execution date, and whether Odoo has processes or threads for "
                "scheduled actions (max_cron_threads).",
                **values,
            )
        return ""

    @api.model
    def _last_run(self, cron):
        """Return when a scheduled action last began to run, or was changed."""
        last_progress = self.env["ir.cron.progress"].search(
            [("cron_id", "=", cron.id)], order="id DESC", limit=1
        )
        dates = (cron.lastcall, last_progress.create_date, cron.write_date)
        return max(filter(None, dates)).replace(microsecond=0)

    @api.model
    def _patience(self, cron):
        """Return how long a scheduled action may not have run without a word."""
        interval = _intervalTypes[cron.interval_type](2 * cron.interval_number)
        return interval + timedelta(minutes=LATE_MINUTES)
