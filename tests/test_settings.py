# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import ValidationError

from ..tools.settings import KEYS, Settings
from .common import InboundCommon


class TestSettings(InboundCommon):
    def test_a_bad_parameter_is_refused_however_it_is_written(self):
        parameters = self.env["ir.config_parameter"]
        for key in KEYS:
            for value in ("soon", "0", "-1"):
                for write in (
                    lambda key=key, value=value: parameters.set_param(key, value),
                    lambda key=key, value=value: parameters.create(
                        {"key": key, "value": value}
                    ),
                ):
                    with self.subTest(key=key, value=value):
                        with self.assertRaises(ValidationError) as refused:
                            write()
                        self.assertIn("above zero", str(refused.exception))

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
