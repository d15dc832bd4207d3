# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Run the gateway script as a mail server does."""

import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from odoo.tests import BaseCase

SCRIPT = Path(__file__).parent.parent / "static" / "scripts" / "odoo_inbound.py"
KEY = "9c1f0b7e5a2d4c68a3e1f7b2d6908435"
DATABASE = "database_of_the_test"
PYTHON = (sys.executable, "-IS")  # the options that the manual recommends
MESSAGE = b"From: Anne <anne@example.org>\nSubject: Caf\xe9\n\nna\xefve\n"


class GatewayScriptCase(BaseCase):
    """Real processes of the script, judged by what a mail server sees of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.key_file = cls.write_file("gateway.key", f"{KEY}\n")
        # So that no configuration of the machine is read
        cls.no_settings = cls.write_file("empty.conf", "[odoo_inbound]\n")

    @classmethod
    def write_file(cls, name, text):
        """Write a file in the folder of the test, and return its path."""
        path = cls.folder / name
        path.write_text(text)
        return path

    def options(self, url, **changes):
        """Return a complete command line for this URL.

        :param changes: other values for options; None leaves the option out
        """
        values = {
            "config": self.no_settings,
            "url": url,
            "database": DATABASE,
            "key_file": self.key_file,
            "timeout": 15,
            **changes,
        }
        return [
            text
            for name, value in values.items()
            if value is not None
            for text in ("--" + name.replace("_", "-"), str(value))
        ]

    def command(self, *arguments, shell=None):
        """Return the command line that runs the script.

        :param shell: a command of the shell that runs "$@", the script
        """
        command = [*PYTHON, SCRIPT, *arguments]
        return ["sh", "-c", shell, "sh", *command] if shell else command

    def run_script(self, *arguments, message=MESSAGE, shell=None, **environment):
        """Run the script to its end.

        :param message: the bytes on its standard input
        :param environment: the variables that the script sees, and no others
        :return: a subprocess.CompletedProcess
        """
        command = self.command(*arguments, shell=shell)
        return subprocess.run(
            command, input=message, env=environment, capture_output=True, timeout=20
        )

    @contextmanager
    def started(self, *arguments, shell=None):
        """Start the script, with pipes, and kill it in the end if it still runs."""
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        command = self.command(*arguments, shell=shell)
        with subprocess.Popen(command, env={}, **pipes) as process:
            try:
                yield process
            finally:
                process.kill()

    def assertVerdict(self, result, exit_status, code):
        """Check all that the mail server sees.

        :param result: a subprocess.CompletedProcess
        :param exit_status: the one that is expected
        :param code: how the only line begins; empty where nothing may be printed
        """
        output = result.stdout.decode("ascii") + result.stderr.decode()
        self.assertEqual((result.returncode, output[: len(code)]), (exit_status, code))
        if exit_status:
            self.assertRegex(output, r"\A[45][.][0-9]+[.][0-9]+ [ -~]+\n\Z")
        else:
            self.assertEqual(output, "")
        for private in (KEY, DATABASE, str(self.folder), str(SCRIPT), "://", "@"):
            self.assertNotIn(private, output)
        self.assertFalse(re.search("traceback|error", output, re.I), output)
