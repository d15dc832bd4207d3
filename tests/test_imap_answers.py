# Part of mail_inbound. See LICENSE file for full copyright and licensing details.

from odoo.tests import BaseCase

from ..tools.mailbox import imap_names
from ..tools.mailbox.imap_answers import (
    read_bodies,
    read_folders,
    read_numbers,
    read_sizes,
)

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
                    b"no answer to LIST",
                    (b'(\\NoSelect) "/" {3}', b"All"),
                    b'() "\\"" Archive',
                    b'() "/" "Trash"',
                ]
            ),
            ["Inbox", "Archive", "Sales", "Sent", "Trash"],
        )

    def test_names_that_are_not_encoded_stay_as_they_are(self):
        for name in ("Sales", "A & B", "&!-", "&AA-", "R&D", "&"):
            with self.subTest(name):
                self.assertEqual(imap_names.decode(name), name)
        self.assertEqual(imap_names.decode("A &- B &-"), "A & B &")

    def test_encoded_parts_of_every_length(self):
        for count in range(1, 5):
            with self.subTest(count):
                name = "ü" * count + "~\t"
                on_the_wire = imap_names.encode(name)
                self.assertTrue(on_the_wire.isascii() and "=" not in on_the_wire)
                self.assertEqual(imap_names.decode(on_the_wire[1:-1]), name)


class TestImapAnswers(BaseCase):
    def test_numbers(self):
        self.assertEqual(read_numbers([b"12 3", None, b"", b"7 3"]), [3, 7, 12])

    def test_sizes_in_all_dialects(self):
        data = [
            b"1 (UID 5 RFC822.SIZE 10)",
            b"2 (RFC822.SIZE 20 UID 6)",
            b"3 (FLAGS (\\Seen) UID 7)",
            b"4 (RFC822.SIZE 40)",
            (b"5 (UID 8 X {1}", b"RFC822.SIZE 50)"),
            None,
            b"",
        ]
        self.assertEqual(read_sizes(data), {5: 10, 6: 20, 8: 50})

    def test_bodies_that_nobody_names(self):
        """What comes behind may belong to the next message."""
        last = (b"2 (BODY[] {3}", b"two")
        self.assertEqual(read_bodies([last]), {})
        self.assertEqual(read_bodies([last, (b"3 (UID 7 BODY[] {1}", b"x")]), {7: b"x"})
        self.assertEqual(read_bodies([last, b" UID 6)", b"UID 9"]), {6: b"two"})
        self.assertEqual(read_bodies([None, b"1 (UID 5)"]), {})

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
