# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, models
from odoo.tools.mail import decode_message_header, email_normalize

from ..tools.message.envelope import NULL_SENDER

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
        if not attempt.automatic.may_be_returned:
            return "automatic"
        if not address:
            return "no_address"
        domains = self.env["mail.alias.domain"]._inbound_domains()
        if (
            domains.is_special(address)
            or self.env["mail.alias"]._inbound_match(attempt, [address])[address]
        ):
            return "own_address"
        if self._is_told_enough(attempt, address):
            return "told_before"
        return ""

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
    def _tag(self):
        """Return the values that every notice has, whoever writes it."""
        return {"headers": repr(NOTICE_HEADERS)}

    @api.model
    def _language(self, message_dict):
        """Return the language of the sender, else that of the company that speaks."""
        partner = self.env["res.partner"].sudo()
        address = email_normalize(message_dict.get("email_from") or "")
        if address:
            partner = partner.search([("email_normalized", "=", address)], limit=1)
        return partner.lang or self.env.company.partner_id.lang
