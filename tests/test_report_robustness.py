# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Whoever sends a message decides what is in it: nothing may raise, or cost much."""

import contextlib
import dataclasses
import time
from email import message_from_bytes
from email.policy import SMTP
from unittest import skipUnless

from odoo.tests import BaseCase

from ..tools.message.automatic import read_origin
from ..tools.report import KINDS, REASONS, parse_message, read_report
from . import report_samples as samples

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:
    given = None

SEEDS = (
    samples.RECEIPT,
    samples.COMPLAINT,
    samples.VACATION,
    samples.delivery_status(samples.group("anne@shop.example", "failed", "5.1.1")),
    *(
        samples.prose(text)
        for text in (
            samples.POSTFIX,
            samples.QMAIL,
            samples.EXIM,
            samples.EXCHANGE,
            samples.AMAZON,
        )
    ),
)
# A generous limit for a slow machine; quadratic patterns take minutes.
SECONDS = 10
SIZE = 200_000
PIECES = (
    b"a",
    b"a@",
    b"<a@b.c ",
    b"a@b.example\n",
    b"550 a@b.example\n",
    b"\n",
    b" ",
    b"=?utf-8?Q?a?=",
    b"mail message to for ",
    b"user mailbox address ",
    b"((((",
    b"{[",
    b"<a ",
    b"Final-Recipient: rfc822;a@b.example\nAction: failed\n\n",
)


def values_of(report):
    """Return all the texts that a report has about its recipients."""
    rows = [dataclasses.astuple(recipient) for recipient in report.recipients]
    return [value for row in rows for value in row if isinstance(value, str)]


def check(raw):
    """Read a message, by both parsers; what comes out can be stored."""
    messages = [parse_message(raw)]
    # where the standard parser gives up, nobody can hand that to us
    with contextlib.suppress(Exception):
        messages.append(message_from_bytes(raw, policy=SMTP))
    for message in messages:
        report = read_report(message)
        assert report.kind in KINDS
        assert all(r.reason in ("", *REASONS) for r in report.recipients)
        assert len(report.recipients) <= 500
        for value in (report.detail, *report.message_ids, *values_of(report)):
            assert "\0" not in value
            value.encode()  # no lone surrogates
        read_origin(message)


class TestReportRobustness(BaseCase):
    @skipUnless(given, "hypothesis is not installed")
    def test_random_bytes(self):
        settings(max_examples=200, deadline=None, database=None)(
            given(st.binary(max_size=2000))(check)
        )()

    @skipUnless(given, "hypothesis is not installed")
    def test_damaged_reports(self):
        """Any seed, with any stretch of it replaced by anything."""

        def damage(seed, start, length, filling):
            start %= len(seed)
            check(seed[:start] + filling + seed[start + length :])

        settings(max_examples=300, deadline=None, database=None)(
            given(
                st.sampled_from(SEEDS),
                st.integers(0, 3000),
                st.integers(0, 300),
                st.binary(max_size=60) | st.sampled_from(PIECES),
            )(damage)
        )()

    def test_truncated_reports(self):
        for seed in SEEDS:
            for end in range(0, len(seed), 23):
                check(seed[:end])

    def test_strange_charsets_and_encodings(self):
        for charset in ("x-unknown", "utf-7", "punycode", "idna", "zlib", "undefined"):
            for encoding in ("base64", "quoted-printable", "x-uuencode", "7bit", "?"):
                more = (
                    f"Content-Type: text/plain; charset={charset}\n"
                    f"Content-Transfer-Encoding: {encoding}\n"
                )
                check(samples.prose(samples.QMAIL, more=more))

    def test_repetition_costs_little(self):
        for piece in PIECES:
            body = (piece * (SIZE // len(piece)))[:SIZE]
            folded = body.replace(b"\n", b"\n ")
            head = samples.prose("", subject="Undelivered mail").rstrip(b"\n")
            for raw in (
                head + b"\n\nThis could not be delivered: " + body,
                head + b"\nContent-Type: text/html\n\n" + body,
                b"To: " + folded + b"\n" + head + b"\n\n",
                b"Subject: " + folded + b"\n" + head + b"\n\n",
            ):
                with self.subTest(piece):
                    self.assert_quick(raw)

    def test_depth_costs_little(self):
        head = b"".join(
            b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i)
            for i in range(2000)
        )
        self.assert_quick(b"From: mailer-daemon@x.example\n" + head)
        nested = b"Content-Type: message/rfc822\n\n" * 2000
        self.assert_quick(b"From: mailer-daemon@x.example\n" + nested)

    def test_many_recipients_cost_little(self):
        addresses = [f"user{i}@shop.example" for i in range(3000)]
        groups = [samples.group(a, "failed", "5.0.0", "550 no") for a in addresses]
        text = "\n".join(f"<{a}>: user unknown" for a in addresses)
        self.assert_quick(samples.delivery_status(*groups[:1000], text=text))
        self.assert_quick(samples.prose(text))

    def assert_quick(self, raw):
        start = time.monotonic()
        message = parse_message(raw)
        read_report(message)
        read_origin(message)
        self.assertLess(time.monotonic() - start, SECONDS)
