# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a simulation needs: a message made of what was typed, and a comparison."""

import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage

from .message.addresses import normalize_domain

_DOMAIN = re.compile(r"@([^\s@,;<>]+)")
_SEPARATOR = re.compile(r"[\s,;]+")

CHANGING_FACTS = {"count"}
"""Facts that are another at any time, and make no difference on their own."""

OWN_TRACKS = {"known_message"}
"""Rules that speak about what the very message left behind."""


@dataclass(frozen=True)
class Difference:
    """What one rule said then and says now.

    :param rule: name of the rule.
    :param then: its steps in the stored trace, as JSON values.
    :param now: its steps today.
    """

    rule: str
    then: tuple
    now: tuple

    @property
    def is_real(self):
        """Whether it is more than numbers that always change."""
        if self.rule in OWN_TRACKS:
            return False
        return [*map(_essence, self.then)] != [*map(_essence, self.now)]


def compose(headers, body):
    """Return a message as a mail program would send it.

    :param dict headers: text by name; empty ones are left out.
    :param str body: plain text.
    :return: its raw bytes.
    """
    message = EmailMessage(policy=email.policy.SMTP)
    for name, text in headers.items():
        line = " ".join((text or "").split())
        if name != "Subject":
            line = _DOMAIN.sub(lambda at: f"@{normalize_domain(at[1])}", line)
        if line:
            message[name] = line
    message.set_content(body or "")
    return message.as_bytes()


def split_recipients(text):
    """Return the addresses of a text, separated as people like."""
    return [address for address in _SEPARATOR.split(text or "") if address]


def compare_traces(then, now):
    """Compare two traces rule by rule, in the order in which the rules spoke.

    :param then: steps of the stored trace, as JSON values.
    :param now: steps of today's.
    :return: list of :class:`Difference`, one for each rule, alike or not.
    """
    rules = dict.fromkeys(step["rule"] for step in [*now, *then])
    return [
        Difference(
            rule,
            tuple(step for step in then if step["rule"] == rule),
            tuple(step for step in now if step["rule"] == rule),
        )
        for rule in rules
    ]


def _essence(step):
    """Return what counts of a step."""
    facts = {
        name: value
        for name, value in step["facts"].items()
        if name not in CHANGING_FACTS
    }
    return step["verdict"], facts
