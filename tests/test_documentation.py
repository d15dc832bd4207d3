# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What ``docs/`` says about tables of the code is what the code says."""

import re
from pathlib import Path

from odoo.tests import BaseCase

from ..tools.settings import PARSERS, Settings
from ..tools.states import REASONS, STATE_OF_REASON, STATES, STATES_BY_WEIGHT

DOCS = Path(__file__).parents[1] / "docs"


def tables(name):
    """Return the rows of all tables of a page, as lists of their cells."""
    lines = (DOCS / name).read_text("utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("| ") and not line.startswith("| ---")
    ]


class TestDocumentation(BaseCase):
    def test_parameters_and_their_defaults(self):
        documented = {
            key.strip("` *"): default
            for key, default, _meaning in tables("parameters.md")
            if key != "key"
        }
        documented.pop("mail_inbound.notify_group_id")  # no setting of a message
        self.assertEqual(set(documented), set(PARSERS))
        for key, (name, parse) in PARSERS.items():
            with self.subTest(key):
                text = documented[key]
                default = () if text == "none" else parse(text)
                self.assertEqual(getattr(Settings(), name), default)

    def test_states(self):
        labels = [label for _state, label in STATES]
        rows = [cells[0] for cells in tables("inbox.md")]
        self.assertEqual([cell for cell in rows if cell in labels], labels)

    def test_which_state_speaks_for_several(self):
        text = (DOCS / "inbox.md").read_text("utf-8")
        told = re.search(r"first\s+of these that occurs among them: ([\w, ]+)", text)
        self.assertEqual(told[1].split(", "), list(STATES_BY_WEIGHT))

    def test_reasons_and_their_states(self):
        """Some of them share a row."""
        for reason, label in REASONS:
            with self.subTest(reason):
                is_named = re.compile(rf"(^|, ){re.escape(label)}($|, )", re.IGNORECASE)
                (row,) = [it for it in tables("inbox.md") if is_named.search(it[0])]
                self.assertRegex(row[1], rf"\b{STATE_OF_REASON[reason]}\b")
