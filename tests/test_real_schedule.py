# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Incoming mail servers": Regardless of the protocol chosen, emails
are fetched using the *Mail: Fetchmail Service* scheduled action."""

from odoo.tests import tagged

from .real.case import free_port
from .real.mailbox_case import FETCH_CRON, PROCESS_CRON, RealMailboxCase
from .real.parts import wait_for


class ScheduleCase(RealMailboxCase):
    """What the scheduled action does in the processes that Odoo has for it."""

    def setUp(self):
        super().setUp()
        self.cron = self.record_id("mail", FETCH_CRON)
        self.odoo.query("UPDATE fetchmail_server SET active = FALSE")

    def add_mailboxes(self):
        """Add a failing server, then one by IMAP and one by POP, a message in each.

        :return: tuple of the servers, the failing one first, and the subjects.
        """
        kinds, subjects = ("imap", "pop"), []
        servers = [self.add_server()]
        self.change(servers[0], port=free_port())
        for kind in kinds:
            self.user = self.dovecot.add_user()
            servers.append(self.add_server(kind))
            subjects += self.subjects(f"Scheduled by {kind}", 2)
            for subject in subjects[-2:]:
                self.deliver(subject)
        return servers, subjects

    def run_schedule(self):
        """Let the scheduled action be due, wake who runs it, and wait until it ran."""
        self.odoo.query(
            "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC', lastcall = NULL"
            " WHERE id = %s",
            self.cron,
        )
        self.odoo.databases.query(
            "postgres", "SELECT pg_notify('cron_trigger', %s)", self.odoo.database
        )
        wait_for(
            "run of the schedule",
            lambda: self.odoo.query(
                "SELECT id FROM ir_cron WHERE id = %s AND lastcall IS NOT NULL",
                self.cron,
            ),
            self.odoo.log,
            150,
        )

    def findings(self):
        """Return the sentences of the health page about servers that are not well."""
        action = self.odoo.call("mail.inbound.health", "action_open", [])
        return [
            row["sentence"]
            for row in self.odoo.call(
                "mail.inbound.health",
                "search_read",
                action["domain"] + [("level", "=", "error")],
                ["sentence"],
            )
        ]

    def assertRanWell(self):
        """The scheduled action ended in no error."""
        self.assertEqual(
            self.odoo.query(
                "SELECT failure_count FROM ir_cron WHERE id = %s", self.cron
            ),
            [(0,)],
            self.odoo.log.read_text()[-3000:],
        )

    def check_schedule(self):
        """All servers are fetched from, whatever happens to one of them."""
        (broken, *working), subjects = self.add_mailboxes()
        self.run_schedule()
        self.assertRanWell()
        self.assertOneLeadEach(subjects)
        self.assertIn("refused", self.values(broken, "error_message"))
        self.assertEqual(len(self.findings()), 1)
        for server in working:
            self.assertTrue(self.values(server, "last_success"))
        self.check_pause(broken)

    def check_pause(self, broken):
        """A server that failed is left alone for a while, and then has its turn."""
        date = self.values(broken, "date")
        self.run_schedule()
        self.assertEqual(self.values(broken, "date"), date)
        self.change(broken, port=self.dovecot.ports["imap"], next_fetch=False)
        self.run_schedule()
        self.assertFalse(self.values(broken, "error_message"))
        self.assertEqual(self.findings(), [])


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealScheduleInThreads(ScheduleCase):
    @classmethod
    def processes(cls):
        return ("--workers=0", "--max-cron-threads=2")

    def test_the_schedule_fetches_from_every_server(self):
        self.check_schedule()

    def test_a_huge_mailbox(self):
        """It is fetched turn by turn, one at once after the other, to its end."""
        self.fill_huge(1500)
        server = self.add_server(time_budget=1)
        self.run_schedule()
        wait_for(
            "end of the fetch",
            lambda: not self.values(server, "waiting"),
            self.odoo.log,
            50,
        )
        self.assertRanWell()
        self.assertEqual(self.count_stored(server), 1500)

    def test_every_scheduled_action(self):
        """Those of this module and the vacuum cleaner, by their button."""
        for module, name in (
            ("mail_inbound", PROCESS_CRON),
            ("mail_inbound", "ir_cron_notify"),
            ("base", "autovacuum_job"),
        ):
            with self.subTest(name):
                cron = self.record_id(module, name)
                said = len(self.odoo.log.read_text())
                answer = self.odoo.call("ir.cron", "method_direct_trigger", [cron])
                self.assertIs(answer, True)
                self.assertNotIn(" ERROR ", self.odoo.log.read_text()[said:])

    def test_run_manually(self):
        """The button of the scheduled action."""
        _servers, subjects = self.add_mailboxes()
        answer = self.odoo.call("ir.cron", "method_direct_trigger", [self.cron])
        self.assertIs(answer, True)
        self.assertRanWell()
        self.assertOneLeadEach(subjects)


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealScheduleInWorkers(ScheduleCase):
    @classmethod
    def processes(cls):
        return ("--workers=2", "--max-cron-threads=2", f"--gevent-port={free_port()}")

    def test_the_schedule_fetches_from_every_server(self):
        self.check_schedule()
