# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime
from odoo.tools.mail import plaintext2html

from ..tools import preview
from ..tools.message.parsing import parse
from ..tools.operations import history_sentence
from ..tools.trace_text import sentence_of

UNREADABLE_LIMIT = 100_000
"""Characters that are shown of a message that cannot be parsed."""


class MailInboundPresentation(models.AbstractModel):
    """What the form shows of a message: trace and history in sentences, a preview."""

    _name = "mail.inbound.presentation"
    _description = "Presentation of Inbound Messages"

    trace_html = fields.Html(
        "Trace", compute="_compute_trace_html", sanitize=False, prefetch=False
    )
    history_html = fields.Html(
        "History", compute="_compute_history_html", sanitize=False, prefetch=False
    )
    record_model_name = fields.Char(compute="_compute_record_model_name")

    @api.depends("trace")
    @api.depends_context("lang")
    def _compute_trace_html(self):
        for inbound in self:
            sentences = [
                sentence_of(self.env, step["rule"], step["verdict"], step["facts"])
                for step in inbound.trace or []
            ]
            inbound.trace_html = self._render_timeline(
                [{"text": sentence} for sentence in sentences]
            )

    @api.depends("history")
    @api.depends_context("lang", "tz")
    def _compute_history_html(self):
        for inbound in self:
            inbound.history_html = self._render_timeline(
                [
                    {
                        "when": format_datetime(self.env, entry["at"]),
                        "who": entry["user"],
                        "text": history_sentence(self.env, entry),
                    }
                    for entry in inbound.history or []
                ]
            )

    @api.model
    def _render_timeline(self, entries):
        """Return a list of entries as HTML, False for none.

        :param entries: list of dicts of ``text`` and, optional, ``when`` and ``who``.
        """
        if not entries:
            return False
        return self.env["ir.qweb"]._render(
            "mail_inbound.timeline", {"entries": entries}
        )

    @api.depends("delivery_ids.model", "delivery_ids.res_id")
    @api.depends_context("lang")
    def _compute_record_model_name(self):
        for inbound in self:
            model = inbound.delivery_ids.filtered("res_id")[:1].model
            known = model and model in self.env
            inbound.record_model_name = known and self.env["ir.model"]._get(model).name

    def action_open_source(self):
        """Open the gateway or the mail server that the message came through."""
        self.ensure_one()
        source = self.gateway_id or self.fetchmail_server_id
        return {
            "type": "ir.actions.act_window",
            "res_model": source._name,
            "res_id": source.id,
            "views": [(False, "form")],
        }

    def _preview(self):
        """Return the message as an HTML document that is safe to look at.

        It goes out with the headers of :data:`preview.HEADERS`.
        """
        self.ensure_one()
        raw = self._raw()
        try:
            message = parse(raw)
            payload = self.env["mail.thread"]._message_parse_extract_payload(
                message, {}
            )
            body = preview.safe_body(payload["body"], preview.pictures_of(message))
        except Exception:  # the boundary: a stranger's bytes may break any parser
            text = raw[:UNREADABLE_LIMIT].decode("utf-8", "replace")
            payload, body = {"attachments": []}, plaintext2html(text)
        return self.env["ir.qweb"]._render(
            "mail_inbound.preview",
            {
                "body": Markup(body),
                "attachments": [attached.fname for attached in payload["attachments"]],
            },
        )
