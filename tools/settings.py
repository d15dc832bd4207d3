# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The parameters of the addon, read once per message into a frozen object.

A bad value never stops mail: the default is used, and :attr:`Settings.problems` names
the parameter, so that it can be shown where administrators look.
"""

from dataclasses import dataclass, field

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)  # texts of a table: no environment to ask yet
# pylint: disable=prefer-env-translation

KEYS = {
    "mail_inbound.max_size_mb": "max_size_mb",
    "mail_inbound.max_recipients": "max_recipients",
    "mail_inbound.retry_minutes": "retry_minutes",
    "mail_inbound.max_attempts": "max_attempts",
    "mail_inbound.content_days": "content_days",
    "mail_inbound.row_days": "row_days",
}


@dataclass(frozen=True)
class Settings:
    """What an administrator can change.

    :param max_size_mb: largest message that is accepted, in MiB.
    :param max_recipients: most envelope recipients of one message.
    :param retry_minutes: minutes to wait after the first, second, … failed attempt;
        the last one is repeated.
    :param max_attempts: failed attempts after which a message is held.
    :param content_days: days that the content of a finished message is kept.
    :param row_days: days that a finished message is listed.
    """

    max_size_mb: int = 50
    max_recipients: int = 500
    retry_minutes: tuple[int, ...] = (1, 5, 15, 60, 240, 1440)
    max_attempts: int = 10
    content_days: int = 30
    row_days: int = 180
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, parameters):
        """Parse stored parameters.

        :param parameters: mapping of parameter key to text; missing ones keep their
            default.
        :return: :class:`Settings`.
        """
        values, problems = {}, []
        for key, name in KEYS.items():
            text = parameters.get(key)
            if not text:
                continue
            try:
                values[name] = _PARSERS.get(name, positive)(text)
            except ValueError:
                problems.append(key)
        return cls(**values, problems=tuple(problems))

    @property
    def max_size(self):
        """Largest message that is accepted, in bytes."""
        return self.max_size_mb * 1024 * 1024

    def retry_delay(self, attempts):
        """Return the minutes to wait after so many failed attempts."""
        return self.retry_minutes[min(attempts, len(self.retry_minutes)) - 1]


def positive(text):
    """Parse a whole number above zero.

    :raises ValueError: it is none.
    """
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def minutes_list(text):
    """Parse whole numbers above zero, separated by commas.

    :raises ValueError: one of them is none.
    """
    return tuple(positive(part) for part in text.split(","))


_PARSERS = {"retry_minutes": minutes_list}

EXPECTATIONS = {
    positive: _lt("a whole number above zero is expected, such as 30."),
    minutes_list: _lt(
        "whole numbers above zero are expected, separated by commas, such as 1, 5, 15."
    ),
}
"""What each parser takes, told to whoever wrote something else."""


def expectation_of(key, text):
    """Return the sentence that tells what a parameter should be; None if it is.

    :param str key: of any parameter; those of others are none of our business.
    :param str text: its value; empty: the default is used.
    """
    if key not in KEYS or not text:
        return None
    parse = _PARSERS.get(KEYS[key], positive)
    try:
        parse(text)
    except ValueError:
        return EXPECTATIONS[parse]
    return None
