# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What other modules answer to the questions of the mail gateway."""

from importlib import import_module

from .letters import OURS
from .neighbours_case import MODULES, NeighboursCase


class TestNeighbourQuestions(NeighboursCase):
    """Questions that Odoo asks, and other modules answer."""

    def answer(self, value):
        return lambda thread, beneath, *_args, **_kwargs: value

    def ask_on(self, thread, beneath, *args, **kwargs):
        return beneath(*args, **kwargs)

    def test_mail_to_the_catchall_is_allowed(self):
        self.alias_domain.fallback_alias_id = self.office
        catchall = self.alias_domain.catchall_email
        hook = "_detect_write_to_catchall"
        for _module in self.each(hook, self.answer(False)):
            self.assertDelivered(self.deliver(to=catchall))
        for _module in self.each(hook, self.ask_on):
            self.assertReturned(self.deliver(to=catchall), "catchall_direct")

    def test_another_address_is_a_catchall_too(self):
        for _module in self.each("_detect_write_to_catchall", self.answer(True)):
            self.assertReturned(self.deliver(), "catchall_direct")

    def test_a_loop_is_seen(self):
        for _module in self.each("_detect_loop_sender", self.answer(True)):
            self.assertHeld(self.deliver(), "loop_sender")
            self.assertEqual(self.foresee().outcome.reason, "loop_sender")

    def test_no_loop_is_seen(self):
        """It says no where Odoo would count the records that it finds."""
        self.set_parameter("mail.gateway.loop.threshold", "1")
        author = "Anna <anna@loop.example>"
        with self.filled("before_inbound", "_detect_loop_sender", self.answer(False)):
            self.assertDelivered(self.deliver(author=author))
            self.assertDelivered(self.deliver(author=author))
        with self.filled("before_inbound", "_detect_loop_sender", self.ask_on):
            self.assertReturned(self.deliver(author=author), "loop_sender")

    def test_records_are_counted_in_another_way(self):
        def by_name(model, _beneath, _sender):
            return [("name", "=", "Counted")]

        self.set_parameter("mail.gateway.loop.threshold", "2")
        self.make_alias("teams", "crm.team")
        self.env["crm.team"].create([{"name": "Counted"}] * 2)
        for _module in self.each("_detect_loop_sender_domain", by_name):
            self.assertReturned(self.deliver(to=f"teams@{OURS}"), "loop_sender")
        for _module in self.each("_detect_loop_sender_domain", self.answer(None)):
            for _number in range(4):
                author = "Anna <anna@often.example>"
                self.assertDelivered(self.deliver(author=author, to=f"teams@{OURS}"))

    def test_a_message_is_called_a_bounce(self):
        for _module in self.each("_detect_is_bounce", self.answer(True)):
            self.assertHeld(self.deliver(), "unclear_report")

    def test_bounces_are_read_by_another_module(self):
        _record, message = self.make_thread()

        def read(thread, beneath, email, message_dict):
            return {
                **beneath(email, message_dict),
                "is_bounce": True,
                "bounced_email": "gone@customer.example",
                "bounced_message": message,
                "bounced_msg_ids": [message.message_id],
                "bounced_partner": thread.env["res.partner"],
            }

        handled = []

        def handle(thread, beneath, email, message_dict):
            handled.append(message_dict["bounced_email"])
            return beneath(email, message_dict)

        actions = import_module("odoo.addons.before_inbound").ACTIONS
        for module in MODULES:
            with self.subTest(module):
                actions[module, "_message_parse_extract_bounce"] = read
                actions["z_after_inbound", "_routing_handle_bounce"] = handle
                inbound = self.deliver()
                actions.clear()
                self.assertOutcome(inbound, "delivered", "bounce_report")
                self.assertEqual(handled.pop(), "gone@customer.example")

    def test_a_user_is_found_in_another_way(self):
        user = self.env.ref("base.user_admin")
        for _module in self.each("_mail_find_user_for_gateway", self.answer(user)):
            record = self.assertDelivered(self.deliver())
            self.assertEqual(record.create_uid, user)

    def test_a_notice_is_written_by_another_module(self):
        written = []

        def write(thread, beneath, email_from, body, message, **values):
            written.append(email_from)

        for _module in self.each("_routing_create_bounce_email", write):
            self.deliver(to=self.alias_domain.catchall_email)
            self.assertTrue(written.pop())
            self.assertFalse(self.notices())


class TestCallersContext(NeighboursCase):
    """What callers write into the context is not believed."""

    def test_only_an_attempt_is_an_attempt(self):
        partner = self.env["res.partner"].create({"name": "Anna"})
        for value in (True, {"is_automatic": True}, "attempt"):
            caller = partner.with_context(mail_inbound_start=value)
            self.assertTrue(caller.message_post(body="Hello"))


class TestNeighbourHealth(NeighboursCase):
    """The health page names what cannot be heard."""

    def test_a_module_that_is_not_asked_is_named(self):
        checks = self.env["mail.inbound.health.checks"]
        (finding,) = checks._check_neighbours()
        self.assertEqual(finding.level, "warning")
        self.assertIn("before_inbound", finding.sentence)
        self.assertIn("_fetch_mail", finding.sentence)
