# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import imaplib
import threading
from dataclasses import replace
from datetime import date
from unittest.mock import Mock, patch

from odoo.tests import BaseCase

from ..tools.mailbox import imap_watch
from ..tools.mailbox.imap import (
    MAX_FOUND,
    FolderStatus,
    ImapMailbox,
    since,
    uid_set,
    uids_of,
)
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

    def test_sizes_are_asked_for_few_at_a_time(self):
        """A connection that breaks meanwhile leaves few suspects."""
        for batch_messages, expected in ((1, 5), (2, 2), (100, 1)):
            with self.subTest(batch_messages):
                mailbox = self.connect(self.some(5))
                self.fetch(mailbox, batch_messages=batch_messages)
                sizes = [it for it in self.server.commands if "RFC822.SIZE" in it]
                self.assertEqual(len(sizes), expected)
        uids = list(range(1, 502))
        with patch.object(mailbox, "_sizes", return_value={}) as ask:
            self.assertEqual(list(mailbox.fetch(uids, 1000)), [])
        asked = [call.args[0] for call in ask.call_args_list]
        self.assertEqual(asked, [uids[:500], uids[500:]])

    def test_nobody_is_suspect_between_two_batches(self):
        mailbox = self.connect(self.some(2))
        for _batch in mailbox.fetch([1, 2], 1000, 1):
            self.assertEqual(mailbox.in_flight, ())

    def test_search_in_a_folder_whose_end_is_unknown(self):
        mailbox = self.connect(self.some(3))
        mailbox.status = replace(mailbox.status, uidnext=0)
        with patch("odoo.addons.mail_inbound.tools.mailbox.imap.MAX_FOUND", 1):
            self.assertEqual(mailbox.search("ALL"), [1, 2, 3])

    def test_an_answer_of_the_greatest_length(self):
        """A million bytes are the most that imaplib reads of a line."""
        self.assertLess(MAX_FOUND * len(" 4294967295"), 1_000_000)
        mailbox = self.connect(self.some(3))
        with patch("odoo.addons.mail_inbound.tools.mailbox.imap.MAX_FOUND", 3):
            mailbox.search("ALL")
        self.assertEqual(self.server.commands[-1], "UID SEARCH UID 1:* ALL")
        with patch("odoo.addons.mail_inbound.tools.mailbox.imap.MAX_FOUND", 2):
            mailbox.search("ALL")
        self.assertEqual(self.server.commands[-1], "UID SEARCH UID 3:4 ALL")

    def test_notation(self):
        self.assertEqual(uid_set([7, 1, 2, 3, 9]), "1:3,7,9")
        months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
        for number, month in enumerate(months, 1):
            day = date(2026, number, 5)
            self.assertEqual(since(day), f"SINCE 5-{month}-2026")


class TestImapFolders(FakeImapCase):
    """What is there, and what is done there with messages that are safe."""

    def sent(self):
        """Return the commands that were sent since the folder was opened."""
        commands = self.server.commands
        return commands[commands.index('SELECT "INBOX"') + 1 :]

    def test_what_is_there(self):
        mailbox = self.connect(self.some(5), capabilities="IMAP4rev1 move")
        self.assertEqual(mailbox.status, FolderStatus(7, 6, 5))
        self.assertEqual(mailbox.select("INBOX"), FolderStatus(7, 6, 5))
        self.assertEqual(mailbox.folders(), ["INBOX", "Sales"])
        self.assertEqual(mailbox.capabilities, {"IMAP4REV1", "MOVE"})

    def test_a_server_of_few_words(self):
        connection = Mock()
        connection.select.return_value = ("OK", [None])
        connection.response.return_value = ("OK", [None])
        connection.capability.return_value = ("OK", [None])
        mailbox = ImapMailbox(connection)
        self.assertEqual(mailbox.select("INBOX"), FolderStatus(0, 0, 0))
        self.assertEqual(mailbox.capabilities, set())

    def test_a_refusal_says_why(self):
        connection = Mock()
        connection.list.return_value = ("NO", [None, b"not", b"allowed \xff"])
        with self.assertRaisesRegex(MailboxError, "^not allowed \ufffd$"):
            ImapMailbox(connection).folders()
        connection.list.side_effect = imaplib.IMAP4.error("BAD: what?")
        with self.assertRaisesRegex(MailboxError, r"BAD: what\?"):
            ImapMailbox(connection).folders()

    def test_marked_as_read(self):
        self.connect(self.some(3)).mark_seen([1, 2])
        self.assertEqual(self.sent(), [r"UID STORE 1:2 +FLAGS.SILENT (\Seen)"])

    def test_deleted(self):
        """Without UIDPLUS others would go too: whoever tidies up removes them."""
        deleted = r"UID STORE 2 +FLAGS.SILENT (\Deleted)"
        for capabilities, expected in (
            ("IMAP4rev1 UIDPLUS", [deleted, "CAPABILITY", "UID EXPUNGE 2"]),
            ("IMAP4rev1", [deleted, "CAPABILITY"]),
        ):
            with self.subTest(capabilities):
                self.connect(self.some(3), capabilities=capabilities).delete([2])
                self.assertEqual(self.sent(), expected)

    def test_moved(self):
        mailbox = self.connect(self.some(3), capabilities="IMAP4rev1 MOVE")
        mailbox.move([1, 3], "Done")
        self.assertEqual(self.sent(), ["CAPABILITY", 'UID MOVE 1,3 "Done"'])

    def test_moved_without_the_extension(self):
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

    def test_moved_to_a_folder_that_was_missing(self):
        mailbox = self.connect(self.some(3), capabilities="IMAP4rev1 MOVE")
        self.server.missing = {'"Done"'}
        mailbox.move([1], "Done")
        move = 'UID MOVE 1 "Done"'
        self.assertEqual(self.sent()[1:], [move, 'CREATE "Done"', move])

    def test_the_end(self):
        """It never fails: what was to be done is done."""
        server = FakeImap({})
        self.addCleanup(server.close)
        ImapMailbox(server.connect()).close()
        self.assertEqual(server.commands[-1], "LOGOUT")
        connection = Mock(**{"logout.side_effect": OSError})
        ImapMailbox(connection).close()
        connection.shutdown.assert_called_once_with()

    def test_a_set_is_read_back(self):
        self.assertEqual(uids_of("1:3,7,9"), {1, 2, 3, 7, 9})
        self.assertEqual(uids_of(""), set())


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

    def test_mail_that_came_before_the_continuation(self):
        """A server may tell of it before it says that it is idling."""
        mailbox = self.connect(self.some(1))
        self.server.before_idle = b"* 2 EXISTS\r\n"
        self.assertTrue(self.wait(mailbox))

    def test_mail_that_comes_with_the_end(self):
        mailbox = self.connect(self.some(1))
        self.server.after_idle = b"* 2 EXISTS\r\n"
        self.assertTrue(self.wait(mailbox, 0.1))
        mailbox.select("INBOX")

    def test_mail_that_comes_later(self):
        mailbox = self.connect(self.some(1))
        self.server.later_on_idle = b"* 2 exists\r\n"
        self.assertTrue(self.wait(mailbox))

    def test_idle_is_renewed_in_time(self):
        """Servers forget about it after half an hour, routers sooner."""
        self.assertLess(imap_watch.RENEW_SECONDS, 29 * 60)
        mailbox = self.connect(self.some(1))
        with patch.object(imap_watch, "RENEW_SECONDS", 0.1):
            self.assertFalse(wait_for_mail(mailbox, lambda: False))
        self.assertIn("IDLE", self.server.commands)

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

    def test_the_end_of_the_connection_while_waiting(self):
        for text in (b"", b"* bye\r\n"):
            mailbox = self.connect(self.some(1))
            self.assertIn("IDLE", mailbox.capabilities)
            mailbox.connection.readline = lambda text=text: text
            with self.subTest(text), self.assertRaises(imaplib.IMAP4.abort) as caught:
                self.wait(mailbox)
            self.assertEqual(str(caught.exception), text.decode().strip() or "EOF")

    def test_without_idle(self):
        mailbox = self.connect(self.some(1), capabilities="IMAP4rev1")
        self.assertFalse(self.wait(mailbox, 0.1))
        self.assertIn("NOOP", self.server.commands)
        self.assertNotIn("IDLE", self.server.commands)

    def test_mail_that_comes_without_idle(self):
        mailbox = self.connect(self.some(1), capabilities="IMAP4rev1")
        self.server.on_noop = b"* 2 EXISTS\r\n"
        with patch.object(imap_watch, "POLL_SECONDS", 0):
            self.assertTrue(wait_for_mail(mailbox, lambda: False))

    def test_asked_now_and_then(self):
        """Often enough, and not all the time."""
        mailbox = self.connect(self.some(1), capabilities="IMAP4rev1")
        clock = [0.0]

        def sleep(seconds):
            clock[0] += seconds

        with (
            patch.object(imap_watch.time, "monotonic", lambda: clock[0]),
            patch.object(imap_watch.time, "sleep", sleep),
        ):
            wait_for_mail(mailbox, lambda: False)
        self.assertEqual(clock, [30])
