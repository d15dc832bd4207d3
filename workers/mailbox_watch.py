# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""One connection that waits for mail in one folder, and fetches it at once."""

import imaplib
import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from odoo.addons.mail.models.fetchmail import MAIL_SERVER_DOMAIN

from ..tools.mailbox.imap import ImapMailbox
from ..tools.mailbox.imap_watch import wait_for_mail
from ..tools.mailbox.values import Allowance, MailboxError

_logger = logging.getLogger(__name__)

MAX_PAUSE = 300
"""Longest pause in seconds before a connection that failed is tried again."""

LOCKED_PAUSE = 0.5
"""Seconds to wait for another process that fetches from the same server."""

CONNECTION_FIELDS = (
    *("server", "port", "is_ssl", "is_starttls", "user", "password"),
    *("tls_check", "tls_authority", "tls_fingerprint"),
)
"""When one of these changes, the connection is made anew."""


@dataclass(frozen=True)
class Target:
    """A folder to watch.

    :param settings: what its connection depends on.
    """

    database: str
    server_id: int
    server_name: str
    folder_id: int
    folder_name: str
    settings: tuple

    def __str__(self):
        return f"{self.server_name}, {self.folder_name} ({self.database})"


@contextmanager
def environment(database):
    """Yield an environment of the superuser, committed at the end."""
    registry = Registry(database).check_signaling()
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"fetchmail_cron_running": True})


def find_targets(database):
    """Return the set of folders of a database that can be watched."""
    with environment(database) as env:
        if "mail.inbound.folder" not in env:
            _logger.warning("%s has no mail_inbound", database)
            return set()
        if env["mail.inbound.gateway"]._is_neutralized():
            return set()
        servers = env["fetchmail.server"].search(MAIL_SERVER_DOMAIN)
        servers._make_missing_folders()
        return {
            Target(
                database,
                server.id,
                server.name,
                folder.id,
                folder.name,
                tuple(server[name] for name in CONNECTION_FIELDS),
            )
            for server in servers
            if server._get_connection_type() == "imap"
            for folder in server.folder_ids
        }


class MailboxWatch(threading.Thread):
    """Keeps a connection to one folder, whatever happens, until told to stop.

    :param Target target: what to watch.
    :param has_stored: event to set when messages were stored.
    """

    def __init__(self, target, has_stored):
        super().__init__(name=f"inbound {target}", daemon=True)
        self.target = target
        self.has_stored = has_stored
        self.is_stopped = threading.Event()
        self.failures = 0

    def stop(self):
        """Ask it to end; it takes a second, or as long as a fetch under way."""
        self.is_stopped.set()

    def run(self):
        """Watch; after a failure pause, twice as long each time."""
        while not self.is_stopped.is_set():
            try:
                self._watch()
            except Exception as error:  # the boundary: nobody else would try again
                pause = min(2**self.failures, MAX_PAUSE)
                self.failures = min(self.failures + 1, 10)
                _logger.warning(
                    "%s: %s; next try in %s s", self.target, error or "lost", pause
                )
                _logger.debug("Watching failed", exc_info=True)
                self.is_stopped.wait(pause)

    def _watch(self):
        """Connect, fetch what is there, and then whatever arrives."""
        with environment(self.target.database) as env:
            connection = self._server(env)._connect__()
        if not isinstance(connection, imaplib.IMAP4):
            raise MailboxError("This connection cannot be watched")
        mailbox = ImapMailbox(connection)
        try:
            _logger.info(
                "%s: watching%s",
                *(self.target, "" if "IDLE" in mailbox.capabilities else " by asking"),
            )
            self._fetch_all(mailbox)
            self.failures = 0
            while not self.is_stopped.is_set():
                if wait_for_mail(mailbox, self.is_stopped.is_set):
                    self._fetch_all(mailbox)
        finally:
            mailbox.close()

    def _fetch_all(self, mailbox):
        """Fetch until nothing is left, sharing the server with other processes."""
        waiting = True
        while waiting and not self.is_stopped.is_set():
            waiting = self._fetch_some(mailbox)

    def _fetch_some(self, mailbox):
        """Fetch as much as the time of the server allows.

        :return: whether there is more.
        """
        with environment(self.target.database) as env:
            server = self._server(env)
            if not server._lock_for_fetching():
                self.is_stopped.wait(LOCKED_PAUSE)
                return True
            allowance = Allowance(server.time_budget)
            folder = env["mail.inbound.folder"].browse(self.target.folder_id)
            waiting, problem = folder._fetch(mailbox, allowance)
        if allowance.fetched:
            _logger.info("%s: fetched %s messages", self.target, allowance.fetched)
            self.has_stored.set()
        if problem:
            _logger.warning("%s: %s", self.target, problem)
        return waiting > 0

    def _server(self, env):
        """Return the server, in an environment."""
        return env["fetchmail.server"].browse(self.target.server_id)
