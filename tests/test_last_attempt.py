# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OURS, InboundCase

WRITER = "wendy@customer.example"
A_MINUTE = timedelta(minutes=1)


@tagged("post_install", "-at_install")
class TestLastAttempt(InboundCase):
    """What becomes of a message that fails each time."""

    @contextmanager
    def broken(self):
        """Let every new record fail."""
        model = type(self.env["res.partner"])
        with (
            patch.object(model, "message_new", side_effect=OSError("full")),
            mute_logger("odoo.sql_db"),
        ):
            yield

    def use_up(self, **letter):
        """Deliver a message whose only attempt fails.

        :return: the message, held.
        """
        self.set_parameter("mail_inbound.max_attempts", "1")
        with self.broken():
            inbound = self.deliver(author=f"Wendy <{WRITER}>", **letter)
        self.assertOutcome(inbound, "held", "error")
        return inbound

    def test_it_becomes_due_again_after_the_time_that_is_set(self):
        self.set_parameter("mail_inbound.retry_minutes", "7,30")
        inbound = self.accept()
        for minutes in (7, 30, 30):
            with self.broken():
                inbound._process()
            self.env.invalidate_all()
            self.assertOutcome(inbound, "failed", "error")
            delay = inbound.next_attempt - fields.Datetime.now()
            self.assertAlmostEqual(delay, timedelta(minutes=minutes), delta=A_MINUTE)

    def test_the_writer_is_told_in_the_end(self):
        inbound = self.use_up()
        notice = self.notices(WRITER)
        self.assertEqual(len(notice), 1)
        self.assertIn(inbound.message_id, notice.references)
        self.assertEqual(inbound.delivery_ids.told, WRITER)
        self.assertFalse(inbound.next_attempt)

    def test_nobody_is_told_before_the_end(self):
        with self.broken():
            inbound = self.deliver(author=f"Wendy <{WRITER}>")
        self.assertOutcome(inbound, "failed", "error")
        self.assertFalse(self.notices())

    def test_what_must_not_be_answered_is_not_answered_in_the_end(self):
        """The last notice goes through the same gate as every other one."""
        for case, letter in {
            "a robot": {"headers": {"Auto-Submitted": "auto-replied"}},
            "a list": {"headers": {"List-Id": "<all.customer.example>"}},
            "a null return-path": {"sender": "<>"},
            "an alias of ours": {"sender": f"office@{OURS}"},
        }.items():
            with self.subTest(case):
                inbound = self.use_up(**letter)
                self.assertFalse(self.notices())
                self.assertTrace(inbound, "notice", "silent")

    def test_the_same_writer_is_not_told_as_often_as_it_likes(self):
        self.set_parameter("mail_inbound.max_notices", "2")
        for _number in range(4):
            self.use_up()
        self.assertEqual(len(self.notices(WRITER)), 2)
