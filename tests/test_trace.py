# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from ..tools.trace_text import SENTENCES, sentence_of
from .common import InboundCase
from .letters import OFFICE, make_raw


class TestTrace(InboundCase):
    def sentences(self, inbound):
        """Return the trace of a message; each step must be in the table."""
        for step in inbound.trace:
            self.assertIn((step["rule"], step["verdict"]), SENTENCES)
            translated = self.env._(SENTENCES[step["rule"], step["verdict"]])
            self.assertTrue(translated % step["facts"])
        return inbound.with_user(self.operator).trace_html or ""

    def test_a_new_record(self):
        told = self.sentences(self.deliver())
        self.assertIn(f"{OFFICE} (To) is the alias {OFFICE}.", told)
        self.assertIn(f"The alias {OFFICE} takes it.", told)

    def test_an_unknown_address(self):
        told = self.sentences(self.deliver_nowhere())
        self.assertIn("is at a domain of ours, but nobody has it.", told)

    def test_a_duplicate(self):
        raw = make_raw()
        self.deliver(raw)
        again = self.deliver(b"Received: by another way\r\n" + raw)
        self.assertIn("It was delivered before", self.sentences(again))

    def test_another_message_of_the_same_id(self):
        message_id = self.deliver().message_id
        other = self.deliver(body="Other words", headers={"Message-Id": message_id})
        self.assertDelivered(other)
        self.assertIn("it is another message", self.sentences(other))

    def test_the_catchall(self):
        told = self.sentences(self.deliver(to=self.alias_domain.catchall_email))
        self.assertIn("written to the catchall", told)

    def test_a_reply_of_a_program(self):
        parent = self.deliver().delivery_ids.mail_message_id
        headers = {
            "In-Reply-To": parent.message_id,
            "Auto-Submitted": "auto-replied",
        }
        told = self.sentences(self.deliver(headers=headers))
        self.assertIn("A program answered", told)
        self.assertIn("It replies to a message of res.partner", told)

    def test_a_step_that_nobody_wrote_a_sentence_for_is_shown_as_it_is(self):
        told = sentence_of(self.env, "rule", "verdict", {"a": 1, "b": ["x", "y"]})
        self.assertEqual(told, "rule: verdict (a = 1, b = x, y)")
        told = sentence_of(self.env, "operator", "chosen", {})
        self.assertEqual(told, "operator: chosen")

    def test_what_strangers_write_stays_text(self):
        told = self.sentences(self.deliver(to=f'"<b>x</b>" <{OFFICE}>'))
        self.assertNotIn("<b>", told)
