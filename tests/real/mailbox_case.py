# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The test class with a real Odoo that fetches from a real Dovecot."""

from .case import RECIPIENT, RealOdooCase, free_port
from .dovecot import PASSWORD, Dovecot
from .messages import plain_message
from .parts import wait_for

FETCH_CRON = "ir_cron_mail_gateway_action"
PROCESS_CRON = "ir_cron_process"

SCHEDULE_SECONDS = 100
"""What a crash left behind waits for the schedule, which comes by each minute."""


class RealMailboxCase(RealOdooCase):
    """Has a Dovecot with a new mailbox for each test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dovecot = Dovecot(cls.folder, free_port)
        cls.addClassCleanup(cls.dovecot.stop)
        cls.dovecot.start()
        # Odoo's own schedule would fetch what a test is about to look at
        cls.odoo.query(
            "UPDATE ir_cron SET nextcall = '2100-01-01' WHERE id = %s",
            cls.record_id("mail", FETCH_CRON),
        )

    def setUp(self):
        super().setUp()
        self.user = self.dovecot.add_user()
        if self.odoo.process is None:  # killed by a test
            self.odoo.start()

    @property
    def customer(self):
        """The address of somebody who writes to this mailbox only."""
        return f"{self.user}@customer.example"

    def add_server(self, kind="imap", **values):
        """Return the id of a new incoming mail server for the mailbox, confirmed.

        :param str kind: ``imap`` or ``pop``.
        :param values: of its fields, where others are wanted.
        """
        (server,) = self.odoo.call(
            "fetchmail.server",
            "create",
            [
                {
                    "name": f"{kind} {self.user}",
                    "server_type": kind,
                    "server": "127.0.0.1",
                    "port": self.dovecot.ports[kind],
                    "user": self.user,
                    "password": PASSWORD,
                    **values,
                }
            ],
        )
        self.odoo.call("fetchmail.server", "button_confirm_login", [server])
        return server

    def change(self, server, **values):
        """Change fields of a server."""
        self.odoo.call("fetchmail.server", "write", [server], values)

    def values(self, server, *names):
        """Return the values of fields of a server, one or a list."""
        (row,) = self.odoo.call("fetchmail.server", "read", [server], list(names))
        return row[names[0]] if len(names) == 1 else [row[name] for name in names]

    def fetch(self, server):
        """Let Odoo fetch from a server.

        :raises xmlrpc.client.Fault: that failed.
        """
        self.odoo.call("fetchmail.server", "fetch_mail", [server])

    def deliver(self, subject, recipient=RECIPIENT, **headers):
        """Deliver a short message to the mailbox; return its bytes."""
        raw = plain_message(subject, recipient, self.customer, **headers)
        self.dovecot.deliver(self.user, raw)
        return raw

    def fill_huge(self, count):
        """Let the mailbox have so many messages, none of which is processed.

        What is processed would disturb tests that are about fetching.
        """
        process = self.record_id("mail_inbound", PROCESS_CRON)
        self.odoo.query("UPDATE ir_cron SET active = FALSE WHERE id = %s", process)
        self.addCleanup(
            self.odoo.query, "UPDATE ir_cron SET active = TRUE WHERE id = %s", process
        )
        self.addCleanup(
            self.odoo.query, "DELETE FROM mail_inbound_message WHERE state = 'received'"
        )
        self.dovecot.fill(
            self.user,
            (
                plain_message(f"Huge {number}", RECIPIENT, self.customer)
                for number in range(count)
            ),
        )

    def count_stored(self, server):
        """Return how many messages came in from a server."""
        ((count,),) = self.odoo.query(
            "SELECT count(*) FROM mail_inbound_message WHERE fetchmail_server_id = %s",
            server,
        )
        return count

    def subjects(self, topic, count=3):
        """Return so many subjects that no other test has."""
        return [f"{topic} {self.user} {number}" for number in range(count)]

    def process_due(self):
        """Let everything that waits in the inbox be tried now, and wait for it."""
        self.odoo.query(
            "UPDATE mail_inbound_message SET state = 'failed', next_attempt = %s"
            " WHERE state IN ('failed', 'held', 'received')",
            "2000-01-01",
        )
        cron = self.record_id("mail_inbound", PROCESS_CRON)
        self.odoo.call("ir.cron", "method_direct_trigger", [cron])

    def states(self, subjects):
        """Return the states of the messages in the inbox, one of each message."""
        return [
            row["state"]
            for row in self.odoo.call(
                "mail.inbound.message",
                "search_read",
                [("subject", "in", subjects)],
                ["state"],
            )
        ]

    def wait_for_states(self, subjects, state):
        """Wait until every message is in the inbox, once, and in this state."""
        expected = [state] * len(subjects)
        wait_for(
            f"{expected}",
            lambda: self.states(subjects) == expected,
            self.odoo.log,
            SCHEDULE_SECONDS,
        )

    def assertOneLeadEach(self, subjects):
        """Every message becomes a lead, and none becomes two."""
        self.wait_for_states(subjects, "delivered")
        leads = self.odoo.call(
            "crm.lead", "search_read", [("name", "in", subjects)], ["name"]
        )
        self.assertEqual(sorted(lead["name"] for lead in leads), sorted(subjects))
