# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Parameters that people type: checked and normalized however they are written."""

from odoo.tools import LazyTranslate

from .message.addresses import is_domain, normalize_domain

# texts of classes: no environment to ask yet
_lt = LazyTranslate(__name__, default_lang="en_US")
# pylint: disable=prefer-env-translation

A_YEAR = 366 * 24 * 60
"""Minutes: the longest span that makes sense anywhere."""


class BadParameter(ValueError):
    """The value cannot be used; ``sentence`` says what is expected."""

    def __init__(self, sentence):
        super().__init__()  # translated only for who reads it
        self.sentence = sentence


def domains(text):
    """Parse domains separated by commas.

    :return: tuple of normalized domains, without repetitions.
    :raises BadParameter: one is no domain, or there is none.
    """
    names = [normalize_domain(part) for part in text.split(",") if part.strip()]
    if not names or not all(map(is_domain, names)):
        raise BadParameter(
            _lt("Write domains separated by commas: example.com,example.org.")
        )
    return tuple(dict.fromkeys(names))


def whole_number(text, least, most, sentence):
    """Parse a whole number between two bounds.

    :raises BadParameter: it is none, with that sentence.
    """
    try:
        number = int(text.strip())
    except ValueError:
        number = None
    if number is None or not text.strip().isdecimal() or not least <= number <= most:
        raise BadParameter(sentence)
    return number


def positive(text):
    """Parse a whole number above zero.

    :raises BadParameter: it is none.
    """
    return whole_number(
        text, 1, A_YEAR, _lt("Write a whole number above zero, for instance 10.")
    )


def switch(text):
    """Parse a switch, as Odoo stores it.

    :raises BadParameter: it is neither on nor off.
    """
    if text not in ("True", "False", "1", "0"):
        raise BadParameter(_lt("Write True or False."))
    return text in ("True", "1")


def loop_minutes(text):
    """Parse the time span of the loop protection, in minutes.

    :raises BadParameter: it is no number of minutes above zero.
    """
    return whole_number(
        text, 1, A_YEAR, _lt("Write a number of minutes above zero, for instance 120.")
    )


def loop_threshold(text):
    """Parse how many messages the loop protection lets through; 0 switches it off.

    :raises BadParameter: it is no such number.
    """
    return whole_number(
        text,
        0,
        1_000_000,
        _lt(
            "Write a number of messages, for instance 20, or 0 to switch the "
            "protection off."
        ),
    )


def minutes_list(text):
    """Parse numbers of minutes separated by commas.

    :raises BadParameter: one of them is none.
    """
    sentence = _lt(
        "Write minutes separated by commas, for instance 1,5,15,60,240,1440."
    )
    return tuple(whole_number(part, 1, A_YEAR, sentence) for part in text.split(","))


def normalized(value):
    """Return the text that is stored for a parsed value."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
