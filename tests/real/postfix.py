# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""A Postfix of its own: it takes mail by SMTP, pipes it to Odoo, keeps a mailbox."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
from email import message_from_binary_file, policy

from .parts import need_program, need_root, wait_for

OUR_DOMAIN = "example.com"
"""Mail for this domain is piped to Odoo."""

THEIR_DOMAIN = "customer.example"
"""All mail for this domain lands in one mailbox that the test reads."""

PIPE_USER = "nobody"

MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
myhostname = mail.{our_domain}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
local_header_rewrite_clients =
disable_dns_lookups = yes
smtpd_peername_lookup = no
mydestination =
alias_maps =
relay_domains = {our_domain}
transport_maps = inline:{{ {our_domain}=odoo-inbound: }}
odoo-inbound_destination_recipient_limit = 1
virtual_mailbox_domains = {their_domain}
virtual_mailbox_maps = static:customer/
virtual_mailbox_base = {folder}/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
default_transport = error:5.1.2 Nothing leaves this machine
message_size_limit = 100000000
"""

MASTER_CF = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
proxymap  unix - - n - - proxymap
error     unix - - n - - error
retry     unix - - n - - error
virtual   unix - n n - - virtual
pickup    unix n - n 60 1 pickup
anvil     unix - - n - 1 anvil
showq     unix n - n - - showq
postlog   unix-dgram n - n - 1 postlogd
odoo-inbound unix - n n - 10 pipe
  flags=DRX user={user} null_sender=
  argv=/usr/bin/python3 -IS {folder}/odoo_inbound.py
  --config {folder}/odoo-inbound.conf
  --sender ${{sender}} -- ${{original_recipient}}
"""

SCRIPT_CONFIGURATION = """
[odoo_inbound]
url = {url}
database = {database}
key_file = {key_file}
timeout = 120
"""


class Postfix:
    """Debian's Postfix with a configuration, a queue and a port of its own."""

    def __init__(self, folder, port):
        """Prepare, but do not start.

        :param Path folder: everything is in it; every user must be able to enter it.
        :param int port: a free port.
        :raises unittest.SkipTest, AssertionError: the package is missing.
        """
        self._program = need_program("postfix", "postfix")
        need_root()
        self.folder, self.port = folder, port
        self.process = None

    def configure(self, script, url, database, key):
        """Write all files, as an administrator does who follows the script's advice.

        :param Path script: the gateway script.
        :param str url, database, key: where it finds Odoo.
        """
        for name in ("queue", "data", "mailboxes"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix", "postfix")
        shutil.chown(self.folder / "mailboxes", PIPE_USER)
        shutil.copy(script, self.folder / "odoo_inbound.py")
        key_file = self.folder / "odoo-inbound.key"
        key_file.touch(0o600)
        key_file.write_text(key)
        shutil.chown(key_file, PIPE_USER)
        owner = pwd.getpwnam(PIPE_USER)
        values = {
            "folder": self.folder,
            "port": self.port,
            "our_domain": OUR_DOMAIN,
            "their_domain": THEIR_DOMAIN,
            "user": PIPE_USER,
            "uid": owner.pw_uid,
            "gid": owner.pw_gid,
            "url": url,
            "database": database,
            "key_file": key_file,
        }
        (self.folder / "postfix").mkdir()
        for name, text in {
            "postfix/main.cf": MAIN_CF,
            "postfix/master.cf": MASTER_CF,
            "odoo-inbound.conf": SCRIPT_CONFIGURATION,
        }.items():
            (self.folder / name).write_text(text.format(**values))

    def start(self):
        """Start it and wait until it takes mail."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self._program, "-c", self.folder / "postfix", "start-fg"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for("answer from Postfix", self._is_ready, self.log)

    def stop(self):
        """Stop it and all that it started, if it runs."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)
        self.process = None

    @property
    def log(self):
        """The file with its log."""
        return self.folder / "postfix.log"

    def send(self, sender, recipients, raw):
        """Hand a message over by SMTP, as another mail server does."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
            client.sendmail(sender, recipients, raw, mail_options=["BODY=8BITMIME"])

    def queue(self):
        """Return the messages that wait, as ``postqueue -j`` describes them."""
        answer = self._run("postqueue", "-j")
        return [json.loads(line) for line in answer.splitlines()]

    def flush(self):
        """Try to deliver what waits, now."""
        self._run("postqueue", "-f")

    def received_mail(self):
        """Return the messages in the mailbox, oldest first."""
        files = (self.folder / "mailboxes/customer/new").glob("*")
        messages = []
        for path in sorted(files, key=lambda path: path.stat().st_mtime_ns):
            with path.open("rb") as file:
                messages.append(message_from_binary_file(file, policy=policy.default))
        return messages

    def _is_ready(self):
        """Whether it answers on its port."""
        if self.process.poll() is not None:
            raise AssertionError(
                f"Postfix ended with {self.process.returncode}: {self.log.read_text()}"
            )
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=10):
                return True
        except OSError:
            return False

    def _run(self, program, *arguments):
        """Run one of Postfix's programs on this configuration; return its output."""
        return subprocess.run(
            [need_program(program, "postfix"), "-c", self.folder / "postfix"]
            + list(arguments),
            capture_output=True,
            check=True,
            text=True,
        ).stdout
