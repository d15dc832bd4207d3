# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What is remembered of an IMAP folder, and what of it is new."""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta

from .imap import since, uid_set, uids_of
from .values import ASKED, BROKE_CONNECTION, FINAL_REASONS

UNREAD = "UNSEEN UNDELETED"

MAX_BROKEN = 3
"""Connections that one message may break before only a person tries it again."""


@dataclass(frozen=True)
class Search:
    """What is looked for in a folder.

    :param only_unseen: what nobody has read, instead of what is new to us.
    :param start_date: of what was there before us, everything since this day; None:
        what nobody has read.
    :param limit: most messages of the first fetch, the newest; 0: no limit.
    :param rescan_days: how far back to look when the server has numbered its messages
        anew: no further than twins are recognised.
    """

    only_unseen: bool = False
    start_date: date | None = None
    limit: int = 0
    rescan_days: int = 180


@dataclass(frozen=True)
class FolderMemory:
    """What is remembered of one folder.

    :param uidvalidity: for which the UIDs are valid; 0: never looked at.
    :param last_uid: all messages up to here are safe, or skipped.
    :param skipped: by UID, as text: why the message stayed in the mailbox, and how
        often it was tried.
    :param import_before: messages with lower UIDs were there before us …
    :param import_uids: … and these of them are fetched, in the notation of the
        protocol; None: that is still to be decided.
    :param first_day: when the folder was first looked at (ISO format).
    """

    uidvalidity: int = 0
    last_uid: int = 0
    skipped: dict[str, tuple[str, int]] = field(default_factory=dict)
    import_before: int = 0
    import_uids: str | None = None
    first_day: str = ""

    @classmethod
    def of(cls, data):
        """Return the memory of JSON values; what only others understand is left out."""
        names = {known.name for known in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in names})

    def data(self):
        """Return the memory as JSON values."""
        return asdict(self)

    def after(self, safe, unsafe):
        """Return the memory after a batch.

        :param safe: UIDs of messages that are stored.
        :param dict unsafe: by UID, why others are not.
        """
        skipped = {
            uid: entry for uid, entry in self.skipped.items() if int(uid) not in safe
        }
        for uid, reason in unsafe.items():
            tries = self.skipped.get(str(uid), ("", 0))[1]
            skipped[str(uid)] = (reason, tries + 1)
        last_uid = max([self.last_uid, *safe, *unsafe])
        return replace(self, skipped=skipped, last_uid=last_uid)

    def tried_again(self):
        """Return the memory after a person asked to try all skipped ones again."""
        return replace(self, skipped={uid: (ASKED, 0) for uid in self.skipped})

    def wanted(self, uids):
        """Return those of some UIDs that were not there before us, or are imported."""
        imported = uids_of(self.import_uids or "")
        return [uid for uid in uids if uid >= self.import_before or uid in imported]

    @property
    def to_retry(self):
        """UIDs of skipped messages that may succeed now."""
        return [int(uid) for uid, entry in self.skipped.items() if _may_succeed(*entry)]

    @property
    def given_up(self):
        """UIDs of skipped messages that wait for a person."""
        return [
            int(uid) for uid, entry in self.skipped.items() if not _may_succeed(*entry)
        ]


def look(mailbox, memory, search, today):
    """Find what is to be fetched from the open folder.

    :param ImapMailbox mailbox: with the folder open.
    :param FolderMemory memory: from the last time.
    :param Search search: what to look for.
    :param datetime.date today:
    :return: tuple of the memory for this time, and the UIDs to fetch in this order:
        what failed before comes last, so that it holds up nothing.
    """
    if mailbox.status.uidvalidity != memory.uidvalidity:
        memory = _import_again(mailbox, memory, search, today)
    elif memory.import_uids is None:
        memory = _import_first(mailbox, memory, search)
    if search.only_unseen:
        day = since(search.start_date) if search.start_date else "ALL"
        found = mailbox.search(f"{UNREAD} {day}")
    else:
        found = memory.wanted(mailbox.search("ALL", memory.last_uid + 1))
    memory = _without_gone(mailbox, memory)
    again = set(memory.to_retry)
    known = again | set(memory.given_up)
    return memory, [uid for uid in found if uid not in known] + sorted(again)


def first_look(mailbox, memory, today):
    """Note what is in the open folder before we begin; once noted it stays.

    :param ImapMailbox mailbox: with the folder open.
    :param FolderMemory memory: from before.
    :param datetime.date today:
    :return: memory for which everything that arrives from now on is new.
    """
    if memory.uidvalidity:
        return memory
    uidnext = mailbox.status.uidnext or max(mailbox.search("ALL"), default=0) + 1
    return FolderMemory(
        uidvalidity=mailbox.status.uidvalidity,
        import_before=uidnext,
        first_day=today.isoformat(),
    )


def _import_first(mailbox, memory, search):
    """Decide which messages that were there before us are fetched."""
    found = []
    if not search.only_unseen:  # else flags decide, until somebody changes his mind
        found = mailbox.search(
            since(search.start_date) if search.start_date else UNREAD
        )
    old = [uid for uid in found if uid < memory.import_before]
    return _with_import(memory, old[-search.limit :])


def _import_again(mailbox, memory, search, today):
    """Decide what is fetched of a folder whose UIDs mean nothing to us, or no more.

    Where we have been before everything since then may be new.
    """
    again = first_look(mailbox, FolderMemory(), today)
    if memory.import_uids is None:
        return _import_first(mailbox, again, search)
    again = replace(again, first_day=memory.first_day or again.first_day)
    if search.only_unseen:
        return _with_import(again, [])
    rescan = today - timedelta(days=search.rescan_days)
    begin = search.start_date or date.fromisoformat(again.first_day)
    found = set(mailbox.search(since(max(begin, rescan))))
    if not search.start_date:
        found.update(mailbox.search(f"{UNREAD} {since(rescan)}"))
    return _with_import(again, sorted(found))


def _with_import(memory, uids):
    """Return the memory of a folder of which these messages are fetched first."""
    first = uids[0] if uids else memory.import_before
    return replace(
        memory, import_uids=uid_set(uids), last_uid=max(memory.last_uid, first - 1)
    )


def _without_gone(mailbox, memory):
    """Forget skipped messages that are in the folder no more."""
    if not memory.skipped:
        return memory
    there = set(mailbox.search(f"UID {uid_set(map(int, memory.skipped))}"))
    return replace(
        memory,
        skipped={
            uid: entry for uid, entry in memory.skipped.items() if int(uid) in there
        },
    )


def _may_succeed(reason, tries):
    """Whether to try a skipped message again without being asked."""
    if reason == BROKE_CONNECTION:
        return tries < MAX_BROKEN
    return reason not in FINAL_REASONS
