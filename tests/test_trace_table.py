# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import ast
import re
from pathlib import Path

from odoo.tests import BaseCase

from ..tools.trace_text import SENTENCES, sentence_of
from .reader import Reader

ADDON = Path(__file__).parents[1]
PLACE = re.compile(r"%\((\w+)\)s")


class TestTraceTable(BaseCase):
    """Each step that the code takes has a sentence, and each sentence a step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        paths = [*(ADDON / "models").glob("*.py"), *(ADDON / "tools").rglob("*.py")]
        cls.trees = [
            ast.parse(path.read_text("utf-8"))
            for path in paths
            if path.name != "trace_text.py"
        ]

    def steps(self):
        """Yield rule, verdict and facts of each step that the code names in words.

        The facts are None where they are made elsewhere.
        """
        for tree in self.trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (
                    "note",
                    "end",
                ):
                    words = [getattr(it, "value", None) for it in node.args]
                    facts = {it.arg for it in node.keywords}
                    if len(words) == 2 and all(isinstance(it, str) for it in words):
                        yield (*words, None if None in facts else facts)

    def test_every_step_has_a_sentence(self):
        steps = list(self.steps())
        self.assertGreater(len(steps), 20)
        for rule, verdict, facts in steps:
            with self.subTest(rule=rule, verdict=verdict):
                places = PLACE.findall(text_of(SENTENCES[rule, verdict]))
                if facts is not None:
                    self.assertLessEqual(set(places), facts)

    def test_every_sentence_has_a_step(self):
        words = {
            node.value
            for tree in self.trees
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        for rule, verdict in SENTENCES:
            with self.subTest(rule=rule, verdict=verdict):
                self.assertLessEqual({rule, verdict}, words)

    def test_facts_are_readable(self):
        facts = {"address": "a@b.example", "source": "To", "aliases": ["x", "y"]}
        self.assertEqual(
            sentence_of(Reader, "recipients", "alias", facts),
            "(a@b.example (To) is the alias x, y.)",
        )

    def test_a_step_that_lacks_a_fact_is_shown_as_it_is(self):
        """It may be one of an earlier version."""
        facts = {"count": 2, "names": ["x", "y"]}
        self.assertEqual(
            sentence_of(Reader, "loop", "below", facts),
            "loop: below (count = 2, names = x, y)",
        )
        self.assertEqual(sentence_of(Reader, "new", "said", {}), "new: said")


def text_of(sentence):
    """Return a sentence as text; outside of a test, whose environment is none."""
    return str(sentence)
