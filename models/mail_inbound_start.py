# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class MailInboundStart(models.Model):
    """The begin of an attempt, committed at once and apart from what it does.

    An attempt that has begun and never ended took its worker along: after a few of
    them the message is held instead of bringing down the next worker.
    """

    _name = "mail.inbound.start"
    _description = "Attempt at an Inbound Message"

    inbound_id = fields.Many2one(
        "mail.inbound.message",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )

    def _note_begun(self, inbound_id):
        """Commit that an attempt at the message begins.

        Nothing is lost when a crash of PostgreSQL swallows the last ones, so this
        does not wait for the disk.
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                """SET LOCAL synchronous_commit TO OFF;
                   INSERT INTO mail_inbound_start (inbound_id, create_date)
                   VALUES (%s, now() AT TIME ZONE 'UTC')""",
                [inbound_id],
            )
