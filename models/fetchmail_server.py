# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import logging
from datetime import datetime

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.channels import MAILBOXES
from ..tools.errors import text_of

_logger = logging.getLogger(__name__)

FETCH_SCHEDULE = "mail.ir_cron_mail_gateway_action"

AS_BEFORE = {"tls_check": "none", "search_mode": "unseen"}
"""Values of servers that were there before this module: they go on as they did."""

NO_LIMIT = 50
"""The default of Odoo, which an override must keep: here it stands for any number."""


class FetchmailServer(models.Model):
    _name = "fetchmail.server"
    _inherit = [
        "fetchmail.server",
        "mail.inbound.fetching",
        "mail.inbound.fetch.health",
        "mail.inbound.connection",
    ]

    # who the mail is for
    owner_alias_id = fields.Many2one(
        "mail.alias",
        "Belongs To (Alias)",
        ondelete="set null",
        help="All mail in this mailbox is for this alias, whatever it says.",
    )
    owner_address = fields.Char(
        "Belongs To (Address)",
        help="All mail in this mailbox is for this address, whatever it says.",
    )
    envelope_header = fields.Char(
        help="Header in which your provider writes whom a message is really for: "
        "Delivered-To, X-Original-To, Envelope-To, X-Envelope-To… With it one "
        "catch-all mailbox serves all aliases. Only name a header that your provider "
        "always writes: else a sender could.",
    )
    # IMAP
    folder_ids = fields.One2many("mail.inbound.folder", "server_id")
    search_mode = fields.Selection(
        [
            ("new", "Messages that are new to Odoo"),
            ("unseen", "Messages that nobody has read"),
        ],
        "Fetch",
        required=True,
        default="new",
        help="New to Odoo: you may read the mailbox elsewhere, nothing is missed. "
        "That nobody has read: what you read elsewhere first never reaches Odoo.",
    )
    after_fetch = fields.Selection(
        [
            ("seen", "Mark as read"),
            ("move", "Move to a folder"),
            ("delete", "Delete"),
            ("leave", "Leave untouched"),
        ],
        "Then",
        required=True,
        default="seen",
        help="What to do in the mailbox with a message that is safe in Odoo.",
    )
    move_to = fields.Char(help="This folder is made if need be.")
    start_date = fields.Date(
        "Not Older Than",
        help="Of what was in a folder before it was set up, everything since this day "
        "is fetched, read or not. Empty: what nobody has read, whatever its age.",
    )
    import_limit = fields.Integer(
        "At First At Most",
        help="When a folder is fetched for the first time, fetch only so many of its "
        "newest messages. 0: all of them.",
    )
    # POP
    pop_delete = fields.Selection(
        [
            ("at_once", "As soon as they are safe here"),
            ("after_days", "After some days"),
            ("never", "Never"),
        ],
        "Delete Messages",
        required=True,
        default="at_once",
    )
    pop_delete_days = fields.Integer("Days", default=30)
    uidl_ids = fields.One2many(
        "mail.inbound.uidl",
        "server_id",
        "Messages That Cannot Be Fetched",
        domain=[("reason", "!=", False)],
        readonly=True,
    )
    # figures
    waiting = fields.Integer(
        compute="_compute_figures", help="Messages that are still to be fetched."
    )
    progress = fields.Float(
        compute="_compute_figures", help="How much of the first import is done."
    )
    skipped_count = fields.Integer(
        "Messages That Stay",
        compute="_compute_figures",
        help="Messages in the mailbox that could not be fetched.",
    )
    time_budget = fields.Integer(
        "Seconds at a Time",
        default=30,
        help="After so many seconds it is the turn of the next server; the rest is "
        "fetched in the next round.",
    )

    _time_budget_positive = models.Constraint(
        "CHECK(time_budget > 0)", "A server needs at least one second at a time."
    )

    def _init_column(self, column_name):
        if column_name not in AS_BEFORE:
            super()._init_column(column_name)
            return
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s",
                SQL.identifier(self._table),
                SQL.identifier(column_name),
                AS_BEFORE[column_name],
            )
        )

    @api.constrains("search_mode", "after_fetch", "move_to")
    def _check_after_fetch(self):
        for server in self:
            if server.after_fetch == "move" and not server.move_to:
                raise ValidationError(
                    self.env._("Name the folder to which messages are moved.")
                )
            if server.after_fetch == "leave" and server.search_mode == "unseen":
                raise ValidationError(
                    self.env._(
                        "Messages that nobody has read would be fetched again and "
                        "again if they are left untouched. Mark them as read, or fetch "
                        "messages that are new to Odoo."
                    )
                )

    @api.depends(
        "folder_ids.memory", "folder_ids.waiting", "folder_ids.import_total", "uidl_ids"
    )
    def _compute_figures(self):
        for server in self:
            folders = server.folder_ids
            total = sum(folders.mapped("import_total"))
            server.waiting = sum(folders.mapped("waiting"))
            done = 1 - min(server.waiting / total, 1) if total else 1
            server.progress = 100 * done
            server.skipped_count = len(server.uidl_ids) + sum(
                folders.mapped("skipped_count")
            )

    @api.model_create_multi
    def create(self, vals_list):
        servers = super().create(vals_list)
        servers._make_missing_folders()
        return servers

    def write(self, vals):
        """Begin anew with the mailbox of somebody else."""
        others = self.browse()
        if "user" in vals:
            others = self.filtered(lambda server: server.user != vals["user"])
        result = super().write(vals)
        others.folder_ids.write({"memory": False})
        return result

    # ------------------------------------------------------------
    # Connecting
    # ------------------------------------------------------------

    def _connect__(self, allow_archived=False):  # noqa: PLW3201
        """Connect and log in as Odoo does, but know whom to.

        :return: a connection of imaplib or poplib, or what another module makes.
        """
        self.ensure_one()
        kind = self._get_connection_type()
        if kind not in MAILBOXES:
            return super()._connect__(allow_archived=allow_archived)
        if not allow_archived and not self.active:
            raise UserError(
                self.env._(
                    "The server %s cannot be used because it is archived.",
                    self.display_name,
                )
            )
        connection = self._open_connection(kind)
        if kind == "imap":
            self._imap_login__(connection)
        else:
            connection.user(self.user)
            connection.pass_(self.password)
        return connection

    def button_confirm_login(self):
        """Confirm as Odoo does, and report what there is to see."""
        super().button_confirm_login()
        for server in self:
            server._report_connection()
        return True

    # ------------------------------------------------------------
    # Fetching
    # ------------------------------------------------------------

    def _fetch_mail(self, batch_limit=NO_LIMIT) -> Exception | None:
        """Fetch from each server in turn, the one that waits longest first.

        The scheduled action leaves out servers whose pause is not over, stops when
        its time is up, and comes again at once for what is left: the other scheduled
        actions, and the limits that Odoo sets to its processes, are respected.

        :param int batch_limit: most messages of each server; as in Odoo when nobody
            says how many: as many as its time allows.
        :return: the last error; the other servers were fetched from nevertheless.
        """
        if self.env["mail.inbound.gateway"]._is_neutralized():
            _logger.info("A neutralized database fetches no mail")
            return None
        limit = 0 if batch_limit == NO_LIMIT else batch_limit
        servers = self.with_context(fetchmail_cron_running=True)
        is_scheduled = bool(self.env.context.get("ir_cron_progress_id"))
        if is_scheduled:
            servers = servers.filtered(lambda server: server._is_due_now()).sorted(
                lambda server: server.date or datetime.min
            )
        servers._make_missing_folders()
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress()
        last_error, is_unfinished = None, False
        for server in servers:
            error, waiting = server._fetch_one(limit)
            last_error = error or last_error
            is_unfinished = is_unfinished or bool(waiting)
            if not commit_progress(1, remaining=0):
                is_unfinished = is_unfinished or server != servers[-1]
                break
        if is_scheduled and is_unfinished:
            self.env.ref(FETCH_SCHEDULE)._trigger()
        return last_error

    def _make_missing_folders(self):
        """Fetch the inbox where no folder is named."""
        self.env["mail.inbound.folder"].create(
            [
                {"server_id": server.id}
                for server in self.with_context(active_test=False)
                if server._get_connection_type() == "imap" and not server.folder_ids
            ]
        )

    def fetch_mail(self):
        """Fetch now; what goes wrong is a sentence, not a traceback."""
        try:
            super().fetch_mail()
            return True
        except (UserError, psycopg2.Error):
            raise
        except Exception as error:
            raise UserError(text_of(self.env, error)) from error
