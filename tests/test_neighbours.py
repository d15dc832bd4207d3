# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Other modules in the mail gateway, loaded before and after this one.

Run where both are installed: ``./dev/test neighbours``.
"""

from contextlib import contextmanager
from importlib import import_module

from odoo.tests import tagged

from ..tools.attempt import Attempt
from ..tools.message.envelope import Envelope
from .common import InboundCase
from .letters import OURS, make_raw

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


class TestNeighbourProcess(NeighboursCase):
    """``message_process`` of other modules."""

    def test_it_is_called_once_for_each_message(self):
        calls = []

        def count(thread, beneath, *args, **kwargs):
            calls.append(1)
            return beneath(*args, **kwargs)

        for _module in self.each("message_process", count):
            calls.clear()
            self.assertDelivered(self.deliver())
            self.assertEqual(len(calls), 1)
            calls.clear()
            self.assertTrue(self.call())
            self.assertEqual(len(calls), 1)

    def test_it_may_handle_a_message_by_itself(self):
        def handle(thread, beneath, *args, **kwargs):
            partner = thread.env["res.partner"].create({"name": "Handled"})
            return partner.id

        partners = self.env["res.partner"]
        for module in self.each("message_process", handle):
            before = partners.search_count([("name", "=", "Handled")])
            self.assertDecided(self.deliver(), "delivered", module)
            after = partners.search_count([("name", "=", "Handled")])
            self.assertEqual(after, before + 1)
            self.assertDecided(self.foresee(), "delivered", module)

    def test_it_may_drop_a_message(self):
        for module in self.each("message_process", lambda *_args, **_kwargs: None):
            self.assertDecided(self.deliver(), "discarded", module)
            self.assertDecided(self.foresee(), "discarded", module)

    def test_it_may_name_a_model_for_what_nobody_takes(self):
        def with_model(thread, beneath, *args, **kwargs):
            try:
                return beneath(*args, **kwargs)
            except ValueError:
                return beneath(*args, **{**kwargs, "model": "res.partner"})

        for _module in self.each("message_process", with_model):
            self.assertDelivered(self.deliver(to=f"nobody@{OURS}"))
            attempt = self.foresee(to=f"nobody@{OURS}")
            self.assertEqual(attempt.outcome.reason, "new_record")

    def test_it_sees_no_copy_of_a_message_as_the_end_of_it(self):
        """Odoo's own steps end at a Message-Id that is known; ours go on."""
        second = self.make_alias("second")
        raw = make_raw(to="undisclosed-recipients:;")
        with self.filled(
            "before_inbound",
            "message_process",
            lambda thread, beneath, *args, **kwargs: beneath(*args, **kwargs),
        ):
            first = self.deliver(raw, [self.office.alias_full_name])
            self.assertDelivered(first)
            again = self.deliver(raw, [second.alias_full_name])
            self.assertDelivered(again)

    def test_a_message_inside_of_a_delivery_is_one_of_its_own(self):
        inner = make_raw(subject="Inner", author="Ben <ben@inner.example>")
        new = type(self.env["res.partner"]).message_new

        def unpack(records, msg_dict, custom_values=None):
            if msg_dict["subject"] == "Outer":
                records.env["mail.thread"].message_process(False, inner)
            return new(records, msg_dict, custom_values)

        self.patch(type(self.env["res.partner"]), "message_new", unpack)
        outer = self.deliver(subject="Outer")
        self.assertDelivered(outer)
        found = self.inbox.search([("subject", "=", "Inner")])
        self.assertDelivered(found)
        self.assertEqual(found.delivery_ids.sender_normalized, "ben@inner.example")


class TestNeighbourRoutes(NeighboursCase):
    """What other modules make of routes."""

    def new_partner(self, thread):
        return ("res.partner", 0, {"name": "Added"}, thread.env.uid, None)

    def test_a_route_is_added(self):
        def add(thread, beneath, *args, **kwargs):
            return [*beneath(*args, **kwargs), self.new_partner(thread)]

        for _module in self.each("message_route", add):
            inbound = self.deliver()
            self.assertOutcome(inbound, "delivered", "new_record")
            self.assertEqual(len(inbound.delivery_ids), 2)
            self.assertEqual(len(self.foresee().deliveries), 2)

    def test_routes_are_removed(self):
        def remove(thread, beneath, *args, **kwargs):
            beneath(*args, **kwargs)
            return []

        for module in self.each("message_route", remove):
            self.assertDecided(self.deliver(), "discarded", module)
            self.assertDecided(self.foresee(), "discarded", module)

    def test_the_routes_are_those_of_the_rules(self):
        """Bcc: nothing in the headers leads there, so Odoo would not know it."""
        seen = []

        def look(thread, beneath, *args, **kwargs):
            routes = beneath(*args, **kwargs)
            seen.append([(route[0], route[4].alias_name) for route in routes])
            return routes

        second = self.make_alias("second")
        for _module in self.each("message_route", look):
            seen.clear()
            inbound = self.deliver(
                recipients=[self.office.alias_full_name, second.alias_full_name],
                to="undisclosed-recipients:;",
            )
            self.assertEqual(len(inbound.delivery_ids), 2)
            self.assertEqual(
                seen, [[("res.partner", "office"), ("res.partner", "second")]]
            )

    def test_a_reply_is_the_reply_that_the_rules_found(self):
        record, message = self.make_thread()
        routes = []

        def look(thread, beneath, *args, **kwargs):
            routes.extend(beneath(*args, **kwargs))
            return routes[-1:]

        for _module in self.each("message_route", look):
            routes.clear()
            self.assertReplied(self.reply_to(message), record)
            self.assertEqual(routes[0][:2], ("res.partner", record.id))

    def test_what_ends_here_has_no_routes(self):
        routes = []

        def look(thread, beneath, *args, **kwargs):
            routes.append(beneath(*args, **kwargs))
            return routes[-1]

        for _module in self.each("message_route", look):
            inbound = self.deliver(to=self.alias_domain.catchall_email)
            self.assertReturned(inbound, "catchall_direct")
            self.assertEqual(routes.pop(), [])
            self.assertEqual(len(self.notices()), 1)
            self._new_mails = self.env["mail.mail"]

    def test_a_route_is_changed(self):
        def change(thread, beneath, *args, **kwargs):
            return [
                (model, thread_id, {"comment": "changed"}, user_id, alias)
                for model, thread_id, _v, user_id, alias in beneath(*args, **kwargs)
            ]

        for _module in self.each("message_route", change):
            record = self.assertDelivered(self.deliver())
            self.assertIn("changed", record.comment)

    def test_a_module_of_its_own_mind_does_not_ask_further(self):
        def decide(thread, beneath, *args, **kwargs):
            return [self.new_partner(thread)]

        for _module in self.each("message_route", decide):
            record = self.assertDelivered(self.deliver(to="nobody@else.example"))
            self.assertEqual(record.name, "Added")
            self.assertEqual(self.foresee().outcome.reason, "new_record")

    def test_a_module_may_know_where_nobody_else_does(self):
        def default(thread, beneath, *args, **kwargs):
            try:
                return beneath(*args, **kwargs)
            except ValueError:
                return [self.new_partner(thread)]

        for _module in self.each("message_route", default):
            self.assertDelivered(self.deliver(to=f"nobody@{OURS}"))

    def test_a_checked_route_is_refused(self):
        for module in self.each("_routing_check_route", lambda *_args, **_kw: False):
            self.assertDecided(self.deliver(), "discarded", module)
            self.assertDecided(self.foresee(), "discarded", module)

    def test_a_route_is_refused_with_a_notice_once(self):
        def refuse(thread, beneath, message, message_dict, *_args, **_kwargs):
            thread._routing_create_bounce_email(
                message_dict["email_from"], "<p>No file</p>", message
            )
            return ()

        for module in self.each("_routing_check_route", refuse):
            inbound = self.deliver(author="Anna <anna@customer.example>")
            self.assertDecided(inbound, "returned", module)
            self.assertEqual(len(self.notices("anna@customer.example")), 1)
            self._new_mails = self.env["mail.mail"]
            inbound._process()
            self.assertFalse(self.notices())

    def test_routes_are_processed_in_one_call(self):
        calls = []

        def count(thread, beneath, message, message_dict, routes):
            calls.append(len(routes))
            return beneath(message, message_dict, routes)

        second = self.make_alias("second")
        both = f"{self.office.alias_full_name}, {second.alias_full_name}"
        with self.filled("z_after_inbound", "_message_route_process", count):
            self.deliver(to=both)
        self.assertEqual(calls, [2])

    def test_a_route_is_removed_when_it_is_processed(self):
        def remove(thread, beneath, message, message_dict, routes):
            return beneath(message, message_dict, [])

        for module in self.each("_message_route_process", remove):
            self.assertDecided(self.deliver(), "discarded", module)

    def test_values_of_the_message_are_added(self):
        def add(thread, beneath, *args, **kwargs):
            return {**beneath(*args, **kwargs), "subject": "Changed"}

        for hook in ("message_parse", "_message_parse_post_process"):
            for _module in self.each(hook, add):
                inbound = self.deliver()
                message = inbound.delivery_ids.mail_message_id
                self.assertEqual(message.subject, "Changed")


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
