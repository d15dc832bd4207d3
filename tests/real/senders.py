# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Mail servers that never give up: they call the gateway script until it accepts."""

import os
import queue
import subprocess
import threading
import time

from .messages import plain_message

TRY_AGAIN = os.EX_TEMPFAIL
PAUSE = 0.3  # seconds before a message is tried again
RECIPIENT = "info@example.com"


class GatewayScript:
    """The gateway script with its options."""

    def __init__(self, path, odoo, key):
        """Write the key where the script finds it.

        :param str path: the script.
        :param OdooServer odoo: where it hands messages over.
        """
        key_file = odoo.log.with_name("gateway.key")
        key_file.write_text(key)
        self._command = ["/usr/bin/python3", "-IS", path, "--url", odoo.url]
        self._command += ["--database", odoo.database, "--key-file", key_file]

    def call(self, raw, sender):
        """Hand one message over; return the exit status."""
        command = [*self._command, "--sender", sender, "--", RECIPIENT]
        return subprocess.run(
            command, input=raw, check=False, stdout=subprocess.DEVNULL
        ).returncode


class Senders:
    """Several senders at once, who share distinct messages among them."""

    def __init__(self, script, count, senders=4):
        """Prepare the messages.

        :param int count: how many; the subjects are in ``subjects``.
        :param int senders: how many at once.
        """
        self.subjects = [f"Garden shed {number:04}" for number in range(count)]
        self.statuses = []
        self._script, self._waiting = script, queue.Queue()
        for number, subject in enumerate(self.subjects):
            sender = f"sender-{number % senders}@customer.example"
            raw = plain_message(subject, RECIPIENT, sender)
            self._waiting.put((raw, sender))
        self._threads = [threading.Thread(target=self._work) for _ in range(senders)]

    def start(self):
        """Start to send."""
        for thread in self._threads:
            thread.start()

    def join(self):
        """Wait until every message has an answer that is final."""
        for thread in self._threads:
            thread.join()

    @property
    def are_busy(self):
        """Whether a message still waits for an answer that is final."""
        return any(thread.is_alive() for thread in self._threads)

    @property
    def accepted(self):
        """How many messages were accepted until now."""
        return self.statuses.count(0)

    def _work(self):
        """Send what waits; a message that is to be tried again, after the others."""
        while True:
            try:
                raw, sender = self._waiting.get_nowait()
            except queue.Empty:
                return
            status = self._script.call(raw, sender)
            self.statuses.append(status)
            if status == TRY_AGAIN:
                time.sleep(PAUSE)
                self._waiting.put((raw, sender))
