# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import ValidationError

from ..tools.settings import PARSERS, Settings
from .common import InboundCase

BAD_VALUES = {
    "mail.catchall.domain.allowed": (",", "exa mple.com", "a..b"),
    "mail.gateway.loop.minutes": ("two hours", "0", "-5", "1e3", "99999999999"),
    "mail.gateway.loop.threshold": ("abc", "-1", "1.5"),
    "mail_inbound.blocklist_complaints": ("maybe",),
    "mail_inbound.retry_minutes": ("soon", "0", "1,,2"),
    "mail_inbound.max_notices": ("soon", "0", "-1"),
    "mail_inbound.max_size_mb": ("soon", "0", "-1"),
    "mail_inbound.max_recipients": ("soon", "0", "-1"),
    "mail_inbound.max_attempts": ("soon", "0", "-1"),
    "mail_inbound.content_days": ("soon", "0", "-1"),
    "mail_inbound.row_days": ("soon", "0", "-1"),
}


class TestSettings(InboundCase):
    def test_every_parameter_has_bad_values_here(self):
        self.assertEqual(set(BAD_VALUES), set(PARSERS))

    def test_a_bad_parameter_is_refused_however_it_is_written(self):
        parameters = self.env["ir.config_parameter"]
        for key, values in BAD_VALUES.items():
            for value in values:
                with self.subTest(key=key, value=value):
                    with self.assertRaisesRegex(ValidationError, key):
                        parameters.set_param(key, value)
                    parameters.search([("key", "=", key)]).unlink()
                    with self.assertRaisesRegex(ValidationError, key):
                        parameters.create({"key": key, "value": value})

    def test_parameters_of_others_are_none_of_our_business(self):
        self.env["ir.config_parameter"].set_param("other.addon", "whatever")

    def test_the_settings_are_what_processing_uses(self):
        settings = self.env["res.config.settings"].create(
            {
                "mail_inbound_max_size_mb": 7,
                "mail_inbound_retry_minutes": "2, 4",
                "mail_inbound_max_attempts": 3,
                "mail_inbound_content_days": 8,
                "mail_inbound_row_days": 9,
            }
        )
        settings.execute()
        self.assertEqual(
            self.inbox._settings(),
            Settings(
                max_size_mb=7,
                retry_minutes=(2, 4),
                max_attempts=3,
                content_days=8,
                row_days=9,
            ),
        )

    def test_the_settings_show_the_defaults(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.mail_inbound_content_days, Settings.content_days)
        settings.execute()
        self.assertEqual(self.inbox._settings(), Settings())

    def test_zero_is_refused_with_the_label(self):
        with self.assertRaisesRegex(ValidationError, "Keep the content.*above zero"):
            self.env["res.config.settings"].create({"mail_inbound_content_days": 0})
