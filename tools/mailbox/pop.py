# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Reading a POP3 mailbox, remembering by UIDL (RFC 1939), pipelined (RFC 2449)."""

import logging
import poplib
from dataclasses import dataclass
from functools import cached_property

from .values import (
    EMPTY,
    REFUSED,
    TOO_LARGE,
    Fetched,
    MailboxError,
    Unfetched,
    batches_of,
)

_logger = logging.getLogger(__name__)

PIPELINED = 50
"""Commands under way at once, where the server allows it."""


@dataclass(frozen=True)
class Entry:
    """A message in the mailbox.

    :param number: its number in this session.
    :param uid: its UIDL; where the server has none the number, as text.
    :param size: in bytes.
    """

    number: int
    uid: str
    size: int


class PopMailbox:
    """A mailbox behind a connection that is logged in already.

    :param poplib.POP3 connection: encrypted or not.
    """

    def __init__(self, connection):
        self.connection = connection
        self.has_uidl = True
        self.awaited = 0
        """Answers under way: before they are read no other command is understood."""

    @cached_property
    def capabilities(self):
        """What the server can do, in upper case; empty where it does not tell."""
        try:
            return frozenset(name.upper() for name in self.connection.capa())
        except poplib.error_proto:
            return frozenset()

    def entries(self):
        """Return the messages of the mailbox, oldest first, as :class:`Entry`."""
        sizes = dict(_pairs(self._ask(self.connection.list)[1]))
        try:
            uids = dict(_pairs(self._ask(self.connection.uidl)[1]))
        except MailboxError:  # UIDL is optional
            self.has_uidl, uids = False, {}
        return [
            Entry(int(number), uids.get(number, number), int(size))
            for number, size in sizes.items()
        ]

    def fetch(self, entries, max_size):
        """Fetch messages.

        :param entries: list of :class:`Entry`.
        :param int max_size: bytes of the largest message to fetch.
        :return: iterator of dicts of an entry to its :class:`Fetched` or
            :class:`Unfetched`, in the order of the entries.
        """
        sizes = {entry: entry.size for entry in entries}
        for batch in batches_of(sizes, self._window):
            wanted = [entry for entry in batch if entry.size <= max_size]
            self._send("RETR", wanted)
            yield {
                entry: self._read_message(entry)
                if entry.size <= max_size
                else Unfetched(entry.uid, TOO_LARGE)
                for entry in batch
            }

    def delete(self, entries):
        """Mark messages for deletion; QUIT, in :meth:`close`, deletes them.

        What the server refuses to delete is tried again the next time.
        """
        for start in range(0, len(entries), self._window):
            batch = entries[start : start + self._window]
            self._send("DELE", batch)
            for _entry in batch:
                self._read_line()
                self.awaited -= 1

    def close(self):
        """Let the server delete what was marked for it, and log out.

        Never fails: what was not deleted is known, and deleted the next time.
        """
        try:
            if not self.awaited:
                self.connection.quit()
        except (poplib.error_proto, OSError):
            _logger.info("The POP server did not confirm the end of the session")
        finally:
            self.connection.close()

    @cached_property
    def _window(self):
        """How many commands may be under way at once."""
        return PIPELINED if "PIPELINING" in self.capabilities else 1

    def _send(self, command, entries):
        """Send one command about each entry, all at once."""
        lines = "".join(f"{command} {entry.number}\r\n" for entry in entries)
        self.awaited += len(entries)
        self.connection.sock.sendall(lines.encode())

    def _read_message(self, entry):
        """Read the answer of RETR: lines of any length, dots in front doubled."""
        lines = []
        has_text = self._read_status()
        while has_text and (line := self._read_line()) not in (b".\r\n", b".\n"):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.awaited -= 1
        if lines:
            return Fetched(entry.uid, b"".join(lines))
        return Unfetched(entry.uid, EMPTY if has_text else REFUSED)

    def _read_status(self):
        """Read a status line; return whether it is positive."""
        return self._read_line().startswith(b"+OK")

    def _read_line(self):
        """Read one line.

        :raises ConnectionError: the server is gone.
        """
        line = self.connection.file.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("The mail server closed the connection.")
        return line

    def _ask(self, method, *arguments):
        """Call a method of poplib; return its answer.

        :raises MailboxError: the server answered -ERR.
        """
        try:
            return method(*arguments)
        except poplib.error_proto as error:
            raise MailboxError(str(error)) from error


def _pairs(lines):
    """Return pairs of words of a listing; other lines are left out."""
    words = (line.decode("utf-8", "replace").split(maxsplit=1) for line in lines)
    return [pair for pair in words if len(pair) == 2]
