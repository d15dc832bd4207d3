# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.tests import BaseCase

from ..tools.mailbox.imap import FolderStatus
from ..tools.mailbox.imap_memory import FolderMemory, Search, look
from ..tools.mailbox.values import (
    BROKE_CONNECTION,
    REFUSED,
    TOO_LARGE,
    Allowance,
    batches_of,
    envelope_of,
)

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
    """A folder with messages, by UID and date of arrival."""

    def __init__(self, messages, uidvalidity=7):
        self.messages = messages
        self.status = FolderStatus(uidvalidity, max(messages) + 1, len(messages))
        self.asked = []

    def search(self, criteria, first_uid=1):
        """Return the UIDs from there on; dates are understood, nothing else is."""
        self.asked.append(criteria)
        found = [uid for uid in sorted(self.messages) if uid >= first_uid]
        if criteria.startswith("SINCE"):
            day = int(criteria.removeprefix("SINCE ").split("-")[0])
            return [uid for uid in found if self.messages[uid] >= day]
        return found


class TestFolderMemory(BaseCase):
    def look(self, folder, memory=None, **search):
        """Look at a folder."""
        return look(folder, memory or FolderMemory(), Search(**search), TODAY)

    def test_first_time(self):
        folder = FolderStub({3: 1, 4: 10, 9: 12})
        self.assertEqual(self.look(folder)[1], [3, 4, 9])
        memory, uids = self.look(folder, limit=2)
        self.assertEqual((memory.last_uid, uids), (3, [4, 9]))
        memory, uids = self.look(folder, start_date=date(2026, 6, 11))
        self.assertEqual((memory.last_uid, uids), (8, [9]))
        memory, uids = self.look(folder, start_date=date(2026, 6, 13))
        self.assertEqual((memory.last_uid, uids), (9, []))

    def test_from_unread_to_new(self):
        """What was there when flags decided does not all come in when they do not."""
        folder = FolderStub({3: 1, 4: 10, 9: 12})
        memory, _uids = self.look(folder, only_unseen=True)
        self.assertEqual(memory.last_uid, 9)
        folder.messages[10] = 15
        self.assertEqual(self.look(folder, memory)[1], [10])

    def test_interrupted_first_import_keeps_its_start_date(self):
        """What is old stays out, what is old but put there later comes in."""
        memory = FolderMemory(7, 4, {}, 10, "2026-06-11")
        self.assertEqual(memory.criteria, "OR UID 10:* SINCE 11-Jun-2026")
        self.assertEqual(memory.after([9], {}).criteria, "ALL")

    def test_only_what_is_above(self):
        memory = FolderMemory(7, 4)
        self.assertEqual(self.look(FolderStub({3: 1, 4: 1, 9: 1}), memory)[1], [9])

    def test_numbered_anew(self):
        """Looked through as far back as twins are recognised, and no limit holds."""
        folder = FolderStub({1: 1, 2: 14, 3: 15}, uidvalidity=8)
        memory = FolderMemory(7, 900, {"5": [REFUSED, 1]})
        memory, uids = self.look(folder, memory, rescan_days=2, limit=1)
        self.assertEqual((memory.uidvalidity, memory.skipped), (8, {}))
        self.assertEqual(uids, [2, 3])

    def test_failures_come_last_and_are_forgotten_when_gone(self):
        memory = FolderMemory(
            7,
            5,
            {"2": [REFUSED, 1], "3": [TOO_LARGE, 1], "4": [BROKE_CONNECTION, 3]},
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

    def test_allowance(self):
        allowance = Allowance(seconds=60, messages=2)
        self.assertFalse(allowance.is_used_up)
        allowance.spend(2)
        self.assertTrue(allowance.is_used_up)
        self.assertTrue(Allowance(seconds=0).is_used_up)
