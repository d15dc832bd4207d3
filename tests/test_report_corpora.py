# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Real bounces, with expected results: tests of these are skipped without them."""

from unittest import skipUnless

from odoo.tests import BaseCase

from ..tools.message.automatic import read_origin
from ..tools.report import parse_message, read_report
from . import report_figures

CORPORA = report_figures.find_corpora()


def read(raw):
    """Return what ``report_figures.measure`` wants to know of a message."""
    return [
        ({r.address.lower(), r.original_address.lower()} - {""}, r.permanent)
        for r in read_report(parse_message(raw)).recipients
    ]


@skipUnless(CORPORA, "the corpora of bounces are not beside the checkout")
class TestReportCorpora(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.labels = report_figures.read_labels(CORPORA)

    def measure(self, folder=""):
        labels = {name: rows for name, rows in self.labels.items() if folder in name}
        self.assertTrue(labels, "a corpus without labels proves nothing")
        return report_figures.measure(read, CORPORA, labels)

    def test_recipients_are_found(self):
        for folder in ("", "/bsd/"):
            with self.subTest(folder):
                figures = self.measure(folder)
                self.assertGreaterEqual(figures.recall, 0.95)
                self.assertLessEqual(figures.foreign_share, 0.02)

    def test_dead_addresses_are_told(self):
        for folder in ("", "/bsd/"):
            with self.subTest(folder):
                figures = self.measure(folder)
                self.assertGreaterEqual(figures.permanent_precision, 0.95)
                self.assertGreaterEqual(figures.permanent_recall, 0.90)

    def test_line_endings_make_no_difference(self):
        """Whole files, read with each of the three line endings."""
        for name in self.labels:
            raw = (CORPORA / "sisimai" / name).read_bytes()
            raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            expected = read(raw)
            for end in (b"\r\n", b"\r"):
                with self.subTest(name, end=end):
                    self.assertEqual(read(raw.replace(b"\n", end)), expected)

    def test_hyphens_in_domains_make_no_difference(self):
        """The corpus is anonymised to example.*, real domains have hyphens."""
        hyphenated = found = 0
        for name, rows in self.labels.items():
            raw = (CORPORA / "sisimai" / name).read_bytes()
            known = {a for row in rows for a in report_figures.label_names(row)}
            plain = {a for addresses, _permanent in read(raw) for a in addresses}
            if b"@example." not in raw or not plain & known:
                continue
            raw = raw.replace(b"@example.", b"@my-example.")
            read_now = {a for addresses, _permanent in read(raw) for a in addresses}
            wanted = {a.replace("@example.", "@my-example.") for a in plain & known}
            hyphenated += len(wanted)
            found += len(wanted & read_now)
        self.assertGreaterEqual(found / hyphenated, 0.99)

    def test_nothing_that_arrived_is_a_permanent_failure(self):
        for path in report_figures.read_negatives(CORPORA):
            with self.subTest(path.name):
                report = read_report(parse_message(path.read_bytes()))
                self.assertFalse(report.permanent_recipients)

    def test_every_file_can_be_read(self):
        for path in report_figures.all_messages(CORPORA):
            with self.subTest(path.name):
                message = parse_message(path.read_bytes())
                read_report(message)
                read_origin(message)

    def test_the_addressee_never_failed(self):
        for path in report_figures.all_messages(CORPORA):
            message = parse_message(path.read_bytes())
            ours = str(message["To"]).lower()
            for recipient in read_report(message).recipients:
                with self.subTest(path.name):
                    self.assertNotIn(f"<{recipient.address.lower()}>", ours)
                    self.assertNotEqual(recipient.address.lower(), ours.strip())
