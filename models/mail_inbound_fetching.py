# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import imaplib
import logging
import poplib
from datetime import datetime

import psycopg2

from odoo import models

from odoo.addons.mail.models.fetchmail import MAIL_SERVER_DOMAIN

from ..tools.channels import of_mailbox
from ..tools.errors import InboundError
from ..tools.mailbox import values as reasons
from ..tools.mailbox.imap import ImapMailbox
from ..tools.mailbox.pop import PopMailbox
from ..tools.mailbox.values import Allowance, Fetched, MailboxError, envelope_of
from ..tools.route import address_of

_logger = logging.getLogger(__name__)


class MailInboundFetching(models.AbstractModel):
    """How messages get out of a mailbox: store, commit, and only then acknowledge."""

    _name = "mail.inbound.fetching"
    _description = "Fetching from an Incoming Mail Server"

    def _fetch_one(self, batch_limit=0):
        """Fetch from one server, unless somebody else does.

        Its row is locked meanwhile; the caller commits.

        :return: tuple of the error, None if there was none, and how many messages are
            still to be fetched.
        """
        error, waiting, problem = None, 0, ""
        if not self._lock_for_fetching():
            _logger.info("Another process fetches from server %s", self.id)
            return None, 0
        allowance = Allowance(self.time_budget, batch_limit)
        try:
            waiting, problem = self._fetch_over(self._connect__(), allowance)
        except Exception as failure:  # the boundary: one server cannot stop others
            # where the database is gone, noting the outcome fails too, and says so
            _logger.info("Fetching from %s failed", self.name, exc_info=True)
            error = failure
            if isinstance(failure, psycopg2.Error):  # else nothing could be noted
                self.env.cr.rollback()
        self._note_outcome(error, problem)
        _logger.info(
            "Fetched %s messages from %s, %s to come",
            *(allowance.fetched, self.name, waiting),
        )
        return error, waiting

    def _lock_for_fetching(self):
        """Lock the server; return whether that was possible and it is in use."""
        try:
            locked = self.try_lock_for_update(allow_referencing=True)
        except psycopg2.errors.SerializationFailure:  # changed since we looked
            self.env.cr.rollback()
            return False
        return bool(locked.filtered_domain(MAIL_SERVER_DOMAIN))

    def _fetch_over(self, connection, allowance):
        """Fetch from one server over a connection that is logged in; then close it.

        :param connection: what ``_connect__`` returned.
        :param Allowance allowance: how much of it now.
        :return: tuple of how many messages are still to be fetched, and a sentence
            about what went wrong without stopping the others, empty if nothing did.
        """
        self.ensure_one()
        if isinstance(connection, imaplib.IMAP4):
            mailbox = ImapMailbox(connection)
            fetch = self._fetch_folders
        elif isinstance(connection, poplib.POP3):
            mailbox = PopMailbox(connection)
            fetch = self._fetch_pop
        else:
            mailbox = ForeignMailbox(connection)
            fetch = self._fetch_foreign
        try:
            return fetch(mailbox, allowance)
        finally:
            mailbox.close()

    def _fetch_folders(self, mailbox, allowance):
        """Fetch from all folders of an IMAP server; see :meth:`_fetch_over`."""
        waiting, problems = 0, []
        # the one that waits longest comes first: a huge one cannot starve the others
        for folder in self.folder_ids.sorted(
            lambda folder: folder.last_success or datetime.min
        ):
            try:
                left, problem = folder._fetch(mailbox, allowance)
                waiting += left
            except MailboxError as error:
                problem = f"{folder.name}: {error}"
                folder._write_apart({"error": problem})
            problems.append(problem)
        return waiting, "\n".join(filter(None, problems))

    def _fetch_pop(self, mailbox, allowance):
        """Fetch from a POP server; see :meth:`_fetch_over`."""
        return self.env["mail.inbound.uidl"]._fetch(self, mailbox, allowance), ""

    def _fetch_foreign(self, mailbox, allowance):
        """Fetch over a connection that another module made, in the way of Odoo.

        See :meth:`_fetch_over`.
        """
        connection = mailbox.connection
        waiting = connection.check_unread_messages()
        for number, message in connection.retrieve_unread_messages():
            self._process_foreign(message)
            connection.handled_message(number)
            waiting -= 1
            allowance.spend(1)
            if allowance.is_used_up:
                break
        return waiting, ""

    def _process_foreign(self, message):
        """Process a message at once; when that fails it is stored, and tried again.

        :raises Exception: it is not stored either.
        """
        try:
            with self.env.registry.cursor() as cr:
                thread = self.env["mail.thread"].with_env(self.env(cr=cr))
                thread.with_context(
                    default_fetchmail_server_id=self.id
                ).message_process(message=message, **self._fallback())
        except Exception:  # the boundary: not lost, whatever happened
            _logger.info("A message of %s is kept", self.name, exc_info=True)
            raw = message.encode() if isinstance(message, str) else message
            self._accept_one(Fetched(0, raw))

    def _keep(self, batch, alias=None, model=None):
        """Store messages, each committed.

        :param batch: iterable of ``Fetched`` and ``Unfetched``.
        :param alias: alias that they are for, whatever they say.
        :param model: ``ir.model`` of the records to make when no alias takes them.
        :return: tuple of the list of uids that are safe now, and a dict of the other
            uids to the reason why they are not.
        :raises psycopg2.Error: the database is in trouble; nothing more can be kept.
        """
        safe, unsafe = [], {}
        for message in batch:
            if not isinstance(message, Fetched):
                unsafe[message.uid] = message.reason
                continue
            try:
                self._accept_one(message, alias, model)
                safe.append(message.uid)
            except InboundError as error:
                _logger.info("A message stays on %s: %s", self.name, error.sentence)
                unsafe[message.uid] = REASON_OF_STATUS.get(
                    error.status, reasons.NOT_STORED
                )
            except psycopg2.DataError:
                _logger.exception("A message stays on %s", self.name)
                unsafe[message.uid] = reasons.NOT_STORED
        if safe:
            self._wake_processing()
        return safe, unsafe

    def _accept_one(self, message, alias=None, model=None):
        """Store one message; see :meth:`_keep`."""
        owner = address_of(alias or self.owner_alias_id) or self.owner_address or ""
        return self.env["mail.inbound.message"]._accept(
            message.raw,
            envelope_of(message.raw, self.envelope_header or "", owner),
            of_mailbox(self._get_connection_type()),
            fallback=self._fallback(model),
            is_due=True,
            fetchmail_server_id=self.id,
        )

    def _fallback(self, model=None):
        """Return the arguments of ``message_process`` for messages of this server."""
        return {
            "model": (model or self.object_id).model or False,
            "save_original": self.original,
            "strip_attachments": not self.attach,
        }

    def _wake_processing(self):
        """Let the scheduled action process what was stored, at once."""
        with self.env.registry.cursor() as cr:
            self.env(cr=cr).ref("mail_inbound.ir_cron_process")._trigger()

    def _sentences_of_reasons(self):
        """Return a dict of the reasons why messages stay to a sentence each."""
        return {
            reasons.TOO_LARGE: self.env._("Larger than messages may be."),
            reasons.REFUSED: self.env._("The mail server refuses to hand it over."),
            reasons.EMPTY: self.env._("The mail server hands over nothing."),
            reasons.BROKE_CONNECTION: self.env._(
                "The connection breaks when it is fetched."
            ),
            reasons.NOT_A_MESSAGE: self.env._("It is not an e-mail message."),
            reasons.NOT_STORED: self.env._("It could not be stored; see the log."),
            reasons.ASKED: self.env._("Will be tried again."),
        }


REASON_OF_STATUS = {
    "5.3.4": reasons.TOO_LARGE,
    "5.6.0": reasons.NOT_A_MESSAGE,
}
"""Why a message stays that the inbox does not take, by its enhanced status code."""


class ForeignMailbox:
    """A connection of another module, with the interface that Odoo's have."""

    def __init__(self, connection):
        self.connection = connection

    def close(self):
        """Let the connection end, as well as it can."""
        try:
            self.connection.disconnect()
        except (OSError, imaplib.IMAP4.error, poplib.error_proto):
            _logger.info("The connection did not end in order", exc_info=True)
