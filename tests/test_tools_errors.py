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

    def test_transient_ones_ask_to_try_again(self):
        """Unknown trouble is never the sender's fault."""
        self.assertTrue(errors.InboundError.is_transient)
        for error in tree(errors.InboundError):
            with self.subTest(error.__name__):
                if error.is_transient:
                    self.assertEqual(error.status[0], "4")

    def test_errors_that_other_modules_know(self):
        """Callers of Odoo's gateway expect a ValueError where there is no route."""
        self.assertTrue(issubclass(errors.NoRoute, ValueError))
