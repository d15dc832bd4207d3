# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""One message in front of the rules: what is known, and what they decided."""

from dataclasses import dataclass, field
from typing import Any

from odoo.tools.mail import email_normalize

from .attempt import Attempt
from .message.domains import AliasDomains
from .message.validation import is_validation_request


@dataclass(eq=False)
class Case:
    """What the rules look at.

    :param thread: the ``mail.thread`` model, in the company that speaks.
    :param message: the parsed message.
    :param message_dict: what ``message_parse`` made of it.
    :param fallback_model: model, thread_id and custom_values: arguments of
        ``message_route``.
    :param matches: the aliases that each address reaches.
    :param alias_addresses: the full addresses of those aliases.
    :param meant: the addresses whose aliases get the message.
    :param delivered: where the same message was delivered before.
    :param only_aliases: those that a message goes to which was sent on to them.
    :param is_reply: whether it goes to the thread that it answers.
    """

    thread: Any
    message: Any
    message_dict: dict
    attempt: Attempt
    domains: AliasDomains
    fallback_model: str | None = None
    thread_id: int | None = None
    custom_values: dict | None = None
    matches: dict = field(default_factory=dict)
    alias_addresses: frozenset = frozenset()
    meant: frozenset = frozenset()
    delivered: frozenset = frozenset()
    only_aliases: Any = None
    is_reply: bool = False

    @property
    def candidates(self):
        """Addresses that the message may be for, most certain first."""
        return self.attempt.candidates

    @property
    def sender(self):
        """Normalized address of the author."""
        return email_normalize(self.message_dict["email_from"]) or ""

    @property
    def is_validation(self):
        """Whether a provider asks to confirm a redirection."""
        return is_validation_request(self.message)

    def addresses_of(self, *sources):
        """Return the addresses from these sources, from all where none is named."""
        return [
            candidate.address
            for candidate in self.candidates
            if not sources or candidate.source in sources
        ]

    def is_catchall(self, address):
        """Whether an address collects replies, and is no alias since it was renamed."""
        return self.domains.is_catchall(address) and not self._is_alias(address)

    def is_bounce(self, address):
        """Whether an address collects bounces, and is no alias since it was renamed."""
        return self.domains.is_bounce(address) and not self._is_alias(address)

    def _is_alias(self, address):
        """Whether an alias has this very address, not only its local part."""
        return not self.alias_addresses.isdisjoint(self.domains.forms(address))

    def note(self, rule, verdict, **facts):
        """Append a step to the trace."""
        self.attempt.note(rule, verdict, **facts)

    def do(self, effect, *args):
        """Put an effect off until it is sure that the decision counts."""
        self.attempt.effects.append(lambda: effect(*args))

    def end(self, rule, reason, state="", recipient="", alias_id=0, **facts):
        """End the case: note why, and what becomes of the message.

        :return: no routes.
        """
        self.note(rule, reason, **facts)
        self.attempt.deliver(
            reason,
            state=state,
            recipient=recipient,
            alias_id=alias_id,
            sender_normalized=self.sender,
        )
        return []
