# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""A Dovecot of its own: IMAP, POP and LMTP, with mailboxes that tests fill."""

import contextlib
import imaplib
import itertools
import os
import shutil
import signal
import smtplib
import subprocess
import time

from .certificates import make_certificates
from .parts import need_program, need_root, wait_for

PASSWORD = "secret"
MAIL_USER = "nobody"
PACKAGES = "dovecot-imapd dovecot-pop3d dovecot-lmtpd"
PORTS = ("imap", "imaps", "pop", "pops", "lmtp")

CONFIGURATION = """
base_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap pop3 lmtp
listen = 127.0.0.1
default_internal_user = dovecot
default_login_user = dovenull
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
mail_max_userip_connections = 100
mail_location = maildir:{folder}/mail/%n
mailbox_list_index = no
postmaster_address = postmaster@example.com
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid=nogroup home={folder}/mail/%n allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop}
  }}
  inet_listener pop3s {{
    port = {pops}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """Debian's Dovecot with a configuration, mailboxes and ports of its own."""

    def __init__(self, folder, free_port):
        """Prepare, but do not start.

        :param Path folder: everything is in it; every user must be able to enter it.
        :param free_port: function that returns a free port.
        :raises unittest.SkipTest, AssertionError: the package is missing.
        """
        self._program = need_program("dovecot", PACKAGES)
        need_program("/usr/lib/dovecot/imap", PACKAGES)
        need_root()
        self.folder = folder
        self.ports = {name: free_port() for name in PORTS}
        self.authority = make_certificates(folder)
        self.process = None
        users = [f"user{number}:{{PLAIN}}{PASSWORD}\n" for number in range(1, 1000)]
        (folder / "users").write_text("".join(users))
        (folder / "mail").mkdir()
        shutil.chown(folder / "mail", MAIL_USER, "nogroup")
        (folder / "dovecot.conf").write_text(
            CONFIGURATION.format(folder=folder, user=MAIL_USER, **self.ports)
        )
        self._users = itertools.count(1)
        self._files = itertools.count(1)

    def start(self):
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [self._program, "-F", "-c", self.folder / "dovecot.conf"],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        log = self.folder / "dovecot.log"
        wait_for("answer from Dovecot", self._is_ready, log if log.exists() else None)

    def stop(self):
        """Stop it and all that it started, if it runs."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)
        self.process = None

    def add_user(self):
        """Return the name of a new user, whose mailbox is empty."""
        name = f"user{next(self._users)}"
        with self.client(name) as client:  # makes the mailbox
            client.select()
        return name

    def deliver(self, user, raw):
        """Hand a message over by LMTP, as a mail server does on arrival."""
        with smtplib.LMTP("127.0.0.1", self.ports["lmtp"]) as client:
            client.sendmail("anne@customer.example", [f"{user}@example.com"], raw)

    def fill(self, user, messages):
        """Put many messages straight into the files of the inbox, as unread."""
        inbox = self.folder / "mail" / user / "new"
        for raw in messages:
            path = inbox / f"{int(time.time())}.M{next(self._files)}.test"
            path.write_bytes(raw.replace(b"\r\n", b"\n"))
            shutil.chown(path, MAIL_USER, "nogroup")

    @contextlib.contextmanager
    def client(self, user):
        """Yield an imaplib connection: somebody else who reads the same mailbox."""
        client = imaplib.IMAP4("127.0.0.1", self.ports["imap"])
        client.login(user, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def flags(self, user, folder="INBOX"):
        """Return the flags of each message in a folder, as sets of words."""
        with self.client(user) as client:
            client.select(f'"{folder}"', readonly=True)
            _status, lines = client.fetch("1:*", "(FLAGS)")
        return [set(imaplib.ParseFlags(line)) for line in lines if line]

    def count(self, user, folder="INBOX"):
        """Return how many messages are in a folder."""
        with self.client(user) as client:
            return int(client.select(f'"{folder}"', readonly=True)[1][0])

    def renumber(self, user):
        """Let the inbox have another UIDVALIDITY and other UIDs."""
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.cache"):
            (self.folder / "mail" / user / name).unlink(missing_ok=True)
        for path in (self.folder / "mail" / user).glob("dovecot.index*"):
            path.unlink()
        (self.folder / "mail" / user / "dovecot-uidvalidity").unlink(missing_ok=True)
        for path in (self.folder / "mail" / user).glob("dovecot-uidvalidity.*"):
            path.unlink()

    def _is_ready(self):
        """Whether it answers on its port."""
        if self.process.poll() is not None:
            log = (self.folder / "dovecot.log").read_text()
            raise AssertionError(f"Dovecot ended with {self.process.returncode}: {log}")
        try:
            imaplib.IMAP4("127.0.0.1", self.ports["imap"]).shutdown()
            return True
        except (OSError, imaplib.IMAP4.error):
            return False
