# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import date
from unittest.mock import patch

from odoo.tests import BaseCase

from ..tools.mailbox import values
from ..tools.mailbox.imap import FolderStatus
from ..tools.mailbox.imap_memory import FolderMemory, Search, first_look, look
from ..tools.mailbox.values import (
    ASKED,
    BROKE_CONNECTION,
    EMPTY,
    FINAL_REASONS,
    NOT_A_MESSAGE,
    NOT_STORED,
    REFUSED,
    TOO_LARGE,
    Allowance,
    batches_of,
    envelope_of,
)
from ..tools.message.envelope import Envelope

TODAY = date(2026, 6, 15)

ENVELOPES = [
    # header, owner, headers of the message, expected recipients, expected sender
    ("", "", b"Delivered-To: a@x.example\r\n", (), ""),
    ("", "info@x.example", b"To: b@y.example\r\n", ("info@x.example",), ""),
    (
        "Delivered-To",
        "info@x.example",
        b"Return-Path: <anne@c.example>\r\nDelivered-To: a@x.example\r\n"
        b"Delivered-To: forged@x.example\r\n",
        ("a@x.example",),
        "anne@c.example",
    ),
    (
        "X-Envelope-To",
        "",
        b"X-Envelope-To: <a@x.example>, <b@x.example>\r\nReturn-Path: <>\r\n",
        ("a@x.example", "b@x.example"),
        "<>",
    ),
    ("Delivered-To", "info@x.example", b"", ("info@x.example",), ""),
]


class FolderStub:
    """A folder with messages, by UID and date of arrival; some of them are unread."""

    def __init__(self, messages, unread=(), uidvalidity=7):
        self.messages, self.unread = messages, unread
        self.status = FolderStatus(uidvalidity, max(messages) + 1, len(messages))
        self.asked = []

    def search(self, criteria, first_uid=1):
        """Return the UIDs from there on that are unread, or recent, where asked."""
        self.asked.append((criteria, first_uid))
        found = [uid for uid in sorted(self.messages) if uid >= first_uid]
        if "UNSEEN" in criteria:
            found = [uid for uid in found if uid in self.unread]
        _before, is_since, date_text = criteria.partition("SINCE ")
        if is_since:
            day = int(date_text.split("-")[0])
            found = [uid for uid in found if self.messages[uid] >= day]
        return found


class TestFolderMemory(BaseCase):
    def test_nothing_is_remembered_of_a_new_folder(self):
        self.assertEqual(FolderMemory(), FolderMemory(0, 0, {}, 0, None, ""))
        self.assertEqual(Search(), Search(False, None, 0, 180))

    def test_what_is_asked_for(self):
        folder = FolderStub({3: 1, 4: 10})
        memory = FolderMemory(7, 2, import_uids="")
        day = date(2026, 6, 11)
        for search, expected in (
            ({}, ("ALL", 3)),
            ({"start_date": day}, ("ALL", 3)),
            ({"only_unseen": True}, ("UNSEEN UNDELETED ALL", 1)),
            (
                {"only_unseen": True, "start_date": day},
                ("UNSEEN UNDELETED SINCE 11-Jun-2026", 1),
            ),
        ):
            with self.subTest(search):
                folder.asked.clear()
                self.look(folder, memory, **search)
                self.assertEqual(folder.asked, [expected])

    def test_unread_messages_that_were_skipped_come_once(self):
        memory = FolderMemory(
            7, 4, {"3": [REFUSED, 1], "4": [TOO_LARGE, 1]}, import_uids=""
        )
        folder = FolderStub({3: 1, 4: 1, 5: 1}, unread={3, 4, 5})
        memory, uids = self.look(folder, memory, only_unseen=True)
        self.assertEqual(uids, [5, 3])
        self.assertEqual(memory.skipped, {"3": [REFUSED, 1], "4": [TOO_LARGE, 1]})

    def test_what_was_there_before_us(self):
        memory = FolderMemory(7, import_before=10, import_uids="3:4,8")
        self.assertEqual(memory.wanted([2, 3, 5, 8, 9, 10, 11]), [3, 8, 10, 11])
        self.assertEqual(FolderMemory(7, import_before=10).wanted([9, 10]), [10])

    def test_a_server_that_does_not_tell_where_the_folder_ends(self):
        folder = FolderStub({3: 1, 9: 12})
        folder.status = FolderStatus(7, 0, 2)
        memory = first_look(folder, FolderMemory(), TODAY)
        self.assertEqual(memory, FolderMemory(7, 0, {}, 10, None, "2026-06-15"))
        folder.messages = {}
        memory = first_look(folder, FolderMemory(), TODAY)
        self.assertEqual(memory.import_before, 1)

    def test_what_is_noted_of_the_first_import(self):
        folder = FolderStub({3: 1, 4: 10, 9: 12}, unread={4, 9})
        memory, _uids = self.look(folder)
        self.assertEqual(memory, FolderMemory(7, 3, {}, 10, "4,9", TODAY.isoformat()))
        memory, _uids = self.look(FolderStub({3: 1, 9: 12}))
        self.assertEqual(memory, FolderMemory(7, 9, {}, 10, "", TODAY.isoformat()))

    def test_a_message_that_breaks_connections_is_given_up(self):
        """Two may be accidents of something else."""
        memory = FolderMemory(7, 5)
        for tries in (1, 2, 3):
            memory = memory.after([], {3: BROKE_CONNECTION})
            self.assertEqual(memory.skipped, {"3": (BROKE_CONNECTION, tries)})
            is_tried = tries < 3
            self.assertEqual(memory.to_retry, [3] if is_tried else [])
            self.assertEqual(memory.given_up, [] if is_tried else [3])

    def look(self, folder, memory=None, **search):
        """Look at a folder."""
        return look(folder, memory or FolderMemory(), Search(**search), TODAY)

    def first_uids(self, folder, **search):
        """Return what is fetched of a folder at first; after that it is what is new."""
        memory, uids = self.look(folder, **search)
        memory = memory.after(uids, {})
        self.assertEqual(self.look(folder, memory, **search)[1], [])
        new = max(folder.messages) + 1
        folder.messages[new] = 15
        self.assertEqual(self.look(folder, memory, **search)[1], [new])
        return uids

    def test_first_time(self):
        """What nobody has read, whatever its age; with a date, all since then."""
        for search, expected in (
            ({}, [3, 9]),
            ({"limit": 1}, [9]),
            ({"start_date": date(2026, 6, 10)}, [4, 9]),
            ({"start_date": date(2026, 6, 10), "limit": 1}, [9]),
            ({"start_date": date(2026, 6, 13)}, []),
        ):
            with self.subTest(search):
                folder = FolderStub({3: 1, 4: 10, 9: 12, 11: 9}, unread={3, 9})
                self.assertEqual(self.first_uids(folder, **search), expected)

    def test_nothing_unread(self):
        self.assertEqual(self.first_uids(FolderStub({3: 1, 4: 10})), [])

    def test_read_elsewhere_after_the_set_up(self):
        """What arrives after the first look comes in, read or not."""
        folder = FolderStub({3: 1, 4: 10}, unread={3})
        memory = first_look(folder, FolderMemory(), TODAY)
        folder.messages[5] = 15
        self.assertEqual(self.look(folder, memory)[1], [3, 5])
        self.assertEqual(first_look(folder, memory, TODAY), memory)

    def test_interrupted_first_import(self):
        """What was wanted at first is fetched, although somebody reads it meanwhile."""
        folder = FolderStub({3: 1, 4: 10, 9: 12}, unread={3, 9})
        memory, _uids = self.look(folder)
        folder.unread = ()
        self.assertEqual(self.look(folder, memory.after([3], {}))[1], [9])

    def test_from_unread_to_new(self):
        """What was there when flags decided does not all come in when they do not."""
        folder = FolderStub({3: 1, 4: 10, 9: 12}, unread={4})
        memory, uids = self.look(folder, only_unseen=True)
        self.assertEqual(uids, [4])
        folder.messages[10] = 15
        self.assertEqual(self.look(folder, memory)[1], [10])

    def test_memory_of_another_version(self):
        """What this version does not know is left out, the position counts."""
        data = {"uidvalidity": 7, "last_uid": 4, "import_before": 2, "taste": "sweet"}
        memory = FolderMemory.of(data)
        self.assertEqual(self.look(FolderStub({3: 1, 9: 1}), memory)[1], [9])

    def test_only_what_is_above(self):
        memory = FolderMemory(7, 4, import_uids="")
        self.assertEqual(self.look(FolderStub({3: 1, 4: 1, 9: 1}), memory)[1], [9])

    def test_numbered_anew(self):
        """Looked through since we came, as far back as twins are recognised."""
        messages = {1: 1, 2: 13, 3: 14, 4: 15}
        for search, first_day, expected in (
            ({"rescan_days": 1, "limit": 1}, "2026-01-01", [3, 4]),
            ({"rescan_days": 14}, "2026-06-14", [1, 3, 4]),  # 1 is unread
            ({"rescan_days": 3}, "2026-06-15", [4]),
            ({"start_date": date(2026, 6, 15)}, "2026-01-01", [4]),
            ({"only_unseen": True}, "2026-06-14", [1]),
        ):
            with self.subTest(search):
                folder = FolderStub(messages, unread={1}, uidvalidity=8)
                memory = FolderMemory(
                    *(7, 900, {"5": [REFUSED, 1]}), import_uids="", first_day=first_day
                )
                memory, uids = self.look(folder, memory, **search)
                self.assertEqual((memory.uidvalidity, memory.skipped), (8, {}))
                self.assertEqual(uids, expected)
                self.assertEqual(memory.first_day, first_day)

    def test_numbered_anew_before_the_first_fetch(self):
        folder = FolderStub({1: 1, 2: 14}, unread={1}, uidvalidity=8)
        memory = first_look(FolderStub({1: 1}), FolderMemory(), TODAY)
        self.assertEqual(self.look(folder, memory)[1], [1])

    def test_failures_come_last_and_are_forgotten_when_gone(self):
        memory = FolderMemory(
            7,
            5,
            {"2": [REFUSED, 1], "3": [TOO_LARGE, 1], "4": [BROKE_CONNECTION, 3]},
            import_uids="",
        )
        _memory, uids = self.look(FolderStub({2: 1, 3: 1, 4: 1, 6: 1}), memory)
        self.assertEqual(uids, [6, 2])
        memory, uids = self.look(FolderStub({6: 1}), memory)
        self.assertEqual((memory.skipped, uids), ({}, [6]))

    def test_asked_to_try_again(self):
        memory = FolderMemory(7, 5, {"3": [TOO_LARGE, 4]}).tried_again()
        self.assertEqual(memory.to_retry, [3])

    def test_after_a_batch(self):
        memory = FolderMemory(7, 5, {"3": [REFUSED, 1], "4": [REFUSED, 1]})
        memory = memory.after([3, 6], {4: REFUSED, 7: TOO_LARGE})
        self.assertEqual(memory.last_uid, 7)
        self.assertEqual(memory.skipped, {"4": (REFUSED, 2), "7": (TOO_LARGE, 1)})
        self.assertEqual(FolderMemory(**memory.data()), memory)


class TestMailbox(BaseCase):
    def test_envelopes(self):
        for header, owner, headers, recipients, sender in ENVELOPES:
            with self.subTest(header=header, owner=owner):
                envelope = envelope_of(headers + b"\r\ntext\r\n", header, owner)
                self.assertEqual(envelope.recipients, recipients)
                self.assertEqual(envelope.sender, sender)

    def test_batches(self):
        sizes = {1: 10, 2: 10, 3: 900, 4: 5, 5: 5, 6: 5}
        self.assertEqual(
            list(batches_of(sizes, max_messages=2, max_bytes=100)),
            [[1, 2], [3], [4, 5], [6]],
        )
        self.assertEqual(list(batches_of({})), [])

    def test_batches_that_just_fit(self):
        self.assertEqual(
            list(batches_of({1: 50, 2: 50, 3: 1, 4: 99, 5: 0}, 3, 100)),
            [[1, 2], [3, 4, 5]],
        )
        self.assertEqual(list(batches_of({1: 200, 2: 1}, 3, 100)), [[1], [2]])

    def test_batches_of_the_usual_size(self):
        self.assertEqual(
            [len(batch) for batch in batches_of(dict.fromkeys(range(201), 1))],
            [100, 100, 1],
        )
        half = 2 * 1024 * 1024
        sizes = {1: half, 2: half, 3: 1}
        self.assertEqual(list(batches_of(sizes)), [[1, 2], [3]])

    def test_only_the_header_is_looked_at(self):
        raw = b"Subject: x\r\n\r\nDelivered-To: a@x.example\r\n\r\n"
        self.assertEqual(envelope_of(raw, "Delivered-To").recipients, ())
        self.assertEqual(envelope_of(b"Subject: x\r\n\r\n"), Envelope())

    def test_reasons_are_different_words(self):
        """They are stored, so they stay what they are."""
        self.assertEqual(
            [TOO_LARGE, REFUSED, EMPTY, BROKE_CONNECTION, NOT_A_MESSAGE, NOT_STORED],
            [
                *("too_large", "refused", "empty", "broke_connection"),
                *("not_a_message", "not_stored"),
            ],
        )
        self.assertEqual(ASKED, "asked")
        self.assertEqual(FINAL_REASONS, {"too_large", "not_a_message"})

    def test_allowance(self):
        allowance = Allowance(seconds=60, messages=2)
        allowance.spend(1)
        self.assertFalse(allowance.is_used_up)
        allowance.spend(1)
        self.assertTrue(allowance.is_used_up)
        self.assertTrue(Allowance(seconds=0).is_used_up)

    def test_allowance_of_time_alone(self):
        allowance = Allowance(seconds=60)
        allowance.spend(1000)
        self.assertFalse(allowance.is_used_up)
        self.assertEqual(allowance.fetched, 1000)
        with patch.object(values.time, "monotonic", lambda: allowance.deadline):
            self.assertTrue(allowance.is_used_up)
