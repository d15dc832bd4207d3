# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase


class TableCase(BaseCase):
    """Tests of tables: a row that nothing needs is one that nobody can judge."""

    def assertEachRowIsNeeded(self, rows, texts):
        """Assert that each row is the only one that matches some text, and vice versa.

        :param rows: compiled patterns
        :param texts: as they are compared: folded or not
        """
        hits = [[i for i, row in enumerate(rows) if row.search(text)] for text in texts]
        for text, found in zip(texts, hits, strict=True):
            with self.subTest(text):
                self.assertTrue(found, "no row matches it")
        for i, row in enumerate(rows):
            with self.subTest(row.pattern):
                self.assertIn([i], hits, "no text needs this row")
