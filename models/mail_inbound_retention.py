# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, models

BATCH = 1000
"""Messages that one turn of the vacuum cleaner takes."""


class MailInboundRetention(models.AbstractModel):
    """Removes other people's letters after their time.

    Only what is finished has a ``finished_at``: failed and held messages stay.
    """

    _name = "mail.inbound.retention"
    _description = "Retention of Inbound Messages"

    @api.autovacuum
    def _gc_content(self):
        """Remove the content of messages that are finished long enough.

        :return: tuple of the messages done and whether some remain.
        """
        days = self.env["mail.inbound.message"]._settings().content_days
        expired = self._expired(days, [("is_purged", "!=", True)])
        for message in expired:
            message.content_digest = message._content_digest()
            message.invalidate_recordset(["raw"])
        expired.write({"raw": False, "traceback": False, "is_purged": True})
        return len(expired), len(expired) == BATCH

    @api.autovacuum
    def _gc_rows(self):
        """Remove messages that are finished for very long.

        :return: tuple of the messages done and whether some remain.
        """
        expired = self._expired(self.env["mail.inbound.message"]._settings().row_days)
        expired.unlink()
        return len(expired), len(expired) == BATCH

    @api.model
    def _expired(self, days, domain=()):
        """Lock and return a batch of messages that are finished for so many days.

        Those that an operator takes up again at this moment are left out.
        """
        limit = self.env.cr.now() - timedelta(days=days)
        expired = self.env["mail.inbound.message"].search(
            [("finished_at", "<", limit), *domain], order="finished_at", limit=BATCH
        )
        return expired.try_lock_for_update()
