# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Loaded as ``odoo.cli.inbound``: no relative imports, and none of the addon here."""

import signal

from odoo.cli import Command
from odoo.tools import config


class Inbound(Command):
    """Fetch incoming mail the moment it arrives (IMAP IDLE)

    Runs until it is stopped, beside Odoo. Takes the options of the server, -d and -c
    above all. Without it the scheduled action fetches every few minutes.
    """

    def run(self, args):
        """Watch the mailboxes of the databases until SIGTERM or SIGINT.

        :param args: command line, without the name of the command.
        """
        config.parse_config(args, setup_logging=True)
        databases = config["db_name"]
        if not databases:
            self.parser.error("name the databases: -d DATABASE")
        from odoo.addons.mail_inbound.workers.supervisor import Supervisor

        supervisor = Supervisor(databases)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: supervisor.stop())
        supervisor.run()
