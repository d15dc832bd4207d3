# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import logging

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.mail import email_normalize, html2plaintext, plaintext2html

from ..tools.message.addresses import split
from ..tools.report import read_report, values
from ..tools.report.reader import STRUCTURED_DETECTORS
from ..tools.report.sentences import SENTENCES

_logger = logging.getLogger(__name__)

RECORDED_REASONS = {
    values.SUCCESS: "success_notice",
    values.RECEIPT: "read_receipt",
    values.DELAY: "delay_notice",
    values.ABUSE: "complaint",
}
"""Kinds of reports that turn no envelope red, and how they are recorded."""

EXACT_DETECTORS = {detect.__name__ for detect in STRUCTURED_DETECTORS}
"""Detectors that read fields made for programs, not prose."""

NOTICE_LIMIT = 2000
"""Characters of a notice that are shown behind its explanation."""


class MailInboundReport(models.AbstractModel):
    """Records what reports tell about messages of ours."""

    _name = "mail.inbound.report"
    _description = "Reports about Sent Messages"

    @api.model
    def _read(self, attempt, message, message_dict):
        """Read a message as a report, for ``message_parse``.

        :return: the bounce values that the hooks of Odoo expect.
        """
        domains = self.env["mail.alias.domain"]._inbound_domains()
        own = {
            it.address for it in attempt.candidates if domains.is_special(it.address)
        }
        attempt.report = report = read_report(message, own)
        if not self._is_report(report, message_dict):
            return {"is_bounce": False}
        sent = self._find_sent(attempt, report)
        first = report.recipients[0].address if report.recipients else False
        return {
            "is_bounce": True,
            "bounced_email": email_normalize(first or "") or first,
            "bounced_partner": self.env["res.partner"].sudo(),
            "bounced_msg_ids": list(report.message_ids),
            "bounced_message": sent,
        }

    @api.model
    def _is_report(self, report, message_dict):
        """Whether a message is about another one.

        A mailer daemon writes nothing else, even where it is not understood; a
        vacation reply is a message.
        """
        if report.kind in (values.FAILURE, *RECORDED_REASONS):
            return True
        local_part = split(email_normalize(message_dict["email_from"]) or "")[0]
        return local_part == "mailer-daemon"

    @api.model
    def _find_sent(self, attempt, report):
        """Return the message of ours that a report is about.

        A signed bounce address names it, and a forged one proves that it is none;
        else its Message-Ids do, the surest first.
        """
        messages = self.env["mail.message"].sudo()
        addresses = [candidate.address for candidate in attempt.candidates]
        signed = self.env["mail.alias.domain"]._inbound_read_bounce(addresses)
        if signed:
            attempt.note("report", "signed" if signed > 0 else "forged")
            return messages.browse(signed).exists() if signed > 0 else messages
        ids = report.message_ids
        if not ids:
            return messages
        found = messages.search([("message_id", "in", list(ids))])
        return found.sorted(lambda it: (ids.index(it.message_id), -it.id))[:1]

    @api.model
    def _is_ours(self, message_dict):
        """Whether a report is about something that this database sent.

        A mailing may keep no message, only its traces.
        """
        if message_dict["bounced_message"]:
            return True
        message_ids = message_dict["bounced_msg_ids"]
        traces = self.env.get("mailing.trace")
        return bool(
            message_ids
            and traces is not None
            and traces.sudo().search_count([("message_id", "in", message_ids)], limit=1)
        )

    # ------------------------------------------------------------
    # Failures
    # ------------------------------------------------------------

    @api.model
    def _record(self, case):
        """Record the report of a case on what it is about, when it is decided."""
        report = case.attempt.report
        if report.kind not in (values.FAILURE, *RECORDED_REASONS):
            return case.end("report", "unclear_report")
        if not self._is_ours(case.message_dict):
            return case.end(
                "report", "foreign_report", kind=report.kind, detector=report.detector
            )
        if report.kind == values.FAILURE:
            return self._record_failures(case)
        case.do(self._note, case)
        return case.end(
            "report",
            RECORDED_REASONS[report.kind],
            kind=report.kind,
            detector=report.detector,
        )

    @api.model
    def _record_failures(self, case):
        """Record each failed recipient of a report."""
        sent = case.message_dict["bounced_message"]
        report = case.attempt.report
        failures = [
            it
            for it in report.recipients
            if it.action == values.FAILED and self._is_believed(report, it, sent)
        ]
        if not failures:
            failures = self._only_recipient(sent)
        for failure in failures:
            case.do(self._record_failure, case, failure)
            case.note(
                "report",
                "bounce_report",
                address=failure.address,
                status=failure.status,
                reason=failure.reason,
                permanent=failure.permanent,
            )
            case.attempt.deliver(
                "bounce_report",
                recipient=failure.address,
                model=sent.model or "",
                res_id=sent.res_id or 0,
                mail_message_id=sent.id or 0,
                sentence=self._explain(failure),
            )
        case.do(self._note_delays, case)
        if not failures:
            case.end("report", "bounce_report", detector=report.detector)
        return []

    @api.model
    def _is_believed(self, report, failure, sent):
        """Whether an address can have failed.

        What was read from prose counts only where the message was sent there.
        """
        if report.detector in EXACT_DETECTORS or not sent:
            return True
        addresses = {email_normalize(failure.address), failure.original_address}
        notified = sent.notification_ids
        return not addresses.isdisjoint(
            notified.res_partner_id.mapped("email_normalized")
            + notified.mapped("mail_email_address")
        )

    @api.model
    def _only_recipient(self, sent):
        """Return the failure of a report that names nobody, if only one is meant."""
        partners = sent.notification_ids.res_partner_id
        if len(partners) != 1:
            return []
        return [
            values.ReportRecipient(
                partners.email_normalized or "",
                action=values.FAILED,
                reason=values.OTHER,
            )
        ]

    @api.model
    def _record_failure(self, case, failure):
        """Turn the envelope of one recipient red, and count what counts.

        What was given up for a while says nothing about the address: only permanent
        failures reach the counters and the blocklist.
        """
        addresses, partners = self._whom(failure)
        reader = case.message_dict["bounced_message"].author_id
        text = self.with_context(lang=reader.lang)._explain(failure)
        if notice := html2plaintext(case.message_dict.get("body") or "").strip():
            text = f"{text}\n\n{notice[:NOTICE_LIMIT]}"
        if self._counts(failure):
            case.thread._routing_handle_bounce(
                case.message,
                {
                    **case.message_dict,
                    "bounced_email": addresses[0] if addresses else False,
                    "bounced_partner": partners,
                    "body": plaintext2html(text),
                },
            )
        self._mark(
            self._notifications(case.message_dict, addresses, partners),
            failure_reason=text,
            failure_type="mail_bounce",
            notification_status="bounce",
        )

    @api.model
    def _mark(self, notifications, **values):
        """Write on envelopes, and let them change where they are on a screen."""
        notifications.write(values)
        try:
            notifications.mail_message_id._notify_message_notification_update()
        except AccessError:  # who sent the message may read it no more
            _logger.info("The author of a message is not told", exc_info=True)

    @api.model
    def _whom(self, recipient):
        """Return the addresses of a recipient, and the partners who have them."""
        addresses = [
            normalized
            for address in (recipient.original_address, recipient.address)
            if (normalized := email_normalize(address))
        ]
        partners = self.env["res.partner"].sudo()
        if addresses:
            partners = partners.search([("email_normalized", "in", addresses)])
        return addresses, partners

    @api.model
    def _counts(self, failure):
        """Whether a failure says something about the address, not about the day."""
        return failure.permanent or failure.reason == values.OTHER

    @api.model
    def _notifications(self, message_dict, addresses, partners):
        """Return the envelopes of some recipients of a sent message."""
        return (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("mail_message_id", "=", message_dict["bounced_message"].id),
                    "|",
                    ("res_partner_id", "in", partners.ids),
                    ("mail_email_address", "in", addresses),
                ]
            )
        )

    @api.model
    def _explain(self, recipient):
        """Return a sentence, then the words of the other server; never empty."""
        if recipient.action == values.DELAYED:
            sentence = self.env._(
                "Not delivered at once; the other server keeps trying. If it gives up, "
                "the envelope turns red."
            )
        else:
            sentence = self.env._(SENTENCES[recipient.reason or values.OTHER])
        server_words = " ".join(recipient.diagnostic.split())[:1000]
        if not server_words:
            return sentence
        return self.env._(
            "%(sentence)s The server said: %(words)s",
            sentence=sentence,
            words=server_words,
        )

    @api.model
    def _has_bounces(self, address):
        """Whether a counter of any model says that mail to the address bounced."""
        models = [
            model
            for name in self.env.registry.descendants(
                ["mail.thread.blacklist"], "_inherit"
            )
            if (model := self.env[name])._auto and not model._abstract
        ]
        if not address or not models:
            return False
        for model in models:
            model.flush_model(["email_normalized", "message_bounce"])
        counters = SQL(" OR ").join(
            SQL(
                """EXISTS (SELECT FROM %s
                            WHERE email_normalized = %s AND message_bounce > 0)""",
                SQL.identifier(model._table),
                address,
            )
            for model in models
        )
        return self.env.execute_query(SQL("SELECT %s", counters))[0][0]

    # ------------------------------------------------------------
    # What is no failure
    # ------------------------------------------------------------

    @api.model
    def _note(self, case):
        """Note a report that is no failure on the message, without turning it red."""
        report = case.attempt.report
        sent = case.message_dict["bounced_message"]
        case.attempt.deliveries[-1].mail_message_id = sent.id or 0
        if report.kind == values.DELAY:
            self._note_delays(case)
        elif report.kind == values.ABUSE and case.attempt.settings.blocklist_complaints:
            for recipient in report.recipients:
                self.env["mail.blacklist"].sudo()._add(recipient.address)

    @api.model
    def _note_delays(self, case):
        """Say on the envelope of each recipient that the other server still tries."""
        reader = case.message_dict["bounced_message"].author_id
        for recipient in case.attempt.report.recipients:
            if recipient.action != values.DELAYED:
                continue
            notifications = self._notifications(
                case.message_dict, *self._whom(recipient)
            ).filtered(lambda it: it.notification_status == "sent")
            text = self.with_context(lang=reader.lang)._explain(recipient)
            self._mark(notifications, failure_reason=text)
