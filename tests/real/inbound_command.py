# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""``odoo-bin inbound``, as a supervisor would run it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import odoo
from odoo.tools import config


class InboundCommand:
    """The command, on the database of an Odoo.

    :param OdooServer server: which need not run.
    """

    def __init__(self, server):
        self.server = server
        self.log = server.log.with_suffix(".inbound.log")
        self.process = None

    def start(self):
        """Start it; it is not ready at once."""
        source = str(Path(odoo.__path__[0]).parent)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "odoo"),
                    f"--addons-path={','.join(config['addons_path'])}",
                    "inbound",
                    *self.server.databases.odoo_options(),
                    f"--database={self.server.database}",
                    f"--data-dir={config['data_dir']}",
                ],
                env={**os.environ, "PYTHONPATH": source},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def stop(self):
        """Stop it as a supervisor does; return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self):
        """Kill it, if it runs."""
        if self.process:
            self.process.kill()
            self.process.wait(60)

    def times_logged(self, text):
        """Return how often its log has a text."""
        return self.log.read_text().count(text)
