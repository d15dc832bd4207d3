# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Parameters are checked however they are written; a bad one never stops mail."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..tools.errors import MessageTooLarge
from .common import InboundCase
from .letters import OURS

ALLOWED = "mail.catchall.domain.allowed"
THRESHOLD = "mail.gateway.loop.threshold"
MINUTES = "mail.gateway.loop.minutes"

# (key, what is written, what is stored, None for what is refused)
ROWS = [
    (ALLOWED, "Example.COM, münchen.example", "example.com,xn--mnchen-3ya.example"),
    (ALLOWED, "example.com,example.com", "example.com"),
    (ALLOWED, ",", None),
    (ALLOWED, " ", None),
    (ALLOWED, "not a domain", None),
    (ALLOWED, "me@example.com", None),
    (THRESHOLD, " 30 ", "30"),
    (THRESHOLD, "0", "0"),
    (THRESHOLD, "-1", None),
    (THRESHOLD, "many", None),
    (MINUTES, "60", "60"),
    (MINUTES, "0", None),
    (MINUTES, "-5", None),
    (MINUTES, "two hours", None),
    (MINUTES, "1e3", None),
    (MINUTES, "99999999999", None),
    ("mail_inbound.retry_minutes", "1, 5", "1,5"),
    ("mail_inbound.retry_minutes", "1,,5", None),
    ("mail_inbound.max_size_mb", "0", None),
]


@tagged("post_install", "-at_install")
class TestParameters(InboundCase):
    def set_param(self, key, value):
        """Write a parameter as code does."""
        self.env["ir.config_parameter"].set_param(key, value)

    def load(self, key, value):
        """Write a parameter as an import does."""
        result = self.env["ir.config_parameter"].load(["key", "value"], [[key, value]])
        if not result["ids"]:
            raise ValidationError(result["messages"][0]["message"])

    def test_however_it_is_written(self):
        for write in (self.set_parameter, self.set_param, self.load):
            for key, value, stored in ROWS:
                with self.subTest(write=write.__name__, key=key, value=value):
                    self.env["ir.config_parameter"].search([("key", "=", key)]).unlink()
                    self.check(write, key, value, stored)

    def check(self, write, key, value, stored):
        """Write a value, and see that it is stored like that, or refused."""
        get_param = self.env["ir.config_parameter"].get_param
        if stored is None:
            with self.assertRaises(ValidationError) as caught:
                write(key, value)
            self.assertRegex(str(caught.exception), "Write |It should be ")
            self.assertFalse(get_param(key))
        else:
            write(key, value)
            self.assertEqual(get_param(key), stored)

    def test_value_that_is_changed(self):
        """The form of System Parameters changes what is there."""
        self.set_parameter(THRESHOLD, "5")
        with self.assertRaisesRegex(ValidationError, "mail.gateway.loop.threshold"):
            self.set_parameter(THRESHOLD, "five")
        self.set_parameter(THRESHOLD, "6")
        self.assertEqual(self.env["ir.config_parameter"].get_param(THRESHOLD), "6")

    def test_key_that_is_changed(self):
        """A value that was no business of ours becomes one with its key."""
        parameter = self.env["ir.config_parameter"].create(
            {"key": "something", "value": "else"}
        )
        with self.assertRaises(ValidationError):
            parameter.key = THRESHOLD

    def test_other_parameters(self):
        """What is no parameter of ours is not touched."""
        self.set_parameter("something", "Else, Entirely")
        self.assertEqual(
            self.env["ir.config_parameter"].get_param("something"), "Else, Entirely"
        )

    def test_bad_values_that_are_there(self):
        """The default is used, and the parameter is named."""
        for key, value in ((ALLOWED, ","), (THRESHOLD, "abc"), (MINUTES, "two hours")):
            self.store_parameter(key, value)
        settings = self.inbox._settings()
        self.assertEqual(
            (settings.allowed_domains, settings.loop_threshold, settings.loop_minutes),
            ((), 20, 120),
        )
        self.assertEqual(set(settings.problems), {ALLOWED, THRESHOLD, MINUTES})

    def test_bad_values_do_not_stop_mail(self):
        for key in (ALLOWED, THRESHOLD, MINUTES):
            self.store_parameter(key, " - ")
        self.assertDelivered(self.deliver())
        self.assertTrue(self.call())

    def test_bad_values_do_not_stop_replies(self):
        """Odoo looks at some of them elsewhere."""
        record, message = self.make_thread()
        for key in (ALLOWED, THRESHOLD, MINUTES):
            self.store_parameter(key, "99999999999")
        self.assertReplied(self.reply_to(message), record)

    def test_message_that_is_too_large(self):
        """A limit acts at once."""
        self.assertTrue(self.accept(body="x" * 1_100_000))
        self.set_parameter("mail_inbound.max_size_mb", "1")
        with self.assertRaises(MessageTooLarge):
            self.accept(body="y" * 1_100_000)

    def test_alias_of_whole_addresses(self):
        """An allowed domain is none of those that an alias belongs to."""
        self.set_parameter(ALLOWED, "allowed.example")
        self.assertHeld(self.deliver(to="office@allowed.example"), "no_route")
        self.assertDelivered(self.deliver(to=f"office@{OURS}"))
