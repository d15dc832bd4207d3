# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import (
    decode_message_header,
    email_normalize,
    html2plaintext,
    plaintext2html,
)

from ..tools.message.envelope import NULL_SENDER
from ..tools.report import read_report, values

RECORDED_REASONS = {
    values.SUCCESS: "success_notice",
    values.RECEIPT: "read_receipt",
    values.DELAY: "delay_notice",
    values.ABUSE: "complaint",
}
"""Kinds of reports that turn no envelope red, and how they are recorded."""

RECORDED_KINDS = {values.FAILURE, *RECORDED_REASONS}
"""Kinds of reports that are recorded on what they are about."""

BY_OTHERS = "other_module"

GRACE = timedelta(days=30)
"""After the switch to signed bounce addresses: how long older mail may come back."""

NOTICE_LIMIT = 2000
"""Characters of a notice that are shown behind its explanation."""


class MailInboundReport(models.AbstractModel):
    """Records what reports tell about messages of ours."""

    _name = "mail.inbound.report"
    _inherit = ["mail.inbound.report.envelopes"]
    _description = "Reports about Sent Messages"

    @api.model
    def _read(self, attempt, thread, message, message_dict):
        """Read a message as a report, for ``message_parse``.

        Only what is recorded on something is one; all else goes on as mail.

        :param thread: the ``mail.thread`` model, whose hooks may know better.
        :return: the bounce values that the hooks of Odoo expect.
        """
        domains = self.env["mail.alias.domain"]._inbound_domains()
        own = {
            it.address for it in attempt.candidates if domains.is_special(it.address)
        }
        bounce_addresses = filter(domains.is_bounce, own)
        is_place = self._is_place(attempt, message, bounce_addresses)
        attempt.is_report_place = is_place
        attempt.report = report = read_report(message, own, is_report_place=is_place)
        sent = self._find_sent(attempt, report)
        author = email_normalize(message_dict["email_from"]) or ""
        is_known = report.kind in RECORDED_KINDS
        is_report = is_known and self._is_ours(attempt, sent, report)
        if not report.is_structured and author in self._addresses_of(sent):
            is_report = False  # who got the message wrote: words of a person
        if is_known and not is_report:
            attempt.note(
                "report",
                "foreign_report",
                kind=report.kind,
                detector=report.detector,
            )
        is_daemon = author.startswith("mailer-daemon@")
        is_daemon = is_daemon and not self._is_surely_foreign(attempt)
        with attempt.answering(is_report or is_daemon):
            is_report = thread._detect_is_bounce(message, message_dict)
        if not is_report:
            return {"is_bounce": False}
        first = report.recipients[0].address if report.recipients else False
        return {
            "is_bounce": True,
            "bounced_email": email_normalize(first or "") or first,
            "bounced_partner": self.env["res.partner"].sudo(),
            "bounced_msg_ids": list(report.message_ids),
            "bounced_message": sent,
        }

    @api.model
    def _is_place(self, attempt, message, bounce_addresses):
        """Whether a message came where reports come (RFC 5321, section 4.5.5).

        The header counts only where the transport does not know the sender.
        """
        if attempt.envelope.has_null_sender or any(bounce_addresses):
            return True
        if attempt.envelope.sender:
            return False
        return decode_message_header(message, "Return-Path").strip() == NULL_SENDER

    @api.model
    def _is_surely_foreign(self, attempt):
        """Whether it is a report that no person could have written, not about us."""
        report = attempt.report
        is_known = report.kind in RECORDED_KINDS
        return is_known and report.is_structured and attempt.is_report_place

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
            attempt.note("report", "signed" if signed.message_id else "forged")
            attempt.signed_for = signed.recipient
            return messages.browse(signed.message_id).exists()
        ids = report.message_ids
        if not ids:
            return messages
        found = messages.search([("message_id", "in", list(ids))])
        sent = found.sorted(lambda it: (ids.index(it.message_id), -it.id))[:1]
        if sent and self._must_be_signed(sent):
            attempt.note("report", "forged")
            return messages
        return sent

    @api.model
    def _must_be_signed(self, sent):
        """Whether reports about a message come to a signed address, or are forged.

        For a while after the switch, older mail may still come back as it left.
        """
        domain = sent.record_alias_domain_id or sent.record_company_id.alias_domain_id
        since = domain.signs_bounces and domain.signs_bounces_since
        if not since:
            return False
        return sent.create_date >= since or since < fields.Datetime.now() - GRACE

    @api.model
    def _is_ours(self, attempt, sent, report):
        """Whether a report is about something that this database sent.

        A mailing may keep no message, only its traces.
        """
        if sent or not report.message_ids:
            return bool(sent)
        return bool(self._traces(report.message_ids))

    @api.model
    def _traces(self, message_ids):
        """Return the traces of a mailing that has these Message-Ids."""
        traces = self.env.get("mailing.trace")
        if traces is None or not message_ids:
            return []
        return traces.sudo().search([("message_id", "in", list(message_ids))])

    # ------------------------------------------------------------
    # Failures
    # ------------------------------------------------------------

    @api.model
    def _record(self, case):
        """Record the report of a case on what it is about, when it is decided."""
        report = case.attempt.report
        if report.kind not in RECORDED_KINDS:
            report = case.attempt.report = self._read_by_others(case.message_dict)
        sent = case.message_dict["bounced_message"]
        if not report or not self._is_ours(case.attempt, sent, report):
            return case.end("report", "unclear_report")  # a daemon wrote, or says so
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
    def _read_by_others(self, message_dict):
        """Return the report that another module has read, None where none has."""
        if not message_dict["bounced_message"] or not message_dict["bounced_email"]:
            return None
        failure = values.ReportRecipient(
            message_dict["bounced_email"], action=values.FAILED, reason=values.OTHER
        )
        return values.Report(values.FAILURE, BY_OTHERS, recipients=(failure,))

    @api.model
    def _record_failures(self, case):
        """Record each failed recipient of a report."""
        sent = case.message_dict["bounced_message"]
        report = case.attempt.report
        failed = [it for it in report.recipients if it.action == values.FAILED]
        failures = [it for it in failed if self._is_believed(case.attempt, it, sent)]
        if not failures:
            failures = self._only_recipient(sent, failed)
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
    def _is_believed(self, attempt, recipient, sent):
        """Whether the message was sent to an address, as a report says of it.

        A signed bounce address speaks for its own recipient. Where nobody remembers
        whom the message was sent to, fields made for programs are believed.
        """
        if attempt.report.detector == BY_OTHERS:
            return True
        addresses = {email_normalize(recipient.address), recipient.original_address}
        if attempt.signed_for:
            return attempt.signed_for in addresses
        known = self._addresses_of(sent, attempt.report.message_ids)
        if not known:
            return attempt.report.is_structured
        return not addresses.isdisjoint(known)

    @api.model
    def _addresses_of(self, sent, message_ids=()):
        """Return to whom a message was sent, or the mailing that left traces."""
        notified = sent.notification_ids
        addresses = notified.res_partner_id.mapped("email_normalized")
        addresses += notified.mapped("mail_email_address")
        if not sent:
            addresses += [email_normalize(it.email) for it in self._traces(message_ids)]
        return set(filter(None, addresses))

    @api.model
    def _only_recipient(self, sent, failed):
        """Return the failure of the only recipient, where a report names no other.

        What it names may be where that one's mail is forwarded to. It says nothing
        about the address of our recipient, so it does not count.

        :param failed: what the report says of addresses that we did not write to.
        """
        partners = sent.notification_ids.res_partner_id
        if len(partners) != 1:
            return []
        said = failed[0] if failed else values.ReportRecipient("", reason=values.OTHER)
        return [
            replace(
                said,
                address=partners.email_normalized or "",
                original_address="",
                action=values.FAILED,
                permanent=False,
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
        notifications = self._notifications(case.message_dict, addresses, partners)
        is_new = "bounce" not in notifications.mapped("notification_status")
        # one message, one recipient, one count; and only what the address is to blame
        # for: what was given up for a while says nothing about it
        with case.attempt.counting(failure.permanent and is_new):
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
            notifications,
            failure_reason=text,
            failure_type="mail_bounce",
            notification_status="bounce",
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
                if self._is_believed(case.attempt, recipient, sent):
                    self.env["mail.blacklist"].sudo()._add(recipient.address)
