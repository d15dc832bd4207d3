# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from dataclasses import asdict

from odoo import api, fields, models

from ..tools.attempt import Delivery
from ..tools.errors import text_of
from ..tools.labels import label_of
from ..tools.simulation import compare_traces
from ..tools.trace_text import sentence_of


class MailInboundSimulationResult(models.AbstractModel):
    """What came of a simulation: kept as data, told in sentences."""

    _name = "mail.inbound.simulation.result"
    _description = "Result of a Routing Simulation"

    inbound_id = fields.Many2one(
        "mail.inbound.message", "Stored Message", readonly=True, ondelete="cascade"
    )
    state = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
    problem = fields.Char(readonly=True)
    deliveries = fields.Json(readonly=True)
    trace = fields.Json(readonly=True)
    verdict = fields.Char("Today", compute="_compute_verdict")
    former_verdict = fields.Char("Then", compute="_compute_verdict")
    is_different = fields.Boolean("Differs", compute="_compute_is_different")
    result_html = fields.Html(
        "Result", compute="_compute_result_html", sanitize=False, prefetch=False
    )

    # ------------------------------------------------------------
    # Data
    # ------------------------------------------------------------

    def _keep(self, attempt):
        """Keep what an attempt decided."""
        error = attempt.error
        self.write(
            {
                "state": attempt.outcome.state,
                "reason": attempt.outcome.reason,
                "problem": text_of(self.env, error) if error else False,
                "deliveries": [asdict(delivery) for delivery in attempt.deliveries],
                "trace": attempt.trace_data(),
            }
        )

    def _keep_refusal(self, error):
        """Keep that the message is refused before it is stored."""
        self.write(
            {
                "state": "refused",
                "reason": False,
                "problem": text_of(self.env, error),
                "deliveries": [],
                "trace": [],
            }
        )

    def _former_deliveries(self):
        """Return what became of the stored message, as plain values."""
        return [
            Delivery(
                it.reason,
                recipient=it.recipient or "",
                alias_id=it.alias_id.id or 0,
                model=it.model or "",
                res_id=it.res_id if it.reason == "reply" else 0,
                state=it.state,
            )
            for it in self.inbound_id.delivery_ids
        ]

    def _targets(self, deliveries):
        """Return in sentences, in order, what is told of single destinations."""
        return sorted(
            {
                self._target_sentence(delivery)
                for delivery in deliveries
                if delivery.recipient or delivery.model
            }
        )

    def _today_deliveries(self):
        """Return the deliveries that would be made today."""
        return [Delivery(**values) for values in self.deliveries or []]

    # ------------------------------------------------------------
    # Sentences
    # ------------------------------------------------------------

    @api.depends("state", "reason", "inbound_id.state", "inbound_id.reason")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for result in self:
            inbound = result.inbound_id
            result.verdict = self._verdict(result.state, result.reason)
            result.former_verdict = self._verdict(inbound.state, inbound.reason)

    @api.model
    def _verdict(self, state, reason):
        """Return state and reason in words."""
        if state == "refused":
            return self.env._("Refused: nothing would be stored")
        inbox = self.env["mail.inbound.message"]
        labels = [label_of(inbox, "state", state), label_of(inbox, "reason", reason)]
        return ": ".join(filter(None, labels))

    @api.depends("deliveries", "trace", "inbound_id.delivery_ids")
    def _compute_is_different(self):
        for result in self:
            result.is_different = bool(result.inbound_id) and (
                result.verdict != result.former_verdict
                or self._targets(result._former_deliveries())
                != self._targets(result._today_deliveries())
            )

    @api.model
    def _target_sentence(self, delivery):
        """Return in a sentence what becomes of a message at one destination."""
        names = {
            "model": self.env["ir.model"]._get(delivery.model).name or delivery.model,
            "recipient": delivery.recipient,
            "record": self._record_name(delivery),
        }
        if delivery.reason == "reply":
            return self.env._("Added to %(record)s (%(model)s)", **names)
        if delivery.reason == "new_record" and delivery.recipient:
            return self.env._("New %(model)s, through %(recipient)s", **names)
        if delivery.reason == "new_record":
            return self.env._("New %(model)s", **names)
        inbox = self.env["mail.inbound.message"]
        labels = [delivery.recipient, label_of(inbox, "reason", delivery.reason)]
        return ": ".join(filter(None, labels))

    @api.model
    def _record_name(self, delivery):
        """Return the name of a record, its number where the user may not read it."""
        number = f"#{delivery.res_id}"
        if not delivery.res_id or delivery.model not in self.env:
            return number
        record = self.env[delivery.model].browse(delivery.res_id).exists()
        return record.display_name if record.has_access("read") else number

    # ------------------------------------------------------------
    # The page
    # ------------------------------------------------------------

    @api.depends("state", "deliveries", "trace")
    @api.depends_context("lang")
    def _compute_result_html(self):
        for result in self:
            result.result_html = result.state and self.env["ir.qweb"]._render(
                "mail_inbound.simulation_result",
                {
                    "result": result,
                    "targets": self._targets(result._today_deliveries()),
                    "former_targets": self._targets(result._former_deliveries()),
                    "differences": result._differences(),
                    "sentence_of": self._step_sentence,
                    "timeline": result._timeline(),
                },
            )

    def _differences(self):
        """Return what the rules say otherwise than they did."""
        if not self.inbound_id:
            return []
        compared = compare_traces(self.inbound_id.trace or [], self.trace or [])
        return [difference for difference in compared if difference.is_real]

    def _timeline(self):
        """Return the trace as HTML, as the form of a message shows it."""
        return self.env["mail.inbound.presentation"]._render_timeline(
            [{"text": self._step_sentence(step)} for step in self.trace or []]
        )

    @api.model
    def _step_sentence(self, step):
        """Return one step of a trace in a sentence."""
        return sentence_of(self.env, step["rule"], step["verdict"], step["facts"])
