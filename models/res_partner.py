# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools.mail import email_normalize


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _inbound_is_known(self, attempt, emails):
        """Whether a contact, also an archived one, has one of the addresses.

        :param attempt: remembers the answers while a message is routed; a delivery
            may make contacts.
        :param emails: addresses as they are written in a header.
        """
        addresses = {email_normalize(email, strict=False) for email in emails}
        if not all(addresses):
            return True  # found by what is written, if at all
        unknown = addresses - attempt.strangers
        if not unknown:
            return False
        found = (
            self.sudo()
            .with_context(active_test=False)
            .search_count([("email_normalized", "in", list(unknown))], limit=1)
        )
        if not found and not attempt.is_delivering:
            attempt.strangers |= unknown
        return bool(found)
