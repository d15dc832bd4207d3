# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""One message in front of the rules: what is known, and what they decided."""

import re
from dataclasses import dataclass, field
from typing import Any

from odoo.tools.mail import decode_message_header, email_normalize, unfold_references

from .attempt import Attempt
from .message.domains import AliasDomains
from .message.validation import is_validation_request

OWN_MESSAGE_ID = re.compile(
    r"<\d+\.\d+\.\d+-openerp-(?P<res_id>\d+)-(?P<model>[\w.]+)@"
)
"""How Odoo writes the record into the Message-Id of what it sends."""

NOT_IN_THREAD = "reply_to"
"""How Odoo marks the Message-Id of what shall not be answered in its thread."""

MAX_REFERENCES = 32
"""Newest references that are looked up: the nearest ones stand last."""


@dataclass(eq=False)
class Case:
    """What the rules look at.

    :param thread: the ``mail.thread`` model, in the company that speaks.
    :param message: the parsed message.
    :param message_dict: what ``message_parse`` made of it.
    :param fallback_model: model, thread_id and custom_values: arguments of
        ``message_route``.
    :param ask_others: function that asks the next ``message_route``.
    """

    thread: Any
    message: Any
    message_dict: dict
    attempt: Attempt
    domains: AliasDomains
    fallback_model: str | None = None
    thread_id: int | None = None
    custom_values: dict | None = None
    ask_others: Any = None
    matches: dict = field(default_factory=dict)
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

    @property
    def aliases(self):
        """Every alias that an address reaches."""
        return self.aliases_of()

    def addresses_of(self, *sources):
        """Return the addresses from these sources, from all where none is named."""
        return [
            candidate.address
            for candidate in self.candidates
            if not sources or candidate.source in sources
        ]

    def aliases_of(self, *sources):
        """Return the aliases that the addresses from these sources reach."""
        aliases = self.thread.env["mail.alias"]
        for address in self.addresses_of(*sources):
            aliases |= self.matches[address]
        return aliases.with_env(self.thread.env)

    def is_catchall(self, address):
        """Whether an address collects replies, and is no alias since it was renamed."""
        return self.domains.is_catchall(address) and not self._is_alias(address)

    def is_bounce(self, address):
        """Whether an address collects bounces, and is no alias since it was renamed."""
        return self.domains.is_bounce(address) and not self._is_alias(address)

    def _is_alias(self, address):
        """Whether an alias has this very address, not only its local part."""
        forms = self.domains.forms(address)
        return any(alias.alias_full_name in forms for alias in self.matches[address])

    def find_parent(self):
        """Return the message of a thread that this one replies to.

        Odoo marks what shall not be answered in its thread with ``reply_to``.
        """
        messages = self.thread.env["mail.message"].sudo()
        parent = messages.browse(self.message_dict.get("parent_id"))
        if not parent or NOT_IN_THREAD not in (parent.message_id or ""):
            return parent
        text = self.message_dict["references"] or self.message_dict["in_reply_to"]
        references = [
            reference.strip()
            for reference in unfold_references(text)
            if NOT_IN_THREAD not in reference
        ]
        return messages.search(
            [("message_id", "in", references[-MAX_REFERENCES:])],
            limit=1,
            order="id desc",
        )

    def named_record(self, env):
        """Return model and id of the record that an id of ours names, if it exists."""
        for reference in self._references():
            if found := OWN_MESSAGE_ID.search(reference):
                model, res_id = found["model"], int(found["res_id"])
                is_thread = model in env and hasattr(env[model], "message_update")
                if is_thread and env[model].sudo().browse(res_id).exists():
                    return model, res_id
        return "", 0

    def _references(self):
        """Return the Message-Ids that the message refers to, the nearest first."""
        text = " ".join(
            decode_message_header(self.message, header)
            for header in ("References", "In-Reply-To", "X-Odoo-Message-Id")
        )
        return reversed(unfold_references(text))

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
