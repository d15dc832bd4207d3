# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import hashlib

from odoo.tests import BaseCase

from ..tools.signature import Signed, has_own_tag, make_tag, read_signed, sign

ANNA, BEN = "anna@customer.example", "ben@customer.example"
NONCE = "0123456789abcdef"


def digest(text):
    """Return the digest of a text, keyed with a key that everybody knows."""
    return hashlib.sha256(f"key {text}".encode()).hexdigest()


def recipients_of(message_id):
    """Return whom the messages of the tests were sent to."""
    return [ANNA, BEN] if message_id == 7 else []


class TestSignedAddresses(BaseCase):
    def sign(self, message_id=7, recipient=""):
        """Return a signed bounce address."""
        return sign("bounce@ours.example", message_id, recipient, digest)

    def read_back(self, address):
        """Return what an address says."""
        return read_signed(address, digest, recipients_of)

    def test_the_form_of_an_address(self):
        for recipient in ("", ANNA):
            address = self.sign(2**31 - 1, recipient)
            self.assertRegex(
                address, r"^bounce\+2147483647-[0-9a-f]{20}@ours\.example$"
            )
            self.assertLessEqual(len(address.split("@")[0]), 64)

    def test_each_message_and_recipient_has_an_address_of_its_own(self):
        for message_id in (7, 8):
            address = self.sign(message_id)
            self.assertEqual(self.read_back(address), Signed(message_id, ""))
        for recipient in (ANNA, BEN):
            self.assertEqual(
                self.read_back(self.sign(7, recipient)), Signed(7, recipient)
            )

    def test_forged_addresses(self):
        address = self.sign(7, ANNA)
        for forged in (
            self.sign(8, ANNA),  # it was not sent to her
            self.sign(7, "eve@customer.example"),
            address.replace("+7-", "+8-"),
            "bounce+7-00000000000000000000@ours.example",
        ):
            with self.subTest(forged):
                self.assertEqual(self.read_back(forged), Signed(0, ""))

    def test_addresses_that_are_not_signed(self):
        signature = self.sign().split("-")[1].split("@")[0]
        for local_part in (
            *("bounce", "bounce+", "bounce+7", f"bounce+12345678901-{signature}"),
            *(f"bounce+7-{signature[:-1]}", f"bounce+7-{signature}0"),
            *(f"bounce+x-{signature}", f"7-{signature}", f"bounce+7-{signature}-"),
        ):
            with self.subTest(local_part):
                self.assertIsNone(self.read_back(f"{local_part}@ours.example"))


class TestTags(BaseCase):
    def test_our_own_tag_is_known_again(self):
        tag = make_tag(NONCE, digest)
        self.assertRegex(tag, rf"^{NONCE}\.[0-9a-f]{{20}}-loop-detection-bounce-email$")
        reference = f"<1.2-openerp-{tag}@host>"
        self.assertTrue(has_own_tag(reference, digest))
        self.assertTrue(has_own_tag(f"<a@b.example> {reference} <c@d.example>", digest))

    def test_the_tags_of_others_are_not(self):
        tag = make_tag(NONCE, digest)
        theirs = make_tag(NONCE, lambda text: digest(text + "other"))
        for reference in (
            "",
            "<a@b.example>",
            "<1.2-openerp-loop-detection-bounce-email@host>",  # of Odoo
            f"<1.2-openerp-{theirs}@host>",
            f"<1.2-openerp-{tag.replace('0', '1', 1)}@host>",
            f"<1.2-openerp-{tag}>",
        ):
            with self.subTest(reference):
                self.assertFalse(has_own_tag(reference, digest))

    def test_one_of_several_is_enough(self):
        theirs = make_tag(NONCE, lambda text: digest(text + "other"))
        both = f"<-openerp-{theirs}@a> <-openerp-{make_tag(NONCE, digest)}@b>"
        self.assertTrue(has_own_tag(both, digest))
