# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.message.envelope import NULL_SENDER


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    @api.model
    def _prepare_email_message__(self, message, smtp_session):  # noqa: PLW3201
        """Send a notice from the null return-path (RFC 5321, section 4.5.5)."""
        if message["Return-Path"] != NULL_SENDER:
            return super()._prepare_email_message__(message, smtp_session)
        del message["Return-Path"]  # no address: it would be refused as malformed
        server = self.with_context(domain_bounce_address=False)
        _sender, recipients, message = super(
            IrMailServer, server
        )._prepare_email_message__(message, smtp_session)
        return "", recipients, message
