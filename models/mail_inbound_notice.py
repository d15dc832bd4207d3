# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import logging
import secrets
from datetime import timedelta

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import hmac
from odoo.tools.mail import (
    decode_message_header,
    email_normalize,
    generate_tracking_message_id,
    is_html_empty,
)

from ..tools.attempt import TOLD_OF_IT
from ..tools.message.envelope import NULL_SENDER
from ..tools.signature import make_tag

_logger = logging.getLogger(__name__)

NOTICE_HEADERS = {
    "Return-Path": NULL_SENDER,  # RFC 3834, section 3.3: nobody answers a notice
    "Auto-Submitted": "auto-replied",  # RFC 3834, section 5
    "X-Auto-Response-Suppress": "All",  # what Exchange looks at
}
RATE_LIMIT_HOURS = 24


class MailInboundNotice(models.AbstractModel):
    """What senders are told, and when they are better told nothing."""

    _name = "mail.inbound.notice"
    _description = "Notices to Senders of Inbound Messages"

    @api.model
    def _return(self, attempt, thread, message_dict, template, text="", **mail_values):
        """Send a message back with an explanation, in the language of its author.

        :param thread: the ``mail.thread`` model, in the company that speaks.
        :param str template: what is said.
        :param str text: name of the field of the alias domain that is said instead,
            where somebody wrote one.
        """
        thread = thread.with_context(
            lang=self.with_env(thread.env)._language(message_dict),
            **attempt.in_context(),
        )
        own_text = thread.env.company.alias_domain_id[text] if text else ""
        body = thread.env["ir.qweb"]._render(
            "mail_inbound.notice_own_text" if not is_html_empty(own_text) else template,
            {
                "message": message_dict,
                "email": message_dict.get("to"),
                "own_text": own_text,
            },
        )
        thread._routing_create_bounce_email(
            message_dict["email_from"], body, attempt.message, **mail_values
        )

    @api.model
    def _hand_over(self, attempt, send, email_from, body_html, message, mail_values):
        """Send a notice, if it may be sent, when the decision counts.

        Nothing is sent while a message is only looked at, and nothing while a
        delivery fails: the message is tried again, and the sender hears of it when
        that is over.

        :param attempt: what it is about, None where that is none of ours.
        :param send: the ``_routing_create_bounce_email`` that sends it.
        """
        recipient = self._recipient(attempt, email_from, message)
        values = {
            "email_to": recipient,
            **mail_values,
            **self._marks(message, mail_values.get("references")),
        }
        if attempt is None:
            return send(email_from, body_html, message, **values)
        if attempt.is_delivering or attempt.is_asking:
            return None
        if attempt.answers and attempt.answers.is_ended:
            return None
        if why := self._why_silent(attempt, recipient):
            return attempt.keep_silent(why)
        attempt.tell(email_normalize(recipient))
        attempt.effects.append(
            lambda: self._send(attempt, send, email_from, body_html, message, values)
        )
        return None

    @api.model
    def _send(self, attempt, send, email_from, body_html, message, values):
        """Put a notice into the outgoing queue; where that fails nobody was told."""
        told = email_normalize(values["email_to"])
        try:
            with self.env.cr.savepoint():
                send(email_from, body_html, message, **values)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # the boundary: the message is more than its notice
            _logger.warning("A notice could not be made", exc_info=True)
            attempt.untell(told)
        else:
            attempt.note_mail(told)

    @api.model
    def _recipient(self, attempt, email_from, message):
        """Return whom a notice about a message goes to (RFC 3834, section 4)."""
        return (
            (attempt and attempt.envelope.sender)
            or decode_message_header(message, "Return-Path")
            or email_from
        )

    @api.model
    def _why_silent(self, attempt, recipient):
        """Return why nothing may be sent to the recipient; empty: it may.

        A notice to a robot, a list or one of our own addresses comes back.
        """
        address = email_normalize(recipient)
        if attempt.envelope.has_null_sender or recipient == NULL_SENDER:
            return "null_sender"
        if not attempt.origin.may_be_returned:
            return "automatic"
        if not address:
            return "no_address"
        domains = self.env["mail.alias.domain"]._inbound_domains()
        if (
            domains.is_special(address)
            or self.env["mail.alias"]._inbound_match(attempt, [address])[address]
        ):
            return "own_address"
        if self._is_told_of_it(attempt, address):
            return TOLD_OF_IT
        if self._is_told_enough(attempt, address):
            return "told_before"
        return ""

    @api.model
    def _is_told_of_it(self, attempt, address):
        """Whether the address was told of this message, for another recipient."""
        message_id = attempt.message_dict.get("message_id")
        is_other = [
            ("inbound_id.message_id", "=", message_id),
            ("inbound_id", "!=", attempt.inbound_id),
        ]
        deliveries_sudo = self.env["mail.inbound.delivery"].sudo()
        found = deliveries_sudo.search_count([("told", "=", address), *is_other])
        return bool(found)

    @api.model
    def _is_told_enough(self, attempt, address):
        """Whether the address was told the same often enough today."""
        since = self.env.cr.now() - timedelta(hours=RATE_LIMIT_HOURS)
        limit = attempt.settings.max_notices
        told = (
            self.env["mail.inbound.delivery"]
            .sudo()
            .search_count(
                [
                    ("told", "=", address),
                    ("reason", "=", attempt.reason_of_notice),
                    ("create_date", ">=", since),
                ],
                limit=limit,
            )
        )
        return told >= limit

    @api.model
    def _marks(self, message, references=""):
        """Return the values that every notice has, whoever writes it.

        They say what it is and what it answers (RFC 3834, section 3.1.5), and its tag
        makes an answer to it known.

        :param str references: the ids that its writer refers to.
        """
        message_id = message.get("Message-Id", "")
        headers = {**NOTICE_HEADERS, "In-Reply-To": message_id}
        tag = generate_tracking_message_id(make_tag(secrets.token_hex(8), self._digest))
        subject = " ".join(decode_message_header(message, "Subject").split())
        return {
            "headers": repr(headers),
            "references": f"{references or message_id} {tag}",
            "subject": f"Re: {subject}",
        }

    @api.model
    def _digest(self, text):
        """Return the keyed digest of a text that stands in the tag of a notice."""
        return hmac(self.env(su=True), "mail_inbound.notice", text)

    @api.model
    def _language(self, message_dict):
        """Return the language of the sender, else that of the company that speaks."""
        partner = self.env["res.partner"].sudo()
        address = email_normalize(message_dict.get("email_from") or "")
        if address:
            partner = partner.search([("email_normalized", "=", address)], limit=1)
        return partner.lang or self.env.company.partner_id.lang
