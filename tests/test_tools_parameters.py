# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from dataclasses import FrozenInstanceError

from odoo.tests import BaseCase

from ..tools import parameters
from ..tools.settings import PARSERS, Settings, expectation_of

# (parser, text, value, None for what is refused)
ROWS = [
    (parameters.domains, "a.example", ("a.example",)),
    (
        parameters.domains,
        " A.example,, b.example ,a.example",
        ("a.example", "b.example"),
    ),
    (parameters.domains, "münchen.example", ("xn--mnchen-3ya.example",)),
    (parameters.domains, ",", None),
    (parameters.domains, "", None),
    (parameters.domains, "a.example;b.example", None),
    (parameters.domains, "*", None),
    (parameters.positive, "1", 1),
    (parameters.positive, " 42 ", 42),
    (parameters.positive, "0", None),
    (parameters.positive, "-1", None),
    (parameters.positive, "1.5", None),
    (parameters.positive, "1_000", None),
    (parameters.positive, "+1", None),
    (parameters.positive, "", None),
    (parameters.loop_minutes, "120", 120),
    (parameters.loop_minutes, "527040", 527040),
    (parameters.loop_minutes, "527041", None),
    (parameters.loop_minutes, "0", None),
    (parameters.loop_threshold, "0", 0),
    (parameters.loop_threshold, "1000000", 1000000),
    (parameters.loop_threshold, "1000001", None),
    (parameters.loop_threshold, "twenty", None),
    (parameters.minutes_list, "1,5,15", (1, 5, 15)),
    (parameters.minutes_list, " 1 , 5 ", (1, 5)),
    (parameters.minutes_list, "1,", None),
    (parameters.minutes_list, "5,0", None),
    (parameters.minutes_list, "527040", (527040,)),
    (parameters.minutes_list, "1,527041", None),
    (parameters.switch, "True", True),
    (parameters.switch, "1", True),
    (parameters.switch, "False", False),
    (parameters.switch, "0", False),
    (parameters.switch, "yes", None),
]


def text_of(sentence):
    """Return a sentence as text; outside of a test, whose environment is none."""
    return str(sentence)


class TestParameterTools(BaseCase):
    def test_parsers(self):
        for parse, text, value in ROWS:
            with self.subTest(parser=parse.__name__, text=text):
                if value is None:
                    with self.assertRaises(parameters.BadParameter) as caught:
                        parse(text)
                    self.assertIn("Write ", text_of(caught.exception.sentence))
                else:
                    self.assertEqual(parse(text), value)

    def test_normalized(self):
        """What is stored is read as the same value again."""
        for parse, _text, value in ROWS:
            if value is not None:
                with self.subTest(parser=parse.__name__, value=value):
                    self.assertEqual(parse(parameters.normalized(value)), value)

    def test_expectation(self):
        key = "mail.gateway.loop.minutes"
        self.assertIn("minutes", text_of(expectation_of(key, "two hours")))
        self.assertIsNone(expectation_of(key, "120"))
        self.assertIsNone(expectation_of(key, ""))
        self.assertIsNone(expectation_of("somebody.elses", "two hours"))


class TestSettings(BaseCase):
    def test_defaults(self):
        """What the specification names, without a parameter."""
        settings = Settings.of(lambda key: False)
        self.assertEqual(settings, Settings())
        self.assertEqual((settings.loop_threshold, settings.loop_minutes), (20, 120))
        self.assertEqual(settings.allowed_domains, ())
        self.assertEqual(settings.problems, ())

    def test_each_parameter_fills_its_setting(self):
        for key, (name, parse) in PARSERS.items():
            for text in ("7", "True", "a.example"):
                with self.subTest(key, text=text):
                    settings = Settings.of({key: text}.get)
                    try:
                        self.assertEqual(getattr(settings, name), parse(text))
                        self.assertNotEqual(settings, Settings())
                    except parameters.BadParameter:
                        self.assertEqual(settings.problems, (key,))

    def test_settings_do_not_change_under_a_message(self):
        with self.assertRaises(FrozenInstanceError):
            Settings().max_attempts = 1

    def test_stored_values(self):
        stored = {
            "mail.catchall.domain.allowed": "a.example",
            "mail.gateway.loop.minutes": "10",
            "mail_inbound.max_size_mb": "3",
        }
        settings = Settings.of(stored.get)
        self.assertEqual(settings.allowed_domains, ("a.example",))
        self.assertEqual(settings.loop_minutes, 10)
        self.assertEqual(settings.max_size, 3 * 1024 * 1024)

    def test_bad_values(self):
        stored = {
            "mail.gateway.loop.minutes": "two hours",
            "mail.gateway.loop.threshold": "5",
        }
        settings = Settings.of(stored.get)
        self.assertEqual((settings.loop_minutes, settings.loop_threshold), (120, 5))
        self.assertEqual(settings.problems, ("mail.gateway.loop.minutes",))

    def test_retry_delay(self):
        settings = Settings(retry_minutes=(1, 5, 15))
        delays = [settings.retry_delay(attempts) for attempts in (1, 2, 3, 4, 100)]
        self.assertEqual(delays, [1, 5, 15, 15, 15])
