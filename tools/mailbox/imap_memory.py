# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What is remembered of an IMAP folder, and what of it is new."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

from .imap import since, uid_set
from .values import ASKED, BROKE_CONNECTION, FINAL_REASONS

MAX_BROKEN = 3
"""Connections that one message may break before only a person tries it again."""


@dataclass(frozen=True)
class Search:
    """What is looked for in a folder.

    :param only_unseen: what nobody has read, instead of what is new to us.
    :param start_date: nothing older is fetched at first; None: everything.
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
    :param import_before: messages with lower UIDs were there at first …
    :param import_since: … and are fetched only when they arrived on this day (ISO
        format) or later; empty: all of them.
    """

    uidvalidity: int = 0
    last_uid: int = 0
    skipped: dict[str, tuple[str, int]] = field(default_factory=dict)
    import_before: int = 0
    import_since: str = ""

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

    @property
    def criteria(self):
        """Search keys for messages above ``last_uid``."""
        if self.import_since and self.last_uid + 1 < self.import_before:
            day = since(date.fromisoformat(self.import_since))
            return f"OR UID {self.import_before}:* {day}"
        return "ALL"

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
        memory = _first_memory(mailbox, memory, search, today)
    if search.only_unseen:
        day = since(search.start_date) if search.start_date else "ALL"
        found = mailbox.search(f"UNSEEN UNDELETED {day}")
    else:
        found = mailbox.search(memory.criteria, memory.last_uid + 1)
    memory = _without_gone(mailbox, memory)
    again = set(memory.to_retry)
    known = again | set(memory.given_up)
    return memory, [uid for uid in found if uid not in known] + sorted(again)


def _first_memory(mailbox, memory, search, today):
    """Return the memory of a folder whose UIDs mean nothing to us yet."""
    days = [search.start_date] if search.start_date else []
    is_renumbered = bool(memory.uidvalidity)
    if is_renumbered:
        days.append(today - timedelta(days=search.rescan_days))
    day = max(days, default=None)
    found = []
    if not search.only_unseen:  # else flags decide, until somebody changes his mind
        found = mailbox.search(since(day) if day else "ALL")
    if search.limit and not is_renumbered:
        found = found[-search.limit :]
    before = mailbox.status.uidnext or max(mailbox.search("ALL"), default=0) + 1
    return FolderMemory(
        uidvalidity=mailbox.status.uidvalidity,
        last_uid=(found[0] if found else before) - 1,
        import_before=before,
        import_since=day.isoformat() if day else "",
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
