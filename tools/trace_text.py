# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The trace in sentences: one table, read when someone looks at a message."""

from contextlib import suppress

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)  # texts of a table: no environment to ask yet
# pylint: disable=prefer-env-translation

SENTENCES = {
    ("operator", "chosen"): _lt("An operator chose where it goes: %(name)s."),
}
"""By rule and verdict; the facts of the step fill the places."""


def sentence_of(env, rule, verdict, facts):
    """Return the sentence for one step of a trace.

    A step that the table does not know, or that lacks a fact, is shown as it is.

    :param env: environment of whoever reads it.
    :param str rule: the rule that spoke.
    :param str verdict: what it said.
    :param dict facts: what it looked at.
    """
    text = SENTENCES.get((rule, verdict))
    if text is not None:
        with suppress(KeyError):  # a trace of an earlier version
            translated = env._(text)
            return translated % facts
    shown = ", ".join(f"{name} = {value}" for name, value in facts.items())
    return f"{rule}: {verdict}" + (f" ({shown})" if shown else "")
