# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import email
import email.policy

from odoo.tests import BaseCase, tagged

from ..tools.message.addresses import normalize_sender_pattern
from ..tools.simulation import compare_traces, compose, split_recipients


@tagged("post_install", "-at_install")
class TestSimulationTools(BaseCase):
    def test_compose_writes_domains_as_mail_programs_do(self):
        raw = compose(
            {"From": "Änne <anne@münchen.example>", "To": "a@b.example", "Cc": ""},
            "Grüße",
        )
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        self.assertEqual(message["From"], "Änne <anne@xn--mnchen-3ya.example>")
        self.assertEqual(message.get_content().strip(), "Grüße")
        self.assertNotIn("Cc", message)

    def test_compose_leaves_a_subject_as_it_is(self):
        raw = compose({"Subject": "me@MÜNCHEN.example,  you"}, None)
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        self.assertEqual(message["Subject"], "me@MÜNCHEN.example, you")
        self.assertEqual(message.get_content().strip(), "")

    def test_no_recipients(self):
        self.assertEqual(split_recipients(None), [])
        self.assertEqual(split_recipients(" ,; "), [])

    def test_rules_that_no_longer_speak_come_last(self):
        then = [
            {"rule": name, "verdict": "said", "facts": {}} for name in ("old", "loop")
        ]
        now = [
            {"rule": name, "verdict": "said", "facts": {}} for name in ("new", "loop")
        ]
        compared = compare_traces(then, now)
        self.assertEqual([it.rule for it in compared], ["new", "loop", "old"])
        self.assertEqual([it.is_real for it in compared], [True, False, True])
        self.assertEqual(compared[2].then, (then[0],))
        self.assertEqual(compared[2].now, ())

    def test_compose_lets_no_header_be_smuggled_in(self):
        raw = compose({"From": "a@b.example\r\nReply-To: c@d.example"}, "")
        self.assertNotIn("Reply-To", email.message_from_bytes(raw))

    def test_recipients_may_be_separated_as_people_like(self):
        self.assertEqual(
            split_recipients("a@b.example, c@d.example;\n e@f.example"),
            ["a@b.example", "c@d.example", "e@f.example"],
        )

    def test_another_count_is_no_difference(self):
        then = [{"rule": "loop", "verdict": "below", "facts": {"count": 1}}]
        now = [{"rule": "loop", "verdict": "below", "facts": {"count": 9}}]
        self.assertFalse(compare_traces(then, now)[0].is_real)

    def test_another_fact_or_verdict_is_a_difference(self):
        then = [
            {"rule": "alias", "verdict": "route", "facts": {"alias": "a@b.example"}},
            {"rule": "loop", "verdict": "below", "facts": {}},
        ]
        now = [
            {"rule": "alias", "verdict": "route", "facts": {"alias": "c@b.example"}},
            {"rule": "loop", "verdict": "loop_sender", "facts": {}},
            {"rule": "new", "verdict": "said", "facts": {}},
        ]
        differences = {it.rule: it.is_real for it in compare_traces(then, now)}
        self.assertEqual(differences, {"alias": True, "loop": True, "new": True})

    def test_what_the_message_left_behind_is_no_difference(self):
        then = [{"rule": "known_message", "verdict": "new", "facts": {}}]
        now = [{"rule": "known_message", "verdict": "ignored", "facts": {}}]
        self.assertIs(compare_traces(then, now)[0].is_real, False)

    def test_sender_patterns(self):
        for text, expected in [
            ("*@Example.COM", "*@example.com"),
            (" *@münchen.example ", "*@xn--mnchen-3ya.example"),
            ("Shop <Shop@Example.com>", "shop@example.com"),
            ("shop@münchen.example", "shop@xn--mnchen-3ya.example"),
            ("*@", ""),
            ("*", ""),
            ("*@*", ""),
            ("*@com", ""),
            ("*@exa mple.com", ""),
            ("@example.com", ""),
            ("shop*@exam_ple", ""),
            ("example.com", ""),
            ("", ""),
        ]:
            with self.subTest(text):
                self.assertEqual(normalize_sender_pattern(text), expected)
