# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools.attempt import Attempt, Delivery
from ..tools.errors import NoRoute, UnprovenReply
from ..tools.settings import Settings
from ..tools.states import (
    REASONS,
    STATE_OF_REASON,
    STATES,
    STATES_BY_WEIGHT,
    TRANSITIONS,
)

NAMES = [state for state, _label in STATES]
FINAL = {"delivered", "returned", "discarded"}

# What an attempt or an operator may make of a message in each state.
ALLOWED = {
    "received": set(NAMES),
    "failed": set(NAMES),
    "held": {"received", "delivered", "discarded"},
    "delivered": {"received", "delivered"},
    "returned": {"received", "delivered", "discarded", "held"},
    "discarded": {"received", "delivered"},
}


class TestStates(BaseCase):
    def test_every_pair_of_states(self):
        for before in NAMES:
            for after in NAMES:
                with self.subTest(before=before, after=after):
                    self.assertEqual(
                        after in TRANSITIONS[before], after in ALLOWED[before]
                    )

    def test_what_is_finished_does_not_fail(self):
        """A person takes it up again, or a sender was not told after all."""
        for state in FINAL:
            self.assertIn("received", TRANSITIONS[state])
            self.assertNotIn("failed", TRANSITIONS[state])
            self.assertEqual("held" in TRANSITIONS[state], state == "returned")

    def test_every_reason_leads_to_a_state(self):
        self.assertEqual(len(REASONS), len(STATE_OF_REASON))
        for reason, label in REASONS:
            with self.subTest(reason):
                self.assertTrue(label)
                self.assertIn(STATE_OF_REASON[reason], set(NAMES) - {"received"})
                self.assertEqual(Delivery(reason).state, STATE_OF_REASON[reason])

    def test_every_state_has_a_weight(self):
        self.assertEqual(set(STATES_BY_WEIGHT), set(NAMES) - {"received"})


class TestAttempt(BaseCase):
    def test_outcome_of_several_deliveries(self):
        """What needs attention speaks for the whole message."""
        for reasons, state in (
            ((), "failed"),
            (("new_record", "reply"), "delivered"),
            (("new_record", "error"), "failed"),
            (("new_record", "bounce_address"), "held"),
            (("bounce_address", "error"), "failed"),
            (("loop_sender", "new_record"), "delivered"),
            (("duplicate", "loop_sender"), "returned"),
            (("duplicate",), "discarded"),
        ):
            with self.subTest(reasons):
                attempt = Attempt()
                for reason in reasons:
                    attempt.deliver(reason)
                self.assertEqual(attempt.outcome.state, state)

    def test_error_of_the_whole_attempt(self):
        """It undid every delivery."""
        attempt = Attempt()
        attempt.deliver("new_record")
        attempt.fail(ValueError("no"))
        self.assertEqual([it.reason for it in attempt.deliveries], ["error"])

    def test_error_of_one_delivery(self):
        """It leaves the others alone."""
        attempt = Attempt()
        attempt.deliver("new_record")
        attempt.fail(ValueError("no"), recipient="info@x.example")
        self.assertEqual(
            [it.reason for it in attempt.deliveries], ["new_record", "error"]
        )

    def test_reason_and_state_of_an_error(self):
        for error, can_refuse, expected in (
            (ValueError("no"), False, ("error", "failed")),
            (ValueError("no"), True, ("error", "failed")),
            (NoRoute(), False, ("no_route", "held")),
            (NoRoute(), True, ("no_route", "returned")),
            (UnprovenReply(), True, ("reply_unproven", "held")),
        ):
            with self.subTest(error=error, can_refuse=can_refuse):
                attempt = Attempt(can_refuse=can_refuse)
                attempt.fail(error)
                outcome = attempt.outcome
                self.assertEqual((outcome.reason, outcome.state), expected)

    def test_refused_address(self):
        for can_refuse, state in ((True, "returned"), (False, "held")):
            with self.subTest(can_refuse):
                attempt = Attempt(can_refuse=can_refuse)
                attempt.refuse("x@y.example")
                self.assertEqual(attempt.outcome.state, state)

    def test_attempts_are_used_up(self):
        """An error is held in the end; anything else stays what it is."""
        settings = Settings(max_attempts=3)
        failing, held = Attempt(settings=settings), Attempt(settings=settings)
        failing.fail(ValueError("no"))
        held.deliver("bounce_address")
        self.assertEqual(
            [failing.state_after(attempts) for attempts in (1, 2, 3, 4)],
            ["failed", "failed", "held", "held"],
        )
        self.assertEqual(held.state_after(3), "held")
        self.assertFalse(held.is_used_up(3))

    def test_effects(self):
        """They wait for the decision, and happen once, in their order."""
        attempt, done = Attempt(), []
        attempt.effects += [lambda: done.append(1), lambda: done.append(2)]
        self.assertFalse(done)
        attempt.take_effect()
        attempt.take_effect()
        self.assertEqual(done, [1, 2])

    def test_silence(self):
        """What nobody is told of waits for a person."""
        attempt = Attempt()
        attempt.deliver("loop_sender")
        attempt.keep_silent("automatic")
        self.assertEqual(attempt.outcome.state, "held")
        self.assertEqual(attempt.trace_data()[-1]["facts"], {"why": "automatic"})

    def test_no_silence_after_a_notice(self):
        attempt = Attempt()
        attempt.deliver("loop_sender")
        attempt.tell("anna@a.example")
        attempt.keep_silent("told_before")
        self.assertEqual(attempt.outcome.state, "returned")
