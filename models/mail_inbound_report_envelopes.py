# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import logging

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools.mail import email_normalize

from ..tools.report import values
from ..tools.report.sentences import SENTENCES

_logger = logging.getLogger(__name__)


class MailInboundReportEnvelopes(models.AbstractModel):
    """What reports say on the envelopes of a message, one for each recipient."""

    _name = "mail.inbound.report.envelopes"
    _description = "Reports on Envelopes"

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
    def _mark(self, notifications, **values):
        """Write on envelopes, and let them change where they are on a screen."""
        notifications.write(values)
        try:
            notifications.mail_message_id._notify_message_notification_update()
        except AccessError:  # who sent the message may read it no more
            _logger.info("The author of a message is not told", exc_info=True)

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
