# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Reading an IMAP mailbox by UID, with few round trips (RFC 3501, RFC 9051)."""

import imaplib
from dataclasses import dataclass
from functools import cached_property

from . import imap_answers, imap_names
from .values import (
    BATCH_MESSAGES,
    EMPTY,
    REFUSED,
    TOO_LARGE,
    Fetched,
    MailboxError,
    Unfetched,
    batches_of,
)

MAX_FOUND = 80_000
"""UIDs in one SEARCH answer: imaplib takes no line of more than a million bytes."""

SIZES_AT_ONCE = 500

_BODY = "(UID BODY.PEEK[])"

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True)
class FolderStatus:
    """What SELECT said.

    :param uidvalidity: when it changes, all UIDs mean something else.
    :param uidnext: no message has this UID or a higher one; 0 where unknown.
    :param exists: number of messages.
    """

    uidvalidity: int
    uidnext: int
    exists: int


def since(day):
    """Return the search criterion for messages that arrived on a day or later.

    :param datetime.date day: in the time zone of the server (RFC 3501, 6.4.4).
    """
    return f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def uid_set(uids):
    """Return UIDs in the short notation of the protocol: ``1:4,7``."""
    ranges = []
    for uid in sorted(uids):
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(
        str(first) if first == last else f"{first}:{last}" for first, last in ranges
    )


def uids_of(text):
    """Return the set of UIDs that :func:`uid_set` wrote down."""
    uids = set()
    for part in filter(None, text.split(",")):
        first, _colon, last = part.partition(":")
        uids.update(range(int(first), int(last or first) + 1))
    return uids


class ImapMailbox:
    """A mailbox behind a connection that is logged in already.

    :param imaplib.IMAP4 connection: of any kind, encrypted or not.
    """

    def __init__(self, connection):
        self.connection = connection
        self.status = None
        self.in_flight = ()
        """UIDs that are being fetched: suspects, when the connection breaks."""

    @cached_property
    def capabilities(self):
        """What the server can do, asked after the login, in upper case."""
        answer = self._ask(self.connection.capability)
        return frozenset((answer[0] or b"").decode("ascii", "replace").upper().split())

    def folders(self):
        """Return the names of all folders that can be opened, the inbox first."""
        return imap_answers.read_folders(self._ask(self.connection.list))

    def select(self, folder):
        """Open a folder; what follows is about it.

        :return: :class:`FolderStatus`.
        :raises MailboxError: there is none of that name, or it may not be opened.
        """
        answer = self._ask(self.connection.select, imap_names.encode(folder))
        self.connection.response("EXISTS")  # what is announced from now on is new
        self.status = FolderStatus(
            uidvalidity=self._number("UIDVALIDITY"),
            uidnext=self._number("UIDNEXT"),
            exists=int(answer[0] or 0),
        )
        return self.status

    def search(self, criteria, first_uid=1):
        """Return the sorted UIDs of messages in the open folder, as a list.

        :param str criteria: search keys (RFC 3501, section 6.4.4).
        :param int first_uid: look at this and higher UIDs only.
        """
        if self.status.exists <= MAX_FOUND or not self.status.uidnext:
            return self._search(f"UID {first_uid}:* {criteria}", first_uid)
        found, start = [], first_uid
        while start < self.status.uidnext:
            window = f"UID {start}:{start + MAX_FOUND - 1}"
            found += self._search(f"{window} {criteria}", start)
            start += MAX_FOUND
        return found

    def fetch(self, uids, max_size, batch_messages=BATCH_MESSAGES):
        """Fetch messages without a trace: nothing is marked as read.

        :param list uids: what to fetch, in this order.
        :param int max_size: bytes of the largest message to fetch.
        :param int batch_messages: most messages to ask for at once.
        :return: iterator of lists of :class:`Fetched` and :class:`Unfetched`; each
            uid occurs once.
        """
        step = min(SIZES_AT_ONCE, batch_messages**2)
        for start in range(0, len(uids), step):
            sizes = self._sizes(uids[start : start + step])
            for batch in batches_of(sizes, batch_messages):
                yield self._fetch_batch({uid: sizes[uid] for uid in batch}, max_size)

    def mark_seen(self, uids):
        """Mark messages as read."""
        self._uid("STORE", uid_set(uids), "+FLAGS.SILENT", r"(\Seen)")

    def delete(self, uids):
        """Remove messages, and only these, where the server can (RFC 4315)."""
        self._uid("STORE", uid_set(uids), "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self.capabilities:
            self._uid("EXPUNGE", uid_set(uids))

    def move(self, uids, folder):
        """Move messages to another folder, which is made if need be (RFC 6851)."""
        try:
            self._move(uids, folder)
        except MailboxError:
            self._ask(self.connection.create, imap_names.encode(folder))
            self._move(uids, folder)

    def close(self):
        """Log out. Never fails: what was to be done is done."""
        try:
            self.connection.logout()
        except (imaplib.IMAP4.error, OSError):
            self.connection.shutdown()

    def _move(self, uids, folder):
        """Move messages to a folder that exists."""
        target = imap_names.encode(folder)
        if "MOVE" in self.capabilities:
            self._uid("MOVE", uid_set(uids), target)
        else:
            self._uid("COPY", uid_set(uids), target)
            self.delete(uids)

    def _search(self, criteria, first_uid):
        """Search; ``n:*`` finds the last message even below n (RFC 3501, 6.4.8)."""
        found = imap_answers.read_numbers(self._uid("SEARCH", criteria))
        return [uid for uid in found if uid >= first_uid]

    def _sizes(self, uids):
        """Return a dict of UID to size in bytes; 0 where the server does not say."""
        self.in_flight = tuple(uids)
        answers, _is_refused = self._fetch_answers(uids, "(UID RFC822.SIZE)")
        sizes = imap_answers.read_sizes(answers)
        return {uid: sizes.get(uid, 0) for uid in uids}

    def _fetch_batch(self, sizes, max_size):
        """Fetch one batch; a message that fails costs the others nothing."""
        wanted = [uid for uid, size in sizes.items() if size <= max_size]
        self.in_flight = tuple(wanted)
        answers = self._fetch_answers(wanted, _BODY)[0] if wanted else []
        bodies = imap_answers.read_bodies(answers)
        batch = []
        for uid, size in sizes.items():
            if size > max_size:
                batch.append(Unfetched(uid, TOO_LARGE))
            elif uid in bodies:
                batch.append(Fetched(uid, bodies[uid]))
            else:
                batch.append(self._fetch_alone(uid))
        self.in_flight = ()
        return batch

    def _fetch_alone(self, uid):
        """Fetch a message that did not come along with others."""
        self.in_flight = (uid,)
        answers, is_refused = self._fetch_answers([uid], _BODY)
        body = imap_answers.read_bodies(answers).get(uid)
        if body:
            return Fetched(uid, body)
        return Unfetched(uid, REFUSED if is_refused else EMPTY)

    def _fetch_answers(self, uids, items):
        """FETCH, and also return what came before the server refused the rest.

        :return: tuple of the answers and whether the server refused.
        """
        try:
            return self._uid("FETCH", uid_set(uids), items), False
        except MailboxError:
            return self.connection.response("FETCH")[1], True

    def _uid(self, command, *arguments):
        """Send a UID command; return its answers."""
        return self._ask(self.connection.uid, command, *arguments)

    def _ask(self, method, *arguments):
        """Call a method of imaplib; return its answers.

        :raises MailboxError: the server said NO or BAD.
        :raises imaplib.IMAP4.abort: the connection broke.
        """
        try:
            status, answers = method(*arguments)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise MailboxError(str(error)) from error
        if status != "OK":
            raise MailboxError(
                b" ".join(filter(None, answers)).decode("utf-8", "replace")
            )
        return answers

    def _number(self, code):
        """Return the number of a response code of SELECT; 0 where it has none."""
        values = self.connection.response(code)[1]
        return int(values[-1]) if values and values[-1] else 0
