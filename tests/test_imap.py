# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import imaplib
import threading
from datetime import date
from unittest.mock import patch

from odoo.tests import BaseCase

from ..tools.mailbox import imap_names
from ..tools.mailbox.imap import ImapMailbox, since, uid_set, uids_of
from ..tools.mailbox.imap_answers import read_bodies, read_folders
from ..tools.mailbox.imap_watch import wait_for_mail
from ..tools.mailbox.values import (
    EMPTY,
    REFUSED,
    TOO_LARGE,
    Fetched,
    MailboxError,
    Unfetched,
)
from .fake_imap import FakeImap

NAMES = [
    ("INBOX", '"INBOX"'),
    ("Entwürfe", '"Entw&APw-rfe"'),
    ("Büro & Co", '"B&APw-ro &- Co"'),
    ("日本語", '"&ZeVnLIqe-"'),
    ('A "B" \\ C', '"A \\"B\\" \\\\ C"'),
    ("~peter/mail/台北/日本語", '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'),  # RFC 3501
]


class TestImapNames(BaseCase):
    def test_encode_and_decode(self):
        for name, on_the_wire in NAMES:
            with self.subTest(name):
                self.assertEqual(imap_names.encode(name), on_the_wire)
                (found,) = read_folders([b'(\\A) "/" ' + on_the_wire.encode()])
                self.assertEqual(found, name)

    def test_folder_lists(self):
        """Servers with other separators, atoms, literals, and what cannot be opened."""
        self.assertEqual(
            read_folders(
                [
                    b'(\\HasNoChildren) "." Sent',
                    b"(\\Noselect \\HasChildren) NIL Public",
                    (b'(\\HasNoChildren) "/" {5}', b"Sales"),
                    b"",
                    b'(\\HasNoChildren) "/" "Inbox"',
                    None,
                ]
            ),
            ["Inbox", "Sales", "Sent"],
        )


class TestImapAnswers(BaseCase):
    def test_bodies_in_all_dialects(self):
        """UID before or behind, quoted text, and answers nobody asked for."""
        data = [
            (b"1 (UID 5 BODY[] {3}", b"one"),
            b")",
            b"9 (FLAGS (\\Seen) UID 9)",
            (b"2 (BODY[] {3}", b"two"),
            b" UID 6)",
            b'3 (UID 7 BODY[] "a \\"b\\"")',
            b"4 (UID 8 BODY[] NIL)",
            (b"5 (UID 10 BODY[] {0}", b""),
            b")",
            None,
        ]
        self.assertEqual(read_bodies(data), {5: b"one", 6: b"two", 7: b'a "b"'})


class FakeImapCase(BaseCase):
    def connect(self, messages, **options):
        """Return a fake server with messages, and a mailbox that is connected to it."""
        self.server = FakeImap(messages, **options)
        self.addCleanup(self.server.close)
        connection = self.server.connect()
        self.addCleanup(connection.shutdown)
        mailbox = ImapMailbox(connection)
        mailbox.select("INBOX")
        return mailbox

    def some(self, count):
        """Return messages by UID."""
        return {uid: f"Subject: {uid}\r\n\r\n".encode() for uid in range(1, count + 1)}

    def fetch(self, mailbox, **options):
        """Return all that fetching all messages brings, in order."""
        uids = sorted(self.server.messages)
        batches = mailbox.fetch(uids, options.pop("max_size", 1000), **options)
        return [message for batch in batches for message in batch]


class TestImapFetch(FakeImapCase):
    def test_one_message_that_fails_stops_no_other(self):
        messages = self.some(5)
        mailbox = self.connect(messages)
        self.server.refused, self.server.empty = {2}, {4}
        self.assertEqual(
            self.fetch(mailbox),
            [
                Fetched(1, messages[1]),
                Unfetched(2, REFUSED),
                Fetched(3, messages[3]),
                Unfetched(4, EMPTY),
                Fetched(5, messages[5]),
            ],
        )

    def test_few_round_trips(self):
        mailbox = self.connect(self.some(100))
        self.server.commands.clear()
        self.assertEqual(len(self.fetch(mailbox)), 100)
        self.assertEqual(len(self.server.commands), 2)

    def test_too_large_is_not_even_asked_for(self):
        mailbox = self.connect({1: b"x" * 2000, 2: b"Subject: small\r\n\r\n"})
        found = self.fetch(mailbox)
        self.assertEqual(found[0], Unfetched(1, TOO_LARGE))
        self.assertIsInstance(found[1], Fetched)
        self.assertIn("UID FETCH 2 (UID BODY.PEEK[])", self.server.commands)

    def test_goodbye_in_the_middle_names_the_suspects(self):
        mailbox = self.connect(self.some(5))
        self.server.deadly = {3}
        with self.assertRaises(imaplib.IMAP4.abort):
            self.fetch(mailbox)
        self.assertEqual(mailbox.in_flight, (1, 2, 3, 4, 5))

    def test_one_by_one_names_the_one(self):
        mailbox = self.connect(self.some(5))
        self.server.deadly = {3}
        with self.assertRaises(imaplib.IMAP4.abort):
            self.fetch(mailbox, batch_messages=1)
        self.assertEqual(mailbox.in_flight, (3,))

    def test_search_finds_nothing_below(self):
        """``8:*`` makes servers answer with the last message, although it is 5."""
        mailbox = self.connect(self.some(5))
        self.assertEqual(mailbox.search("ALL", 8), [])
        self.assertEqual(mailbox.search("ALL", 4), [4, 5])

    def test_search_in_a_huge_folder(self):
        """The answer would be too long for a line: several shorter ones are asked."""
        mailbox = self.connect(self.some(10))
        with patch("odoo.addons.mail_inbound.tools.mailbox.imap.MAX_FOUND", 4):
            self.assertEqual(mailbox.search("ALL", 2), list(range(2, 11)))
        searches = [line for line in self.server.commands if "SEARCH" in line]
        self.assertEqual(
            searches,
            [f"UID SEARCH UID {window} ALL" for window in ("2:5", "6:9", "10:13")],
        )

    def test_refusals_are_errors(self):
        mailbox = self.connect(self.some(1))
        self.server.refused_commands = {"STORE", "SELECT"}
        with self.assertRaises(MailboxError):
            mailbox.mark_seen([1])
        with self.assertRaises(MailboxError):
            mailbox.select("Missing")

    def test_moving_without_the_extension(self):
        mailbox = self.connect(self.some(3))
        mailbox.move([1, 3], "Done")
        sent = [command for command in self.server.commands if "UID" in command]
        self.assertEqual(
            sent,
            [
                'UID COPY 1,3 "Done"',
                r"UID STORE 1,3 +FLAGS.SILENT (\Deleted)",
                "UID EXPUNGE 1,3",
            ],
        )

    def test_notation(self):
        self.assertEqual(uid_set([7, 1, 2, 3, 9]), "1:3,7,9")
        self.assertEqual(uids_of("1:3,7,9"), {1, 2, 3, 7, 9})
        self.assertEqual(uids_of(""), set())
        self.assertEqual(since(date(2026, 3, 5)), "SINCE 5-Mar-2026")


class TestImapWatch(FakeImapCase):
    def wait(self, mailbox, seconds=5):
        """Wait for mail, but not for ever."""
        is_over = threading.Event()
        timer = threading.Timer(seconds, is_over.set)
        timer.start()
        self.addCleanup(timer.cancel)
        return wait_for_mail(mailbox, is_over.is_set)

    def test_mail_that_came_with_the_continuation(self):
        """It was read along with the line before, and never shows on the socket."""
        mailbox = self.connect(self.some(1))
        self.server.on_idle = b"* 1 FETCH (FLAGS (\\Seen))\r\n* 2 EXISTS\r\n"
        self.assertTrue(self.wait(mailbox))
        mailbox.select("INBOX")  # the connection is good for commands again

    def test_mail_that_came_before_idle(self):
        mailbox = self.connect(self.some(1))
        mailbox.connection.untagged_responses["EXISTS"] = [b"2"]
        self.assertTrue(self.wait(mailbox))
        self.assertNotIn("IDLE", self.server.commands)

    def test_nothing_comes(self):
        mailbox = self.connect(self.some(1))
        self.server.on_idle = b"* OK Still here\r\n* 1 EXPUNGE\r\n"
        self.assertFalse(self.wait(mailbox, 0.1))
        mailbox.select("INBOX")

    def test_goodbye_while_waiting(self):
        mailbox = self.connect(self.some(1))
        self.server.on_idle = b"* BYE shutting down\r\n"
        with self.assertRaises(imaplib.IMAP4.abort):
            self.wait(mailbox)

    def test_idle_is_refused(self):
        mailbox = self.connect(self.some(1))
        self.server.refused_commands = {"IDLE"}
        with self.assertRaises(MailboxError):
            self.wait(mailbox)

    def test_without_idle(self):
        mailbox = self.connect(self.some(1), capabilities="IMAP4rev1")
        self.assertFalse(self.wait(mailbox, 0.1))
        self.assertIn("NOOP", self.server.commands)
