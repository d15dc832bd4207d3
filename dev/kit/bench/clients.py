# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What hands messages to a running Odoo, and how long each takes."""

import contextlib
import http.client
import json
import time
import urllib.parse
import xmlrpc.client
from datetime import datetime, timezone

from .. import postgres, processes, settings, shell
from ..client import Client
from . import messages

PYTHON = "/usr/bin/python3"  # what mail servers run scripts with
SCRIPT = settings.CHECKOUT / "static/scripts/odoo_inbound.py"
START_LIMIT = 120  # seconds for Odoo to answer
ADMINISTRATOR = "2"


@contextlib.contextmanager
def running(odoo, name, log):
    """Run Odoo on the database ``name``; yield the port on which it answers."""
    port = processes.free_port()
    client = Client(f"http://127.0.0.1:{port}", name)
    command = [*odoo.command, "--database", name, f"--db-filter=^{name}$"]
    command += [f"--http-port={port}", "--max-cron-threads=0", "--log-level=error"]
    with (
        open(log, "wb") as file,
        processes.running(
            command, env=odoo.environment, stdout=file, stderr=file
        ) as process,
    ):
        deadline = time.monotonic() + START_LIMIT
        while not client.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise shell.Failure(f"Odoo does not start: see {log}.")
            time.sleep(0.2)
        yield port


class StockScript:
    """Stock's ``odoo-mailgate.py``."""

    def __init__(self, odoo_source, name, port):
        folder = odoo_source.addons[0] / "mail/static/scripts"
        self._command = [PYTHON, folder / "odoo-mailgate.py", "-d", name]
        self._command += ["-u", ADMINISTRATOR, "-p", "admin"]
        self._command += ["--host", "127.0.0.1", "--port", str(port)]

    def send(self, raw, _recipient, _key):
        """Hand over one message."""
        shell.run(self._command, input=raw.decode())


class OurScript:
    """The gateway script, as its own description recommends to call it."""

    def __init__(self, name, port, key_file):
        self._command = [PYTHON, "-IS", SCRIPT, "--url", f"http://127.0.0.1:{port}"]
        self._command += ["--database", name, "--key-file", key_file]

    def send(self, raw, recipient, key):
        """Hand over one message."""
        sender = f"customer-{key}@bench.example"
        command = [*self._command, "--sender", sender, "--", recipient]
        shell.run(command, input=raw.decode())


class StockCall:
    """Stock's entry point for other programs, without the start of a program."""

    def __init__(self, name, port):
        proxy = xmlrpc.client.ServerProxy(f"http://127.0.0.1:{port}/xmlrpc/2/object")
        self._execute = proxy.execute_kw
        self._name = name

    def send(self, raw, _recipient, _key):
        """Hand over one message."""
        arguments = [False, xmlrpc.client.Binary(raw)]
        self._execute(
            *(self._name, int(ADMINISTRATOR), "admin"),
            *("mail.thread", "message_process", arguments),
        )


class OurCall:
    """The HTTP channel, without the start of a program."""

    def __init__(self, name, port, key_file):
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {
            "Authorization": f"Bearer {key_file.read_text().strip()}",
            "X-Odoo-Database": name,
            "Content-Type": "message/rfc822",
        }

    def send(self, raw, recipient, key):
        """Hand over one message.

        :raise Failure: it was not accepted
        """
        query = urllib.parse.urlencode(
            {"sender": f"customer-{key}@bench.example", "recipient": recipient}
        )
        self._connection.request(
            "POST", f"/mail_inbound/accept?{query}", raw, self._headers
        )
        answer = self._connection.getresponse()
        verdict = json.loads(answer.read())
        if not verdict["status"].startswith("2."):
            raise shell.Failure(f"Not accepted: {verdict}")


def time_calls(variants, rounds):
    """Send messages by each of the variants in turn.

    :param variants: mapping of name to client.
    :return: seconds of each call, and when it began, by kind and variant.
    """
    warm_up = max(2, rounds // 10)
    samples = {}
    for number in range(-warm_up, rounds):
        for kind in messages.KINDS:
            for name, client in variants.items():
                key = f"{name}-{kind}-{number}".replace(" ", "-")
                raw, recipient = messages.make(kind, key)
                began = datetime.now(timezone.utc).replace(tzinfo=None)
                start = time.perf_counter()
                client.send(raw, recipient, key)
                took = time.perf_counter() - start
                if number >= 0:
                    samples.setdefault((kind, name), []).append((took, began, key))
    return samples


def seconds_until_stored(database, samples):
    """Return how long after the start of each call the message was being stored.

    Its row has the time at which its transaction began, by the clock of this machine.
    """
    rows = postgres.sql(
        "SELECT message_id, create_date FROM mail_inbound_message", database
    )
    created = dict(row.split("\t") for row in rows)
    return [
        (
            datetime.fromisoformat(created[f"<{key}@bench.example>"]) - began
        ).total_seconds()
        for _took, began, key in samples
    ]
