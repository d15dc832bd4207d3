# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools.signature import read_signed, sign

SIGNATURE = "0123456789abcdef0123"

# (address, id of the message; 0: not signed, -1: forged)
ADDRESSES = [
    (f"bounce+7-{SIGNATURE}@ours.example", 7),
    (f"bounce+1234567890-{SIGNATURE}@ours.example", 1234567890),
    # forged
    (f"bounce+7-{SIGNATURE[::-1]}@ours.example", -1),
    ("bounce+7-00000000000000000000@ours.example", -1),
    # something else
    ("bounce@ours.example", 0),
    ("bounce+@ours.example", 0),
    ("bounce+7@ours.example", 0),
    (f"bounce+12345678901-{SIGNATURE}@ours.example", 0),
    (f"bounce+7-{SIGNATURE[:-1]}@ours.example", 0),
    (f"bounce+7-{SIGNATURE}0@ours.example", 0),
    (f"bounce+x-{SIGNATURE}@ours.example", 0),
    (f"7-{SIGNATURE}@ours.example", 0),
]


def digest(text):
    """Return a digest of which everybody can tell how it is made."""
    return SIGNATURE + text


class TestSignature(BaseCase):
    def test_signed(self):
        self.assertEqual(
            sign("bounce@ours.example", 7, digest),
            f"bounce+7-{SIGNATURE}@ours.example",
        )

    def test_the_local_part_is_no_longer_than_allowed(self):
        address = sign("bounce@ours.example", 2**31 - 1, digest)
        self.assertLessEqual(len(address.split("@")[0]), 64)

    def test_read(self):
        for address, message_id in ADDRESSES:
            with self.subTest(address):
                self.assertEqual(read_signed(address, digest), message_id)

    def test_each_message_has_a_signature_of_its_own(self):
        def by_id(text):
            return text * 20

        address = sign("bounce@ours.example", 7, by_id)
        self.assertEqual(read_signed(address, by_id), 7)
        self.assertEqual(read_signed(address.replace("+7-", "+8-"), by_id), -1)
