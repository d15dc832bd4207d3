# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools.mailbox.imap_memory import FolderMemory
from ..tools.mailbox.values import BROKE_CONNECTION, NOT_A_MESSAGE, REFUSED
from .fake_imap import FakeImap

LOGGERS = (
    "odoo.addons.mail_inbound.models.mail_inbound_fetching",
    "odoo.addons.mail_inbound.models.mail_inbound_fetch_health",
)


class FakeServerCase(TransactionCase):
    """Has an incoming mail server that talks to a fake one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["fetchmail.server"].search([]).action_archive()
        cls.server = cls.env["fetchmail.server"].create(
            {"name": "Mailbox", "server": "imap.example"}
        )
        cls.server.state = "done"
        cls.folder = cls.server.folder_ids

    def use_imap(self, count):
        """Put so many messages on a fake server that our server leads to."""
        self.imap = FakeImap(
            {
                uid: f"Subject: Message {uid}\r\nTo: x@y.example\r\n\r\n".encode()
                for uid in range(1, count + 1)
            }
        )
        self.addCleanup(self.imap.close)
        self.use_connection(lambda server, **_options: self.imap.connect())

    def use_connection(self, connect):
        """Let servers connect with this function."""
        patcher = patch.object(self.registry["fetchmail.server"], "_connect__", connect)
        patcher.start()
        self.addCleanup(patcher.stop)

    def fetch(self):
        """Fetch as the scheduled action does; return the error."""
        with self.committing() as server:
            return server._fetch_mail()

    @contextmanager
    def committing(self):
        """Yield the server in an environment that may commit."""
        self.env.flush_all()
        with (
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
            mute_logger(*LOGGERS),
        ):
            yield self.server.with_env(self.env(cr=cr))
        self.env.invalidate_all()

    def stored(self):
        """Return the subjects of what came in from the server, sorted."""
        messages = self.env["mail.inbound.message"].search(
            [("fetchmail_server_id", "=", self.server.id)]
        )
        return sorted(messages.mapped("subject"))

    def skipped(self):
        """Return a dict of UID to the reason why it was skipped."""
        return {
            int(uid): reason
            for uid, (reason, _tries) in self.folder._memory().skipped.items()
        }


@tagged("post_install", "-at_install")
class TestBadMessages(FakeServerCase):
    """One message that cannot be had stops nothing else."""

    def test_refused_and_had_later(self):
        self.use_imap(4)
        self.imap.refused = {2}
        self.assertIsNone(self.fetch())
        self.assertEqual(self.stored(), ["Message 1", "Message 3", "Message 4"])
        self.assertEqual(self.skipped(), {2: REFUSED})
        self.assertEqual(self.imap.seen, [1, 3, 4])
        self.assertEqual(self.server.skipped_count, 1)
        self.imap.refused = set()
        self.assertIsNone(self.fetch())
        self.assertEqual(len(self.stored()), 4)
        self.assertEqual(self.server.skipped_count, 0)

    def test_one_that_breaks_the_connection_is_found_and_left_alone(self):
        self.use_imap(6)
        self.imap.deadly = {3}
        self.assertIsNotNone(self.fetch())
        self.assertEqual(self.stored(), [])
        self.assertTrue(self.folder.is_careful)
        self.assertIsNotNone(self.fetch())
        self.assertEqual(self.stored(), ["Message 1", "Message 2"])
        self.assertEqual(self.skipped(), {3: BROKE_CONNECTION})
        for _turn in range(3):  # it is tried again, but last
            self.fetch()
        self.assertEqual(len(self.stored()), 5)
        self.assertIsNone(self.fetch())
        self.imap.deadly = set()
        self.assertIsNone(self.fetch())
        self.assertEqual(len(self.stored()), 5)
        self.folder.action_try_skipped()
        self.assertIsNone(self.fetch())
        self.assertEqual(len(self.stored()), 6)

    def test_what_is_no_message(self):
        self.use_imap(3)
        self.imap.messages[2] = b"not a header\r\n"
        self.assertIsNone(self.fetch())
        self.assertEqual(self.stored(), ["Message 1", "Message 3"])
        self.assertEqual(self.skipped(), {2: NOT_A_MESSAGE})
        self.assertNotIn(2, self.imap.seen)

    def test_nobody_counts_where_nobody_said_how_many(self):
        self.use_imap(51)
        self.assertIsNone(self.fetch())
        self.assertEqual(len(self.stored()), 51)

    def test_marking_is_refused(self):
        """The messages are safe: it shows, and nothing is fetched again."""
        self.use_imap(3)
        self.imap.refused_commands = {"STORE"}
        self.assertIsNone(self.fetch())
        self.assertEqual(len(self.stored()), 3)
        self.assertIn("did not let us mark", self.server.error_message)
        self.assertFalse(self.server.next_fetch)
        self.imap.commands.clear()
        self.fetch()
        self.assertFalse([line for line in self.imap.commands if "FETCH" in line])


@tagged("post_install", "-at_install")
class TestFetchHealth(FakeServerCase):
    """Nothing is switched off, and operators know."""

    def setUp(self):
        super().setUp()
        self.is_down = True
        self.use_imap(1)
        self.use_connection(self.connect)
        self.operator = self.env["res.users"].create(
            {
                "name": "Olga",
                "login": "olga",
                "notification_type": "inbox",
                "group_ids": [(4, self.env.ref("mail_inbound.group_operator").id)],
            }
        )

    def connect(self, *_arguments, **_options):
        """Connect, unless the server is down."""
        if self.is_down:
            raise ConnectionRefusedError("Nobody is there")
        return self.imap.connect()

    def told(self):
        """Return the subjects of what the operator was told, oldest first."""
        return (
            self.env["mail.message"]
            .search(
                [("notified_partner_ids", "in", self.operator.partner_id.ids)],
                order="id",
            )
            .mapped("subject")
        )

    def fail_since(self, **ago):
        """Let the failure have begun some time ago, and the pause be over."""
        self.server.error_date = fields.Datetime.now() - timedelta(**ago)
        self.server.next_fetch = False

    def test_pauses_double_up_to_an_hour(self):
        pauses = []
        for _failure in range(8):
            self.assertIsInstance(self.fetch(), ConnectionRefusedError)
            pause = self.server.next_fetch - self.server.date
            pauses.append(pause.total_seconds() / 60)
        self.assertEqual(pauses, [1, 2, 4, 8, 16, 32, 60, 60])
        self.is_down = False
        self.assertIsNone(self.fetch())
        self.assertFalse(self.server.next_fetch)
        self.assertFalse(self.server.error_message)
        self.assertTrue(self.server.last_success)

    def test_operators_are_told_once_and_again_when_it_works(self):
        self.fetch()
        self.assertEqual(self.told(), [])
        self.fail_since(minutes=59)
        self.fetch()
        self.assertEqual(self.told(), [])
        self.fail_since(minutes=61)
        self.fetch()
        self.fetch()
        self.assertEqual(self.told(), ["No mail from Mailbox"])
        self.is_down = False
        self.fetch()
        self.assertEqual(
            self.told(), ["No mail from Mailbox", "Mail from Mailbox is back"]
        )

    def test_never_switched_off(self):
        self.fetch()
        self.fail_since(days=30)
        self.fetch()
        self.assertEqual(self.server.state, "done")

    def test_the_button_says_what_is_wrong(self):
        with (
            self.committing() as server,
            self.assertRaisesRegex(UserError, "Nobody is there"),
        ):
            server.fetch_mail()

    def test_a_neutralized_copy_fetches_nothing(self):
        self.is_down = False
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)
        self.fetch()
        self.assertEqual(self.stored(), [])


@tagged("post_install", "-at_install")
class TestServerOptions(FakeServerCase):
    def test_nobody_loses_by_choosing_badly(self):
        for values in (
            {"after_fetch": "move"},
            {"after_fetch": "leave", "search_mode": "unseen"},
            {"tls_check": "fingerprint", "tls_fingerprint": "abc"},
            {"tls_check": "authority"},
            {"tls_check": "authority", "tls_authority": "not a certificate"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.server.write(values)

    def test_older_servers_go_on_as_before(self):
        """A server that was there first: no check of certificates, what is unread."""
        self.env.flush_all()
        self.env.cr.execute(
            """ALTER TABLE fetchmail_server ALTER tls_check DROP NOT NULL,
                                            ALTER search_mode DROP NOT NULL;
               UPDATE fetchmail_server SET tls_check = NULL, search_mode = NULL"""
        )
        for name in ("tls_check", "search_mode"):
            self.server._init_column(name)
        self.server.invalidate_recordset()
        self.assertEqual(self.server.tls_check, "none")
        self.assertEqual(self.server.search_mode, "unseen")
        self.assertEqual(
            self.env["fetchmail.server"].create({"name": "New"}).tls_check, "verify"
        )

    def levels(self):
        """Return the levels of what the health page says about the server."""
        late = fields.Datetime.now() - timedelta(minutes=20)
        return [level for level, _sentence in self.server._health_problems(late)]

    def test_the_health_page_says_what_to_change(self):
        self.assertEqual(self.levels(), ["warning"])  # in the clear
        self.server.write({"is_ssl": True, "tls_check": "none"})
        self.assertEqual(self.levels(), ["warning"])
        self.server.tls_check = "verify"
        self.assertEqual(self.levels(), [])
        self.server.write({"error_date": "2026-01-01", "error_message": "Oh"})
        self.assertEqual(self.levels(), ["error"])
        sentences = self.env["mail.inbound.health"]._check_incoming_servers()
        self.assertIn("Mailbox does not work: Oh", sentences[0].sentence)
        self.server.state = "draft"
        self.assertEqual(self.levels(), ["warning"])

    def test_the_health_page_says_what_was_not_fetched(self):
        """What counts is when it last worked, not what is configured."""
        self.server.write({"is_ssl": True, "last_success": fields.Datetime.now()})
        self.assertEqual(self.levels(), [])
        self.server.last_success -= timedelta(minutes=21)
        self.assertEqual(self.levels(), ["error"])
        self.server.last_success = False  # never: since it was set up
        self.env.flush_all()
        self.assertEqual(self.levels(), [])
        self.env.cr.execute("UPDATE fetchmail_server SET write_date = '2026-01-01'")
        self.server.invalidate_recordset()
        self.assertEqual(self.levels(), ["error"])

    def test_the_health_page_says_what_stays(self):
        self.server.write({"is_ssl": True, "last_success": fields.Datetime.now()})
        memory = FolderMemory(7).after([], {3: REFUSED})
        self.folder.memory = memory.data()
        self.assertEqual(self.levels(), ["warning"])
