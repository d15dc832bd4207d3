# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Real bounces: the sample mails of flufl.bounce, which ``dev/test`` downloads."""

import ast
import os
from pathlib import Path
from unittest import skipUnless

from odoo.tests import BaseCase

from ..tools.message.automatic import read_origin
from ..tools.report import parse_message, read_report

SAMPLES = os.environ.get("MAIL_INBOUND_BOUNCE_SAMPLES")


def read(raw):
    """Return {lower-case address: recipient} of a message, where reports come."""
    return {it.address.lower(): it for it in read_report(parse_message(raw)).recipients}


def whom(recipient):
    """Return the addresses, in lower case, by which a recipient goes."""
    return {recipient.address.lower(), recipient.original_address.lower()}


def read_expected(folder):
    """Return {file: {address: temporary or not}}, as the tests of the library have it.

    They are a literal: ``DETECTORS = [(detector, file, addresses, temporary), ...]``.
    """
    module = ast.parse((folder / "test_detectors.py").read_text(encoding="utf-8"))
    [rows] = (
        ast.literal_eval(node.value)
        for node in module.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "DETECTORS"
    )
    expected = {}
    for _detector, name, addresses, temporary in rows:
        found = expected.setdefault(name, {})
        found.update({it.decode().lower(): temporary for it in addresses})
    return expected


def with_ending(raw, end):
    return raw.replace(b"\r\n", b"\n").replace(b"\n", end)


@skipUnless(SAMPLES, "MAIL_INBOUND_BOUNCE_SAMPLES names no folder of sample mails")
class TestReportSamples(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = Path(SAMPLES)
        cls.expected = read_expected(folder)
        cls.mails = {
            path.name: path.read_bytes() for path in (folder / "data").glob("*.txt")
        }

    def test_there_are_samples(self):
        self.assertGreater(len(self.mails), 100)
        self.assertGreater(len(self.expected), 100)

    def test_recipients_are_found_and_nobody_else(self):
        wanted = found = foreign = 0
        for name, addresses in self.expected.items():
            names = [whom(it) for it in read(self.mails[name]).values()]
            wanted += len(addresses)
            found += len(addresses.keys() & set().union(*names))
            foreign += sum(addresses.keys().isdisjoint(it) for it in names)
        self.assertGreaterEqual(found / wanted, 0.96)
        self.assertLessEqual(foreign / wanted, 0.03)

    def test_what_is_still_tried_is_not_permanent(self):
        for name, addresses in self.expected.items():
            recipients = read(self.mails[name])
            for address, temporary in addresses.items():
                if temporary and address in recipients:
                    with self.subTest(name):
                        self.assertFalse(recipients[address].permanent)

    def test_line_endings_make_no_difference(self):
        for name, raw in self.mails.items():
            expected = read(with_ending(raw, b"\n"))
            for end in (b"\r\n", b"\r"):
                with self.subTest(name, end=end):
                    self.assertEqual(read(with_ending(raw, end)), expected)

    def test_another_address_makes_no_difference(self):
        """Real ones have digits, hyphens and apostrophes: these samples have few."""
        changes = [
            lambda local, domain: f"45211334@{domain}",
            lambda local, domain: f"4{local}@{domain}",
            lambda local, domain: f"{local}@my-{domain}",
            lambda local, domain: f"o'{local}@{domain}",
        ]
        for name, raw in self.mails.items():
            for address in {it.address for it in read(raw).values()}:
                if address.encode() not in raw:
                    continue
                for change in changes:
                    other = change(*address.split("@"))
                    with self.subTest(name, address=other):
                        changed = raw.replace(address.encode(), other.encode())
                        self.assertIn(other.lower(), read(changed))

    def test_prose_from_a_real_sender_is_mail(self):
        for name, raw in self.mails.items():
            report = read_report(parse_message(raw), is_report_place=False)
            with self.subTest(name):
                if not report.is_structured:
                    self.assertIn(report.kind, ("none", "vacation"))

    def test_every_sample_can_be_read(self):
        for name, raw in self.mails.items():
            with self.subTest(name):
                message = parse_message(raw)
                read_report(message)
                read_origin(message)
