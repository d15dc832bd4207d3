# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Keeps the watches of all mailboxes, and the processing of what they fetch."""

import logging
import threading

import psycopg2

from .mailbox_watch import MailboxWatch, environment, find_targets

_logger = logging.getLogger(__name__)

LOOK_SECONDS = 10
"""How often changes of the servers are looked for."""

STOP_SECONDS = 30
"""How long to wait for a fetch that is under way."""


class Processor(threading.Thread):
    """Processes what was stored in one database, as soon as it is."""

    def __init__(self, database):
        super().__init__(name=f"inbound processing ({database})", daemon=True)
        self.database = database
        self.has_stored = threading.Event()

    def run(self):
        """Wait, process what is due, and again."""
        while self.has_stored.wait():
            self.has_stored.clear()
            try:
                with environment(self.database) as env:
                    env["mail.inbound.message"]._cron_process()
            except Exception:  # the boundary: the scheduled action tries again
                _logger.exception("Processing in %s failed", self.database)


class Supervisor:
    """Starts a watch for each folder, ends those nobody wants, restarts the dead.

    :param databases: names.
    """

    def __init__(self, databases):
        self.is_stopped = threading.Event()
        self.watches = {}
        self.processors = {name: Processor(name) for name in databases}

    def run(self):
        """Work until stopped."""
        for processor in self.processors.values():
            processor.start()
        _logger.info("Watching mailboxes of %s", ", ".join(self.processors))
        while not self.is_stopped.is_set():
            for database in self.processors:
                try:
                    self._adjust(database)
                except psycopg2.Error as error:
                    _logger.warning("%s cannot be reached: %s", database, error)
            self.is_stopped.wait(LOOK_SECONDS)
        self._end(list(self.watches))
        _logger.info("Stopped")

    def stop(self):
        """Ask it to end."""
        self.is_stopped.set()

    def _adjust(self, database):
        """Watch what is to be watched in one database, and nothing else."""
        wanted = find_targets(database)
        self._end(
            [
                target
                for target, watch in self.watches.items()
                if target.database == database
                and (target not in wanted or not watch.is_alive())
            ]
        )
        for target in wanted - self.watches.keys():
            watch = MailboxWatch(target, self.processors[database].has_stored)
            self.watches[target] = watch
            watch.start()

    def _end(self, targets):
        """End some watches."""
        for target in targets:
            self.watches[target].stop()
        for target in targets:
            watch = self.watches.pop(target)
            watch.join(STOP_SECONDS)
            _logger.info("%s: no longer watched", target)
