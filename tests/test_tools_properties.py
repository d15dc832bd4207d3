# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What holds for any input: whoever sends a message decides what is in it."""

from unittest import skipUnless

from odoo.tests import BaseCase

from ..tools.message import addresses, content
from ..tools.message.envelope import Envelope
from ..tools.message.head import is_message, mend_head
from ..tools.message.identity import read_message_id
from ..tools.message.parsing import parse
from ..tools.message.recipients import find_candidates
from ..tools.message.sameness import content_digest
from ..tools.message.validation import is_validation_request

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:
    given = None
else:
    # letters whose case is nothing special: that of some others changes their number
    TYPED = st.text(st.characters(codec="utf-8"), max_size=60)
    PLAIN = st.text("abcXYZ.@+-", max_size=20)
    HEADER = st.sampled_from((b"To", b"Cc", b"From", b"Subject", b"Delivered-To"))
    MESSAGES = st.lists(st.tuples(HEADER, st.binary(max_size=80)), max_size=5).map(
        lambda rows: b"".join(b"%s: %s\r\n" % row for row in rows) + b"\r\nhttps://x"
    )


def holds(check, *strategies):
    """Check a property with many values, quickly and without a store of examples."""
    settings(max_examples=200, deadline=None, database=None)(
        given(*strategies)(check)
    )()


@skipUnless(given, "hypothesis is not installed")
class TestToolsProperties(BaseCase):
    def test_normalize_is_idempotent(self):
        def check(text):
            once = addresses.normalize(text)
            self.assertEqual(addresses.normalize(once), once)

        holds(check, TYPED | PLAIN)

    def test_normalize_domain_is_idempotent(self):
        def check(text):
            once = addresses.normalize_domain(text)
            self.assertEqual(addresses.normalize_domain(once), once)

        holds(check, TYPED | PLAIN)

    def test_split_loses_nothing(self):
        def check(text):
            local_part, domain = addresses.split(text)
            self.assertEqual(
                f"{local_part}@{domain}" if "@" in text else local_part, text
            )

        holds(check, PLAIN)

    def test_without_subaddress_is_idempotent(self):
        def check(text):
            once = addresses.without_subaddress(text)
            self.assertEqual(addresses.without_subaddress(once), once)

        holds(check, PLAIN)

    def test_unpack_undoes_pack(self):
        def check(raw, times):
            self.assertEqual(content.unpack(*content.pack(raw * times)), raw * times)

        holds(check, st.binary(max_size=500), st.integers(1, 300))

    def test_fingerprint_knows_neither_order_nor_case(self):
        def check(recipients, shuffled):
            shuffled.shuffle(mixed := [it.upper() for it in recipients])
            self.assertEqual(
                content.fingerprint_of("x", recipients),
                content.fingerprint_of("x", mixed),
            )

        holds(check, st.lists(PLAIN, max_size=5), st.randoms())

    def test_read_headers_takes_anything(self):
        def check(raw):
            for text in content.read_headers(raw).values():
                self.assertLessEqual(len(text), content.TEXT_LIMIT)
                self.assertTrue(text.isprintable())
                text.encode()  # a database takes it

        holds(check, st.binary(max_size=300) | MESSAGES)

    def test_both_readers_read_the_same_id(self):
        def check(text):
            raw = b"Message-Id: " + text + b"\r\nFrom: a@a.example\r\n\r\n"
            shown = content.read_headers(raw)["message_id"]
            if shown:
                self.assertEqual(parse(raw)["Message-Id"], shown)
                self.assertEqual(read_message_id(shown), shown)

        holds(check, st.binary(max_size=80) | PLAIN.map(str.encode))

    def test_a_mended_head_needs_no_mending(self):
        def check(raw):
            once = mend_head(raw)
            self.assertEqual(mend_head(once), once)
            self.assertIn(is_message(raw), (True, False))

        lines = st.sampled_from(
            (
                b"A: b\n",
                b"From : c\n",
                b">From x\n",
                b" d\n",
                b"e\n",
                b"\n",
                b"To: a,\n",
            )
        )
        holds(check, MESSAGES | st.lists(lines, max_size=9).map(b"".join))

    def test_content_digest_takes_anything(self):
        def check(raw):
            self.assertEqual(len(content_digest(parse(raw))), 64)

        holds(check, st.binary(max_size=300) | MESSAGES)

    def test_find_candidates_takes_anything(self):
        def check(raw, recipients):
            envelope = Envelope.of("", recipients)
            candidates = find_candidates(parse(raw), envelope)
            found = [candidate.address for candidate in candidates]
            self.assertEqual(len(found), len(set(found)))
            self.assertLessEqual(
                set(map(addresses.normalize, envelope.recipients)), set(found)
            )

        holds(check, MESSAGES, st.lists(TYPED, max_size=3))

    def test_validation_takes_anything(self):
        def check(raw):
            message = parse(raw)
            self.assertIn(is_validation_request(message), (True, False))

        holds(check, MESSAGES)

    def test_envelope_has_clean_recipients(self):
        def check(recipients):
            for recipient in Envelope.of("", recipients).recipients:
                self.assertTrue(recipient.strip())
                self.assertTrue(recipient.isprintable())
                self.assertEqual(len(recipient.splitlines()), 1)

        holds(check, st.lists(TYPED, max_size=5))
