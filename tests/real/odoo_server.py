# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""An Odoo process of its own, which tests may stop, kill and start again."""

import contextlib
import os
import signal
import subprocess
import sys
import xmlrpc.client
from pathlib import Path

import odoo
from odoo.tools import config

from .parts import wait_for

LOGIN = PASSWORD = "admin"  # of every new database
SERVER_WIDE_MODULES = ("base", "rpc", "web")


class OdooServer:
    """Odoo on one database, with threads and one cron thread."""

    def __init__(self, databases, database, folder, port, extra_addons=()):
        """Prepare, but do not start.

        :param DatabaseServer databases: the server with the database.
        :param str database: its name.
        :param Path folder: where the log goes.
        :param int port: a free port.
        :param extra_addons: folders of addons that are loaded server-wide.
        """
        self.databases, self.database, self.port = databases, database, port
        self.log = folder / f"{database}.log"
        self.url = f"http://127.0.0.1:{port}"
        self.process = None
        self._extra_addons = [Path(addon) for addon in extra_addons]

    def _command(self):
        """Return the command line, with what this process was configured with."""
        addons = [*config["addons_path"], *{a.parent for a in self._extra_addons}]
        modules = [*SERVER_WIDE_MODULES, *(addon.name for addon in self._extra_addons)]
        return [
            *(sys.executable, "-m", "odoo", *self.databases.odoo_options()),
            f"--database={self.database}",
            f"--db-filter=^{self.database}$",
            f"--addons-path={','.join(map(str, addons))}",
            f"--data-dir={config['data_dir']}",
            f"--load={','.join(modules)}",
            f"--http-port={self.port}",
            *("--http-interface=127.0.0.1", "--workers=0", "--max-cron-threads=1"),
            "--log-level=warn",
        ]

    def start(self, **environment):
        """Start it and wait until it answers.

        :param environment: what to add to the environment variables.
        """
        source = str(Path(odoo.__path__[0]).parent)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command(),
                env={**os.environ, "PYTHONPATH": source, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for("answer from Odoo", self._is_ready, self.log, 120)

    def stop(self):
        """Stop it as an administrator would, if it runs."""
        self._end(signal.SIGTERM)

    def kill(self):
        """Kill it on the spot, if it runs: nothing is cleaned up."""
        self._end(signal.SIGKILL)

    def _end(self, number):
        """Send a signal to the process and all that it started, and wait."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(60)
        self.process = None

    def _is_ready(self):
        """Whether somebody can log in."""
        if self.process.poll() is not None:
            raise AssertionError(
                f"Odoo ended with {self.process.returncode}: {self.log.read_text()}"
            )
        try:
            return bool(self._service("common").login(self.database, LOGIN, PASSWORD))
        except (OSError, xmlrpc.client.Error):
            return False

    def call(self, model, method, *arguments, **options):
        """Call a public method, as the administrator.

        :raises xmlrpc.client.Fault: it raised an error.
        """
        uid = self._service("common").login(self.database, LOGIN, PASSWORD)
        return self._service("object").execute_kw(
            self.database, uid, PASSWORD, model, method, arguments, options
        )

    def query(self, statement, *parameters):
        """Return the rows of an SQL statement on its database."""
        return self.databases.query(self.database, statement, *parameters)

    def _service(self, name):
        """Return the proxy of one of its XML-RPC services."""
        return xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/{name}", allow_none=True)
