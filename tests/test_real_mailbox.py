# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import os
import time
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .real.case import RECIPIENT
from .real.mailbox_case import RealMailboxCase
from .real.messages import large_message, plain_message

MANY = int(os.environ.get("MAIL_INBOUND_TEST_MESSAGES", "2000"))
"""Messages in a huge mailbox: fewer than in the worst of cases, to be done in time."""


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealMailbox(RealMailboxCase):
    """What other people and the mail server do to a mailbox."""

    def test_read_elsewhere_first(self):
        """Somebody else reads and flags messages before Odoo sees them."""
        server = self.add_server()
        subjects = self.subjects("Read elsewhere")
        for subject in subjects:
            self.deliver(subject)
        with self.dovecot.client(self.user) as other:
            other.select()
            other.store("1:2", "+FLAGS", r"(\Seen \Flagged)")
        self.fetch(server)
        self.assertOneLeadEach(subjects)
        with self.dovecot.client(self.user) as other:
            other.select()
            other.store("1:3", "-FLAGS", r"(\Seen)")
        self.fetch(server)
        self.assertOneLeadEach(subjects)

    def test_only_unread(self):
        """Who relies on it has what nobody has read, and nothing else."""
        server = self.add_server(search_mode="unseen")
        subjects = self.subjects("Unread")
        for subject in subjects:
            self.deliver(subject)
        with self.dovecot.client(self.user) as other:
            other.select()
            other.store("1", "+FLAGS", r"(\Seen)")
        self.fetch(server)
        self.assertOneLeadEach(subjects[1:])
        self.assertEqual(self.states(subjects[:1]), [])

    def test_uids_change(self):
        """The server numbers its messages anew: none comes twice, none is missed."""
        server = self.add_server()
        before = self.subjects("Before")
        for subject in before:
            self.deliver(subject)
        self.fetch(server)
        self.assertOneLeadEach(before)
        time.sleep(1.1)  # UIDVALIDITY counts seconds
        self.dovecot.renumber(self.user)
        after = self.subjects("After")
        for subject in after:
            self.deliver(subject)
        self.fetch(server)
        self.assertOneLeadEach(before + after)

    def test_folder_is_renamed(self):
        """A missing folder shows, stops no other, and goes on under its new name."""
        server = self.add_server()
        first, second, inbox = self.subjects("Renamed")
        self.put(first, "Büro & Co/Sales")
        (folder,) = self.odoo.call(
            "mail.inbound.folder",
            "create",
            [{"server_id": server, "name": "Büro & Co/Sales"}],
        )
        self.fetch(server)
        self.assertOneLeadEach([first])
        with self.dovecot.client(self.user) as other:
            other.rename('"B&APw-ro &- Co/Sales"', "Sold")
        self.put(second, "Sold")
        self.deliver(inbox)
        self.fetch(server)
        self.assertIn("Büro & Co/Sales", self.values(server, "error_message"))
        self.assertOneLeadEach([first, inbox])
        self.odoo.call("mail.inbound.folder", "write", [folder], {"name": "Sold"})
        self.fetch(server)
        self.assertFalse(self.values(server, "error_message"))
        self.assertOneLeadEach([first, second, inbox])

    def test_folder_belongs_to_an_alias(self):
        """Messages in a folder are for its alias, whatever they say."""
        server = self.add_server(after_fetch="leave")
        name = f"folder-{self.user}"
        (team,) = self.odoo.call(
            "crm.team", "create", [{"name": name, "alias_name": name}]
        )
        ((alias, _name),) = [
            row["alias_id"]
            for row in self.odoo.call("crm.team", "read", [team], ["alias_id"])
        ]
        self.put("To nobody we know", "Sales", "somebody@elsewhere.example")
        self.odoo.call(
            "mail.inbound.folder",
            "create",
            [{"server_id": server, "name": "Sales", "alias_id": alias}],
        )
        self.fetch(server)
        self.assertOneLeadEach(["To nobody we know"])
        (lead,) = self.odoo.call(
            "crm.lead",
            "search_read",
            [("name", "=", "To nobody we know")],
            ["team_id"],
        )
        self.assertEqual(lead["team_id"][0], team)

    def test_trusted_header(self):
        """A catch-all mailbox serves an alias that no other header names."""
        server = self.add_server(envelope_header="X-Original-To")
        raw = plain_message("Bcc", "list@elsewhere.example", self.customer)
        self.dovecot.deliver(self.user, b"X-Original-To: info@example.com\r\n" + raw)
        self.fetch(server)
        self.assertOneLeadEach(["Bcc"])

    def test_what_becomes_of_fetched_messages(self):
        """They are moved, deleted or left untouched, as configured."""
        server = self.add_server(after_fetch="move", move_to="Done/Früher")
        moved, deleted, left = self.subjects("Then")
        self.deliver(moved)
        self.fetch(server)
        self.assertEqual(self.dovecot.count(self.user), 0)
        self.assertEqual(self.dovecot.count(self.user, "Done/Fr&APw-her"), 1)
        self.change(server, after_fetch="delete")
        self.deliver(deleted)
        self.fetch(server)
        self.assertEqual(self.dovecot.count(self.user), 0)
        self.change(server, after_fetch="leave")
        self.deliver(left)
        self.fetch(server)
        self.fetch(server)
        (flags,) = self.dovecot.flags(self.user)
        self.assertNotIn(rb"\Seen", flags)
        self.assertOneLeadEach([moved, deleted, left])

    def test_pop_leaves_messages_for_some_days(self):
        server = self.add_server("pop", pop_delete="after_days", pop_delete_days=7)
        subjects = self.subjects("Pop")
        for subject in subjects:
            self.deliver(subject)
        self.fetch(server)
        self.fetch(server)
        self.assertOneLeadEach(subjects)
        self.assertEqual(self.dovecot.count(self.user), 3)
        self.odoo.query(
            "UPDATE mail_inbound_uidl SET create_date = '2020-01-01'"
            " WHERE server_id = %s",
            server,
        )
        self.fetch(server)
        self.assertEqual(self.dovecot.count(self.user), 0)
        self.fetch(server)
        self.assertFalse(
            self.odoo.query(
                "SELECT id FROM mail_inbound_uidl WHERE server_id = %s", server
            )
        )

    def test_huge_mailbox(self):
        """A huge mailbox is fetched turn by turn, each within its time."""
        server = self.add_server(time_budget=5, after_fetch="leave")
        self.fill_huge(MANY)
        turns, waiting, longest = 0, 1, 0
        while waiting:
            start = time.monotonic()
            self.fetch(server)
            longest = max(longest, time.monotonic() - start)
            turns += 1
            waiting = self.values(server, "waiting")
        self.assertEqual(self.count_stored(server), MANY)
        self.assertLess(longest, 5 + 15, "a turn is bounded, whatever is waiting")

    def test_two_never_fetch_at_once(self):
        """While one process has the server, another one leaves it alone."""
        server = self.add_server()
        (subject,) = self.subjects("Once", 1)
        self.deliver(subject)
        with self.odoo.databases.cursor(self.odoo.database) as other:
            other.execute("BEGIN")
            other.execute(
                "SELECT id FROM fetchmail_server WHERE id = %s FOR NO KEY UPDATE",
                [server],
            )
            self.fetch(server)
            self.assertEqual(self.states([subject]), [])
            other.execute("ROLLBACK")
        self.fetch(server)
        self.assertOneLeadEach([subject])

    def test_fifty_megabytes(self):
        """One message near the limit arrives, one above it stays and shows."""
        for kind in ("imap", "pop"):
            with self.subTest(kind=kind):
                self.user = self.dovecot.add_user()
                server = self.add_server(kind)
                fits, too_large, small = self.subjects(f"Large by {kind}")
                self.dovecot.fill(
                    self.user,
                    [
                        large_message(fits, RECIPIENT, self.customer, 37_900_000),
                        large_message(too_large, RECIPIENT, self.customer, 41_000_000),
                    ],
                )
                self.deliver(small)
                self.fetch(server)
                self.assertOneLeadEach([fits, small])
                self.assertEqual(self.states([too_large]), [])
                self.assertEqual(self.values(server, "skipped_count"), 1)

    def test_first_import(self):
        """The first time only the newest so many are fetched, then all that is new."""
        old = self.subjects("Old", 5)
        for subject in old:
            self.deliver(subject)
        server = self.add_server(import_limit=2)
        self.fetch(server)
        self.assertOneLeadEach(old[3:])
        self.deliver("New after the import")
        self.fetch(server)
        self.assertOneLeadEach([*old[3:], "New after the import"])
        self.assertEqual(self.states(old[:3]), [])

    def test_a_mailbox_that_is_in_use(self):
        """IMAP fetches all unread emails: whatever their age, and nothing else of old.

        What arrives later is fetched, whoever reads it first.
        """
        unread, later = self.subjects("Unread, old"), self.subjects("Later")
        self.fill_with_read(20)
        for subject in unread:
            self.deliver(subject)
        server = self.add_server()
        for subject in later:
            self.deliver(subject)
        with self.dovecot.client(self.user) as other:
            other.select()
            other.store("24:26", "+FLAGS", r"(\Seen)")
        self.fetch(server)
        self.assertOneLeadEach(unread + later)
        self.fetch(server)
        self.assertEqual(self.count_stored(server), 6)

    def test_a_start_date(self):
        """Who chooses one has everything since then, read or not, and nothing older."""
        today = fields.Date.today()
        for days, count in ((0, 3), (1, 0)):
            with self.subTest(days=days):
                self.user = self.dovecot.add_user()
                self.fill_with_read(2)
                (unread,) = self.subjects("Start", 1)
                self.deliver(unread)
                day = fields.Date.to_string(today + timedelta(days=days))
                server = self.add_server(start_date=day)
                self.fetch(server)
                self.assertEqual(self.count_stored(server), count)
                (later,) = self.subjects("Started", 1)
                self.deliver(later)
                self.fetch(server)
                self.assertOneLeadEach([later])

    def test_the_mailbox_of_somebody_else(self):
        """Another user name is another mailbox, looked at for the first time."""
        server = self.add_server()
        self.fetch(server)
        self.user = self.dovecot.add_user()
        self.fill_with_read(2)
        (unread,) = self.subjects("Somebody else", 1)
        self.deliver(unread)
        self.change(server, user=self.user)
        self.fetch(server)
        self.assertOneLeadEach([unread])
        self.assertEqual(self.count_stored(server), 1)

    def fill_with_read(self, count):
        """Let the mailbox have so many messages that somebody has read."""
        self.dovecot.fill(
            self.user,
            [
                plain_message(f"Read {number}", RECIPIENT, self.customer)
                for number in range(count)
            ],
        )
        with self.dovecot.client(self.user) as other:
            other.select()
            other.store("1:*", "+FLAGS", r"(\Seen)")

    def put(self, subject, folder, recipient=RECIPIENT):
        """Put a message into a folder, which is made if need be."""
        raw = plain_message(subject, recipient, self.customer)
        name = '"' + folder.replace("&", "&-").replace("ü", "&APw-") + '"'
        with self.dovecot.client(self.user) as other:
            other.create(name)
            other.append(name, None, None, raw)
