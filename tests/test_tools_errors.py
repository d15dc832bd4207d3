# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools import errors
from ..tools.states import STATE_OF_REASON


def tree(root):
    """Return a class and all that derive from it."""
    return {root, *(leaf for child in root.__subclasses__() for leaf in tree(child))}


def text_of(sentence):
    """Return a sentence as text; outside of a test, whose environment is none."""
    return str(sentence)


class TestErrors(BaseCase):
    def test_every_class(self):
        for error in tree(errors.InboundError):
            with self.subTest(error.__name__):
                self.assertRegex(error.status, r"^[45]\.\d{1,3}\.\d{1,3}$")
                self.assertIn(error.reason, STATE_OF_REASON)
                self.assertTrue(text_of(error.sentence).endswith("."))
                self.assertTrue(error.__doc__)

    def test_trouble_of_ours_asks_to_try_again(self):
        """Unknown trouble is never the sender's fault."""
        permanent = tree(errors.PermanentError)
        for error in tree(errors.InboundError) - permanent | {errors.Interrupted}:
            with self.subTest(error.__name__):
                self.assertEqual(error.status[0], "4")
        for error in permanent - {errors.Interrupted}:
            with self.subTest(error.__name__):
                self.assertEqual(error.status[0], "5")

    def test_errors_that_other_modules_know(self):
        """Callers of Odoo's gateway expect a ValueError where there is no route."""
        self.assertTrue(issubclass(errors.NoRoute, ValueError))

    def test_what_is_said_to_a_person(self):
        class Reader:
            """An environment in which everything is translated."""

            @staticmethod
            def _(text):
                return f"({text_of(text)})"

        for error, expected in (
            (errors.NoRoute("not this"), "(There is no such address here.)"),
            (OSError("The disk is full"), "The disk is full"),
            (TimeoutError(), "TimeoutError"),
        ):
            with self.subTest(expected):
                self.assertEqual(errors.text_of(Reader, error), expected)
