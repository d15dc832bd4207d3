# Part of mail_inbound. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.mailbox.values import FINAL_REASONS, MailboxError


class MailInboundUidl(models.Model):
    """A message in a POP mailbox that was fetched, or could not be.

    It is forgotten when the message is in the mailbox no more.
    """

    _name = "mail.inbound.uidl"
    _description = "Message in a POP Mailbox"
    _rec_name = "uidl"

    server_id = fields.Many2one(
        "fetchmail.server",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    uidl = fields.Char("UIDL", required=True, readonly=True)
    reason = fields.Char(readonly=True, help="Why it stays in the mailbox.")
    sentence = fields.Char("Why It Stays", compute="_compute_sentence")

    _uidl_uniq = models.UniqueIndex("(server_id, uidl)")

    @api.depends("reason")
    def _compute_sentence(self):
        sentences = self.env["fetchmail.server"]._sentences_of_reasons()
        for message in self:
            message.sentence = sentences.get(message.reason, message.reason)

    def action_try_again(self):
        """Let the next run try again what stayed in the mailbox."""
        self.unlink()

    @api.model
    def _fetch(self, server, mailbox, allowance):
        """Fetch what is new in the mailbox, and delete what is due.

        :param server: the incoming mail server.
        :param PopMailbox mailbox: logged in.
        :param Allowance allowance: how much of it now.
        :return: how many messages are still to be fetched.
        :raises MailboxError: the server has no UIDL, which is needed to leave
            messages where they are.
        """
        entries = mailbox.entries()
        if not mailbox.has_uidl and server.pop_delete != "at_once":
            raise MailboxError(
                self.env._(
                    "This server does not tell which messages are new (UIDL). "
                    "Choose to delete messages as soon as they are safe here."
                )
            )
        known = self._known(server) if mailbox.has_uidl else {}
        self._forget_gone(server, known, entries)
        mailbox.delete(
            [entry for entry in entries if self._is_over(server, known.get(entry.uid))]
        )
        new = [entry for entry in entries if _is_wanted(known.get(entry.uid))]
        waiting = len(new)
        max_size = self.env["mail.inbound.message"]._settings().max_size
        for batch in mailbox.fetch(new, max_size):
            safe, unsafe = server._keep(batch.values())
            if mailbox.has_uidl:
                self._remember(server, safe, unsafe)
            if server.pop_delete == "at_once":
                mailbox.delete([entry for entry in batch if entry.uid in safe])
            waiting -= len(batch)
            allowance.spend(len(batch))
            if allowance.is_used_up:
                break
        return waiting

    @api.model
    def _is_over(self, server, note):
        """Whether a message is safe here, and to be deleted from the server now.

        :param note: what :meth:`_known` says of it; None: it was not fetched yet.
        """
        if note is None or note[1] or server.pop_delete == "never":
            return False
        days = server.pop_delete_days if server.pop_delete == "after_days" else 0
        return note[0] <= fields.Datetime.subtract(fields.Datetime.now(), days=days)

    @api.model
    def _known(self, server):
        """Return a dict of UIDL to when it was noted, and the reason why it stays."""
        rows = self.env.execute_query(
            SQL(
                "SELECT uidl, create_date, reason FROM %s WHERE server_id = %s",
                SQL.identifier(self._table),
                server.id,
            )
        )
        return {uidl: (noted, reason) for uidl, noted, reason in rows}

    @api.model
    def _forget_gone(self, server, known, entries):
        """Forget the messages that are in the mailbox no more."""
        gone = known.keys() - {entry.uid for entry in entries}
        if gone:
            with self.env.registry.cursor() as cr:
                cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE server_id = %s AND uidl IN %s",
                        SQL.identifier(self._table),
                        server.id,
                        tuple(gone),
                    )
                )

    @api.model
    def _remember(self, server, safe, unsafe):
        """Note what became of messages, in a transaction of its own.

        :param safe: UIDLs of messages that are stored.
        :param dict unsafe: by UIDL, why others are not.
        """
        rows = [(uidl, None) for uidl in safe] + list(unsafe.items())
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """INSERT INTO %s (server_id, uidl, reason, create_date)
                       VALUES %s
                       ON CONFLICT (server_id, uidl)
                       DO UPDATE SET reason = EXCLUDED.reason""",
                    SQL.identifier(self._table),
                    SQL(", ").join(
                        SQL(
                            "(%s, %s, %s, now() AT TIME ZONE 'UTC')",
                            server.id,
                            uidl,
                            reason,
                        )
                        for uidl, reason in rows
                    ),
                )
            )


def _is_wanted(note):
    """Whether a message is to be fetched, by what is known of it."""
    if note is None:
        return True
    _noted, reason = note
    return bool(reason) and reason not in FINAL_REASONS
