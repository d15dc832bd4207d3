# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import time

from odoo.tests import tagged

from .real.inbound_command import InboundCommand
from .real.mailbox_case import PROCESS_CRON, RealMailboxCase
from .real.parts import wait_for

SOON = 2
"""Seconds from the mailbox to the chatter."""


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealInboundCommand(RealMailboxCase):
    """``odoo-bin inbound`` beside an Odoo whose schedule does nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.odoo.query(
            "UPDATE ir_cron SET active = FALSE WHERE id = %s",
            cls.record_id("mail_inbound", PROCESS_CRON),
        )

    def setUp(self):
        super().setUp()
        self.odoo.query("UPDATE fetchmail_server SET active = FALSE")
        self.command = InboundCommand(self.odoo)
        self.addCleanup(self.command.kill)

    def start(self):
        """Start the command and wait until it watches the mailbox."""
        self.command.start()
        self.wait_until_watched()

    def wait_until_watched(self, times=1):
        """Wait until the mailbox is watched, so often since the test began."""
        text = f"{self.user}, INBOX ({self.odoo.database}): watching"
        wait_for(
            f"{times} times {text!r}",
            lambda: self.command.times_logged(text) >= times,
            self.command.log,
        )
        time.sleep(0.5)  # what was there is fetched, and IDLE issued

    def wait_for_lead(self, subject):
        """Wait for the lead that a message becomes; return how many seconds."""
        start = time.monotonic()
        deadline = start + 60
        while not self.odoo.query("SELECT id FROM crm_lead WHERE name = %s", subject):
            if time.monotonic() > deadline:
                raise AssertionError(self.command.log.read_text()[-3000:])
            time.sleep(0.02)
        return time.monotonic() - start

    def test_mail_arrives_at_once(self):
        """From the mailbox to the chatter, again and again, encrypted or not."""
        for encryption in (
            {},
            {
                "is_ssl": True,
                "port": self.dovecot.ports["imaps"],
                "tls_check": "authority",
                "tls_authority": self.dovecot.authority,
            },
        ):
            with self.subTest(is_encrypted=bool(encryption)):
                self.user = self.dovecot.add_user()
                server = self.add_server(**encryption)
                self.start()
                seconds = []
                for subject in self.subjects("At once"):
                    self.deliver(subject)
                    seconds.append(self.wait_for_lead(subject))
                    time.sleep(0.3)
                self.assertLess(max(seconds), SOON, seconds)
                self.assertEqual(self.command.stop(), 0)
                self.change(server, active=False)

    def test_waiting_mail_is_fetched_when_it_starts(self):
        self.add_server()
        (subject,) = self.subjects("Waiting", 1)
        self.deliver(subject)
        self.command.start()
        self.wait_for_lead(subject)

    def test_mail_server_restarts(self):
        """The connection is made anew, and what came meanwhile is fetched."""
        self.add_server()
        self.start()
        self.dovecot.stop()
        time.sleep(2)
        self.dovecot.start()
        (subject,) = self.subjects("Meanwhile", 1)
        self.deliver(subject)
        self.wait_for_lead(subject)
        self.wait_until_watched(times=2)
        (subject,) = self.subjects("Afterwards", 1)
        self.deliver(subject)
        self.assertLess(self.wait_for_lead(subject), SOON)

    def test_servers_come_and_go(self):
        """A new server is watched within seconds, an archived one no longer."""
        first = self.add_server()
        self.start()
        first_user, self.user = self.user, self.dovecot.add_user()
        self.add_server()
        self.change(first, active=False)
        self.wait_until_watched()
        wait_for(
            "end of the first watch",
            lambda: self.command.times_logged(
                f"{first_user}, INBOX ({self.odoo.database}): no longer watched"
            ),
            self.command.log,
        )
        (subject,) = self.subjects("Second", 1)
        self.deliver(subject)
        self.assertLess(self.wait_for_lead(subject), SOON)

    def test_it_ends_when_asked(self):
        self.add_server()
        self.start()
        start = time.monotonic()
        self.assertEqual(self.command.stop(), 0)
        self.assertLess(time.monotonic() - start, 5)
        self.assertTrue(self.command.times_logged("Stopped"))
