# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import imaplib

from odoo import api, fields, models

from ..tools.mailbox.imap_memory import FolderMemory, Search, first_look, look
from ..tools.mailbox.values import BATCH_MESSAGES, BROKE_CONNECTION, MailboxError


class MailInboundFolder(models.Model):
    """A folder of an IMAP mailbox from which messages are fetched."""

    _name = "mail.inbound.folder"
    _description = "Folder of an Incoming Mail Server"
    _order = "sequence, id"

    server_id = fields.Many2one(
        "fetchmail.server", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(
        "Folder",
        required=True,
        default="INBOX",
        help="As the mail server calls it, with all levels: Team/Sales, for instance. "
        "Test & Confirm lists the folders.",
    )
    object_id = fields.Many2one(
        "ir.model",
        "Create a New Record",
        domain=[("is_mail_thread", "=", True)],
        ondelete="cascade",
        help="Kind of record to make of messages that no alias takes. "
        "Empty: what the server says.",
    )
    alias_id = fields.Many2one(
        "mail.alias",
        "Belongs To",
        ondelete="set null",
        index="btree_not_null",
        help="Messages in this folder are for this alias, whatever they say.",
    )
    memory = fields.Json(readonly=True, copy=False)
    is_careful = fields.Boolean(
        readonly=True,
        copy=False,
        help="The connection broke while messages were fetched together: now they "
        "are fetched one by one, to find the one that breaks it.",
    )
    waiting = fields.Integer(
        readonly=True, copy=False, help="Messages that are still to be fetched."
    )
    import_total = fields.Integer(
        readonly=True, copy=False, help="Messages to fetch when the folder was new."
    )
    last_success = fields.Datetime(readonly=True, copy=False)
    error = fields.Char("Last Error", readonly=True, copy=False)
    position = fields.Char(compute="_compute_memory")
    skipped = fields.Text("Why They Stay", compute="_compute_memory")
    skipped_count = fields.Integer("Skipped", compute="_compute_memory")

    _name_uniq = models.Constraint(
        "UNIQUE(server_id, name)", "This folder is listed already."
    )

    @api.depends("memory")
    def _compute_memory(self):
        sentences = self.env["fetchmail.server"]._sentences_of_reasons()
        for folder in self:
            memory = folder._memory()
            folder.position = f"{memory.uidvalidity}:{memory.last_uid}"
            folder.skipped_count = len(memory.skipped)
            folder.skipped = "\n".join(
                f"UID {uid}: {sentences.get(reason, reason)}"
                for uid, (reason, _tries) in memory.skipped.items()
            )

    def action_try_skipped(self):
        """Let the next run try again what stayed in the mailbox."""
        for folder in self:
            folder.memory = folder._memory().tried_again().data()

    def _memory(self):
        """Return what is remembered of this folder."""
        return FolderMemory.of(self.memory or {})

    def _note_position(self, mailbox):
        """Note what is in the open folder before the first fetch.

        From then on nothing is missed that somebody reads elsewhere first.

        :param ImapMailbox mailbox: with the folder open.
        """
        memory = first_look(mailbox, self._memory(), fields.Date.today())
        self.memory = memory.data()

    def _fetch(self, mailbox, allowance):
        """Fetch what is new in this folder.

        :param ImapMailbox mailbox: logged in.
        :param Allowance allowance: how much of it now.
        :return: tuple of how many messages are still to be fetched, and a sentence
            about what went wrong without stopping the others, empty if nothing did.
        :raises MailboxError: the folder cannot be opened or searched.
        """
        self.ensure_one()
        mailbox.select(self.name)
        memory, uids = look(
            mailbox, self._memory(), self._search_wanted(), fields.Date.today()
        )
        self._note_found(memory, len(uids))
        waiting, problem = len(uids), ""
        max_size = self.env["mail.inbound.message"]._settings().max_size
        together = 1 if self.is_careful else BATCH_MESSAGES
        try:
            for batch in mailbox.fetch(uids, max_size, together):
                safe, unsafe = self.server_id._keep(
                    batch, self.alias_id, self.object_id
                )
                problem = self._acknowledge(mailbox, safe) or problem
                memory = memory.after(safe, unsafe)
                waiting -= len(batch)
                self._write_apart({"memory": memory.data(), "waiting": waiting})
                allowance.spend(len(batch))
                if allowance.is_used_up:
                    break
        except (imaplib.IMAP4.abort, OSError):
            self._note_broken(memory, mailbox.in_flight)
            raise
        self._write_apart(
            {
                "error": problem,
                "last_success": fields.Datetime.now(),
                "is_careful": False,
            }
        )
        return waiting, problem

    def _search_wanted(self):
        """Return what to look for."""
        server = self.server_id
        return Search(
            only_unseen=server.search_mode == "unseen",
            start_date=server.start_date or None,
            limit=server.import_limit,
            rescan_days=self.env["mail.inbound.message"]._settings().row_days,
        )

    def _note_found(self, memory, count):
        """Note what there is to fetch; the first time it makes the progress bar."""
        values = {"memory": memory.data(), "waiting": count}
        before = self._memory()
        if (memory.uidvalidity, memory.import_uids) != (
            before.uidvalidity,
            before.import_uids,
        ):
            values["import_total"] = count
        self._write_apart(values)

    def _acknowledge(self, mailbox, uids):
        """Do on the server what is to be done with messages that are safe here.

        :return: why that was not possible, empty if it was. The messages are stored:
            this is no reason to stop.
        """
        server = self.server_id
        if not uids or server.after_fetch == "leave":
            return ""
        try:
            if server.after_fetch == "move":
                mailbox.move(uids, server.move_to)
            elif server.after_fetch == "delete":
                mailbox.delete(uids)
            else:
                mailbox.mark_seen(uids)
        except MailboxError as error:
            return self.env._(
                "%(folder)s: the messages came in, but the mail server did not let "
                "us mark, move or delete them: %(error)s",
                folder=self.name,
                error=error,
            )
        return ""

    def _note_broken(self, memory, in_flight):
        """Note which messages were being fetched when the connection broke.

        Of many nobody knows which one it was: next time they come one by one. A
        single one is skipped for now, so that it does not stop the others for ever.
        """
        if len(in_flight) == 1:
            memory = memory.after([], {in_flight[0]: BROKE_CONNECTION})
            self._write_apart({"memory": memory.data()})
        elif in_flight:
            self._write_apart({"is_careful": True})

    def _write_apart(self, values):
        """Write in a transaction of its own: ours holds the lock of the server."""
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).write(values)
