# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What other modules do with messages and routes."""

from .common import make_raw
from .letters import OURS
from .neighbours_case import NeighboursCase


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
