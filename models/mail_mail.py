# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools.mail import email_normalize_all

from ..tools.attempt import attempt_in


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Sign the bounce address where the alias domain asks for it."""
        emails = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        domain = self.record_alias_domain_id or self.env.company.alias_domain_id
        if domain.signs_bounces and self.mail_message_id:
            for email in emails:
                if email["headers"].get("Return-Path") == domain.bounce_email:
                    to = email_normalize_all(",".join(email["email_to"] or []))
                    email["headers"]["Return-Path"] = domain._inbound_sign_bounce(
                        self.mail_message_id, to[0] if len(to) == 1 else ""
                    )
        return emails

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Wait for the commit where a notice answers a message that may be retried."""
        if self.env.context.get("mail_inbound_after_commit"):
            if attempt := attempt_in(self.env):
                attempt.mail_ids.extend(self.ids)
            return self.with_context(
                mail_inbound_after_commit=False
            ).send_after_commit()
        return super().send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Know of notices that could not be sent: nobody was told then."""
        if failure_type:
            self.env["mail.inbound.delivery"]._note_unsent(self)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
