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

from .parts import TAIL, wait_for

PROGRAM = "import odoo.cli\n\nodoo.cli.main()\n"
LOGIN = PASSWORD = "admin"  # of every new database
ONE_CRON_THREAD = ("--workers=0", "--max-cron-threads=1")
SERVER_WIDE_MODULES = ("base", "rpc", "web")


class OdooServer:
    """Odoo on one database, by default with threads and one cron thread."""

    def __init__(
        self,
        databases,
        database,
        folder,
        port,
        extra_addons=(),
        processes=(),
        **environment,
    ):
        """Prepare, but do not start.

        :param DatabaseServer databases: the server with the database.
        :param str database: its name.
        :param Path folder: where the log goes.
        :param int port: a free port.
        :param extra_addons: folders of addons that are loaded server-wide.
        :param processes: options that say of what processes and threads it consists.
        :param environment: what to add to the environment variables.
        """
        self.databases, self.database, self.port = databases, database, port
        self.log = folder / f"{database}.log"
        self.url = f"http://127.0.0.1:{port}"
        self.process = None
        self._program = folder / "odoo-bin"  # started again by Odoo, for its workers
        self._program.write_text(PROGRAM)
        self._processes = list(processes or ONE_CRON_THREAD)
        self._extra_addons = [Path(addon) for addon in extra_addons]
        source = str(Path(odoo.__path__[0]).parent)
        self._environment = {**os.environ, "PYTHONPATH": source, **environment}

    def start(self):
        """Start it and wait until it answers."""
        modules = [*SERVER_WIDE_MODULES, *(addon.name for addon in self._extra_addons)]
        options = [f"--http-port={self.port}", f"--load={','.join(modules)}"]
        options += ["--http-interface=127.0.0.1", f"--db-filter=^{self.database}$"]
        options += self._processes
        self.process = self._launch("server", options, subprocess.DEVNULL)
        wait_for("answer from Odoo", self._is_ready, self.log, 120)

    def run_in_shells(self, script, count=1):
        """Run a Python script in so many Odoo shells at once, and wait for all.

        :param str script: it has the variable ``env``, as ``odoo shell`` says.
        :raises AssertionError: one of them failed.
        """
        shells = [self._launch("shell", [], subprocess.PIPE) for _ in range(count)]
        for shell in shells:
            shell.stdin.write(script.encode())
            shell.stdin.close()
        statuses = [shell.wait() for shell in shells]
        if any(statuses):
            raise AssertionError(f"{statuses}: {self.log.read_text()[-TAIL:]}")

    def _launch(self, command, options, stdin):
        """Start an Odoo command on this database, configured as this process is."""
        addons = [*config["addons_path"], *{a.parent for a in self._extra_addons}]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, self._program, command]
                + self.databases.odoo_options()
                + [f"--database={self.database}", "--log-level=warn"]
                + [f"--addons-path={','.join(map(str, addons))}"]
                + [f"--data-dir={config['data_dir']}", *options],
                env=self._environment,
                stdin=stdin,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

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
