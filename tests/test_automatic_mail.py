# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from email.policy import SMTP
from unittest.mock import Mock

from odoo.tests import tagged

from ..tools.report import parse_message
from .common import InboundCase
from .letters import CATCHALL, OURS, make_raw

ROBOT = "robot@customer.example"


@tagged("post_install", "-at_install")
class TestAutomaticMail(InboundCase):
    def send(self, to, headers=None, **fields):
        """Let the robot write."""
        return self.deliver(author=ROBOT, to=to, headers=headers, **fields)

    def test_a_vacation_reply_to_an_alias_makes_a_record_and_no_answer(self):
        self.office.alias_contact = "everyone"
        inbound = self.send(
            self.office.alias_full_name, {"Auto-Submitted": "auto-replied"}
        )
        self.assertDelivered(inbound)
        self.assertTrace(inbound, "automatic", "auto_replied", header="auto-submitted")
        self.assertFalse(self.notices())

    def test_the_alias_may_hold_or_discard_it(self):
        for policy, state in (("hold", "held"), ("discard", "discarded")):
            with self.subTest(policy):
                self.office.inbound_automatic = policy
                inbound = self.send(
                    self.office.alias_full_name, {"Auto-Submitted": "auto-generated"}
                )
                self.assertEqual(inbound.state, state)
                self.assertFalse(self.records(inbound))

    def test_a_policy_touches_only_what_is_surely_a_robot_s(self):
        """An Exchange group's null return-path, or a person's words in a tracker."""
        self.office.inbound_automatic = "discard"
        for headers in (
            {"Return-Path": "<>"},
            {"X-Auto-Response-Suppress": "DR, OOF, AutoReply"},
            {"X-GitHub-Reason": "comment"},
        ):
            with self.subTest(headers):
                inbound = self.send(self.office.alias_full_name, headers)
                self.assertDelivered(inbound)

    def test_who_wants_no_answers_is_told_what_came_back(self):
        """A distribution list of Exchange asks for no answers, not for no notices."""
        headers = {"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}
        self.assertReturned(self.send(CATCHALL, headers), "catchall_direct")

    def test_a_mailing_list_is_no_robot(self):
        self.office.inbound_automatic = "discard"
        inbound = self.send(
            self.office.alias_full_name,
            {"List-Id": "<users.lists.example>", "Precedence": "list"},
        )
        self.assertDelivered(inbound)

    def test_a_robot_is_never_answered(self):
        inbound = self.send(CATCHALL, {"Auto-Submitted": "auto-replied"})
        self.assertDiscarded(inbound, "catchall_direct")

    def test_what_may_not_be_answered_waits_for_a_person(self):
        """Nothing of it says that no person wrote."""
        for headers in (
            {"X-Auto-Response-Suppress": "All"},
            {"Precedence": "bulk"},
            {"List-Id": "<users.lists.example>"},
            {"Return-Path": "<>"},
        ):
            with self.subTest(headers):
                inbound = self.send(CATCHALL, headers)
                self.assertHeld(inbound, "catchall_direct")

    def test_a_null_sender_is_never_answered(self):
        inbound = self.send(CATCHALL, sender="<>", recipients=[CATCHALL])
        self.assertHeld(inbound, "catchall_direct")

    def test_an_address_of_ours_is_never_answered(self):
        inbound = self.deliver(author=self.office.alias_full_name, to=CATCHALL)
        self.assertHeld(inbound, "catchall_direct")

    def test_no_is_not_automatic(self):
        self.assertReturned(
            self.send(CATCHALL, {"Auto-Submitted": "no"}), "catchall_direct"
        )

    def test_a_notice_says_that_it_is_one(self):
        self.send(CATCHALL)
        [notice] = self.notices(ROBOT)
        for header in ("'Auto-Submitted': 'auto-replied'", "'Return-Path': '<>'"):
            self.assertIn(header, notice.headers)
        self.assertIn("loop-detection-bounce-email", notice.references)

    def test_a_notice_leaves_from_the_null_return_path(self):
        message = self.env["ir.mail_server"]._build_email__(
            f"bounce@{OURS}",
            [ROBOT],
            "Re: Hello",
            "Text",
            headers={"Return-Path": "<>"},
        )
        session = Mock(from_filter=False, smtp_from=False)
        sender, recipients, message = self.env[
            "ir.mail_server"
        ]._prepare_email_message__(message, session)
        self.assertEqual((sender, recipients), ("", [ROBOT]))

    def test_a_sender_hears_the_same_so_often_in_a_day(self):
        self.set_parameter("mail_inbound.max_notices", "2")
        states = [self.send(CATCHALL).state for _number in range(4)]
        self.assertEqual(states, ["returned", "returned", "held", "held"])
        self.assertEqual(len(self.notices(ROBOT)), 2)

    def test_an_automatic_reply_is_told_to_our_own_people_alone(self):
        reader = self.env["res.partner"].create({"name": "R", "email": "r@b.example"})
        record, message = self.make_thread()
        record.message_subscribe((reader | self.operator.partner_id).ids)
        inbound = self.reply_to(
            message, author=ROBOT, headers={"Auto-Submitted": "auto-replied"}
        )
        self.assertReplied(inbound, record)
        posted = record.message_ids.filtered(
            lambda it: it.message_id == inbound.message_id
        )
        told = posted.notification_ids.res_partner_id
        self.assertIn(self.operator.partner_id, told)
        self.assertNotIn(reader, told)
        self.assertEqual(
            set(posted.notification_ids.mapped("notification_type")), {"inbox"}
        )

    def test_a_person_s_reply_tells_the_followers(self):
        reader = self.env["res.partner"].create({"name": "R", "email": "r@b.example"})
        record, message = self.make_thread()
        record.message_subscribe(reader.ids)
        inbound = self.reply_to(message, author=ROBOT)
        posted = record.message_ids.filtered(
            lambda it: it.message_id == inbound.message_id
        )
        self.assertEqual(posted.notification_ids.res_partner_id, reader)


@tagged("post_install", "-at_install")
class TestPingPong(InboundCase):
    """Somebody who answers everything, and us."""

    def answer_all(self, headers, rounds=30):
        """Let a robot answer each of our notices until none comes.

        :return: number of our notices.
        """
        self.deliver(author=ROBOT, to=CATCHALL)
        for number in range(rounds):
            notices = self.notices(ROBOT)
            if len(notices) <= number:
                return len(notices)
            self.deliver(
                raw=make_raw(author=ROBOT, to=CATCHALL, headers=headers(notices[:1]))
            )
        return len(self.notices(ROBOT))

    def test_with_a_vacation_responder_it_ends_after_one_exchange(self):
        count = self.answer_all(lambda _notice: {"Auto-Submitted": "auto-replied"})
        self.assertEqual(count, 1)

    def test_with_a_robot_that_only_refers_to_what_it_answers(self):
        count = self.answer_all(lambda notice: {"References": notice.references})
        self.assertEqual(count, 1)

    def test_with_a_robot_that_tells_nothing_of_itself(self):
        self.set_parameter("mail_inbound.max_notices", "3")
        self.assertEqual(self.answer_all(lambda _notice: {}), 3)

    def test_nothing_is_lost(self):
        self.answer_all(lambda _notice: {"Auto-Submitted": "auto-replied"})
        stored = self.inbox.search([("header_from", "ilike", ROBOT)])
        self.assertEqual(len(stored), 2)
        self.assertTrue(all(inbound._raw() for inbound in stored))
        self.assertTrue(parse_message(stored[0]._raw()).as_bytes(policy=SMTP))
