# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .mail_inbound_retention import BATCH


class MailInboundIdentity(models.Model):
    """The Message-Ids that came in, for one of several twins to be first.

    Copies of one message may come in at the same moment through several doors. Who
    writes the row of its Message-Id goes on; the others meet a serialization failure
    when that is committed, run again, and see what was delivered already.
    """

    _name = "mail.inbound.identity"
    _description = "Message-Id that Came In"

    message_id = fields.Char("Message-Id", required=True, readonly=True)

    _message_id_uniq = models.UniqueIndex("(message_id)")

    @api.model
    def _lock(self, message_id):
        """Make this transaction the only one that processes the Message-Id.

        :raises psycopg2.errors.SerializationFailure: another one did, meanwhile.
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO mail_inbound_identity
                               (message_id, create_date, write_date)
                        VALUES (%s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
                   ON CONFLICT (message_id) DO UPDATE
                           SET write_date = EXCLUDED.write_date""",
                message_id,
            ),
            log_exceptions=False,
        )

    @api.autovacuum
    def _gc_old(self):
        """Forget Message-Ids that did not come in for as long as rows are kept."""
        days = self.env["mail.inbound.message"]._settings().row_days
        limit = fields.Datetime.now() - timedelta(days=days)
        old = self.search([("write_date", "<", limit)], limit=BATCH)
        old.unlink()
        return len(old), len(old) == BATCH
