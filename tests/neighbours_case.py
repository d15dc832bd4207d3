# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The test class with two other modules in the mail gateway.

They are loaded before and after this one; run by ``./dev/test neighbours``.
"""

from contextlib import contextmanager
from importlib import import_module

from odoo.tests import tagged

from ..tools.attempt import Attempt
from ..tools.message.envelope import Envelope
from .common import InboundCase
from .letters import make_raw

MODULES = ("before_inbound", "z_after_inbound")


@tagged("post_install", "-at_install", "-standard", "neighbours")
class NeighboursCase(InboundCase):
    @contextmanager
    def filled(self, module, hook, action):
        """Let a module do something at a hook."""
        actions = import_module("odoo.addons.before_inbound").ACTIONS
        actions[module, hook] = action
        try:
            yield
        finally:
            actions.clear()

    def each(self, hook, action):
        """Fill the hook of one module after the other."""
        for module in MODULES:
            with self.filled(module, hook, action):
                yield module

    def foresee(self, **fields):
        """Return what a simulation of a message decides."""
        attempt = Attempt(envelope=Envelope.of("", ()))
        raw = make_raw(**fields)
        self.env.flush_all()
        self.env["mail.inbound.simulator"]._simulate(attempt, raw)
        return attempt

    def assertDecided(self, outcome, state, module):
        """Check that another module is said to have decided, in one attempt.

        :param outcome: a message, or a simulation.
        """
        if isinstance(outcome, Attempt):
            (delivery,) = outcome.deliveries
            trace = outcome.trace_data()
        else:
            self.assertOutcome(outcome, state, "other_module")
            self.assertEqual(outcome.attempt_count, 1)
            self.assertFalse(outcome.next_attempt)
            (delivery,) = outcome.delivery_ids
            trace = outcome.trace
        self.assertEqual((delivery.state, delivery.reason), (state, "other_module"))
        self.assertIn(module, delivery.sentence)
        self.assertIn(module, trace[-1]["facts"]["modules"])
