# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import contextlib
import poplib
import socket
import threading
from unittest.mock import Mock

from odoo.tests import BaseCase

from ..tools.mailbox.pop import Entry, PopMailbox
from ..tools.mailbox.values import (
    EMPTY,
    REFUSED,
    TOO_LARGE,
    Fetched,
    MailboxError,
    Unfetched,
)

LONG_LINE = b"x" * 200_000


class FakePop:
    """A POP server whose messages and capabilities are as a test needs them.

    :param messages: list of bytes; None for one that is refused.
    """

    def __init__(self, messages, capabilities=("UIDL", "PIPELINING"), dies_at=0):
        self.messages, self.capabilities, self.dies_at = messages, capabilities, dies_at
        self.deleted, self.has_quit = [], False
        self.most_at_once = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        client, _address = self._listener.accept()
        self._listener.close()
        with contextlib.suppress(OSError), client:
            client.sendall(b"+OK hi\r\n")
            while text := client.recv(65536):
                lines = text.split(b"\r\n")[:-1]
                self.most_at_once = max(self.most_at_once, len(lines))
                for line in lines:
                    answer = self._answer(*line.decode().split())
                    client.sendall(answer)
                    if not answer.endswith(b"\r\n"):
                        return

    def _answer(self, command, number="0"):
        message = self.messages[int(number) - 1]
        if command == "CAPA":
            can_tell = self.capabilities is not None
            return listing(self.capabilities) if can_tell else b"-ERR unknown\r\n"
        if command == "LIST":
            sizes = [len(message or b"") for message in self.messages]
            return listing(f"{at} {size}" for at, size in enumerate(sizes, 1))
        if command == "UIDL" and self.capabilities == ():
            return b"-ERR unknown\r\n"
        if command == "UIDL":
            return listing(f"{at} uid-{at}" for at in range(1, len(self.messages) + 1))
        if command == "RETR" and int(number) == self.dies_at:
            return b"+OK\r\n" + message[:10]
        if command == "RETR" and message is None:
            return b"-ERR not now\r\n"
        if command == "RETR":
            return b"+OK\r\n" + message.replace(b"\r\n.", b"\r\n..") + b".\r\n"
        if command == "DELE":
            self.deleted.append(int(number))
        self.has_quit |= command == "QUIT"
        return b"+OK\r\n"


def listing(lines):
    """Return an answer of several lines."""
    return "\r\n".join(["+OK", *lines, ".", ""]).encode()


class TestPop(BaseCase):
    def connect(self, *messages, **options):
        """Return a mailbox on a fake server with these messages."""
        self.server = FakePop(messages, **options)
        connection = poplib.POP3("127.0.0.1", self.server.port, timeout=10)
        self.addCleanup(connection.close)
        return PopMailbox(connection)

    def fetch(self, mailbox, max_size=1_000_000):
        """Return what fetching all messages brings, in order."""
        batches = mailbox.fetch(mailbox.entries(), max_size)
        return [message for batch in batches for message in batch.values()]

    def test_bytes_are_unchanged(self):
        """Dots at the begin of lines, and lines that poplib does not take."""
        raw = b"Subject: x\r\n\r\n.dot\r\n..\r\n" + LONG_LINE + b"\r\n"
        mailbox = self.connect(raw, b"Subject: y\r\n\r\n")
        self.assertEqual(
            self.fetch(mailbox),
            [Fetched("uid-1", raw), Fetched("uid-2", b"Subject: y\r\n\r\n")],
        )

    def test_refused_and_too_large(self):
        mailbox = self.connect(b"a\r\n", None, b"b\r\n" * 100, b"c\r\n")
        self.assertEqual(
            self.fetch(mailbox, max_size=50),
            [
                Fetched("uid-1", b"a\r\n"),
                Unfetched("uid-2", REFUSED),
                Unfetched("uid-3", TOO_LARGE),
                Fetched("uid-4", b"c\r\n"),
            ],
        )
        mailbox.delete(mailbox.entries()[:1])
        mailbox.close()
        self.assertEqual(self.server.deleted, [1])
        self.assertTrue(self.server.has_quit)

    def test_asks_ahead_only_where_the_server_says_so(self):
        messages = [b"a\r\n"] * 30
        for capabilities, expected in ((("UIDL", "PIPELINING"), 30), (("UIDL",), 1)):
            with self.subTest(capabilities):
                mailbox = self.connect(*messages, capabilities=capabilities)
                self.assertEqual(len(self.fetch(mailbox)), 30)
                self.assertEqual(self.server.most_at_once, expected)

    def test_entries(self):
        mailbox = self.connect(b"a\r\n", b"bb\r\n")
        self.assertEqual(
            mailbox.entries(), [Entry(1, "uid-1", 3), Entry(2, "uid-2", 4)]
        )
        self.assertTrue(mailbox.has_uidl)

    def test_lines_of_a_listing_that_say_nothing(self):
        mailbox = self.connect(b"a\r\n")
        connection = mailbox.connection = Mock()
        connection.list.return_value = (b"+OK", [b"1 3", b"", b"2"], 9)
        connection.uidl.return_value = (b"+OK", [b"1 a b", b"1"], 9)
        self.assertEqual(mailbox.entries(), [Entry(1, "a b", 3)])

    def test_a_refusal_says_why(self):
        mailbox = self.connect(b"a\r\n")
        mailbox.connection = Mock()
        mailbox.connection.list.side_effect = poplib.error_proto("-ERR locked")
        with self.assertRaisesRegex(MailboxError, "^-ERR locked$"):
            mailbox.entries()

    def test_without_uidl(self):
        mailbox = self.connect(b"a\r\n", capabilities=())
        self.assertEqual([entry.uid for entry in mailbox.entries()], ["1"])
        self.assertFalse(mailbox.has_uidl)

    def test_a_server_that_does_not_tell_what_it_can(self):
        mailbox = self.connect(b"a\r\n", b"b\r\n", capabilities=None)
        self.assertEqual(mailbox.capabilities, frozenset())
        self.assertEqual(len(self.fetch(mailbox)), 2)
        self.assertEqual(self.server.most_at_once, 1)

    def test_no_more_than_some_commands_are_under_way(self):
        mailbox = self.connect(*[b"a\r\n"] * 101)
        self.assertEqual(len(self.fetch(mailbox)), 101)
        self.assertEqual(self.server.most_at_once, 50)
        self.server.most_at_once = 0
        mailbox.delete(mailbox.entries())
        self.assertEqual(self.server.deleted, list(range(1, 102)))
        self.assertEqual(self.server.most_at_once, 50)
        self.assertEqual(mailbox.awaited, 0)

    def test_an_empty_message(self):
        self.assertEqual(self.fetch(self.connect(b"")), [Unfetched("uid-1", EMPTY)])

    def test_as_large_as_allowed(self):
        mailbox = self.connect(b"a\r\n", b"bb\r\n")
        self.assertEqual(
            self.fetch(mailbox, max_size=3),
            [Fetched("uid-1", b"a\r\n"), Unfetched("uid-2", TOO_LARGE)],
        )

    def test_the_end(self):
        """It never fails: what was not deleted is deleted the next time."""
        for error in (poplib.error_proto, OSError):
            connection = Mock(**{"quit.side_effect": error})
            PopMailbox(connection).close()
            connection.close.assert_called_once_with()

    def test_connection_ends_in_a_message(self):
        """No part of a message counts as one, and nothing is deleted."""
        mailbox = self.connect(b"a\r\n" * 10, b"b\r\n" * 10, dies_at=2)
        with self.assertRaises(ConnectionError):
            self.fetch(mailbox)
        mailbox.close()
        self.assertFalse(self.server.has_quit)
