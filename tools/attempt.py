# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""One attempt at one message: what was looked at, decided and done.

It is an argument of every method of ours. The gateway hooks of Odoo hand over an e-mail
and a dictionary only: for them it travels beside, in the context.
"""

from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from email.message import EmailMessage
from typing import Any

from .errors import InboundError
from .message.automatic import UNKNOWN_ORIGIN, Origin
from .message.envelope import Envelope
from .report import NO_REPORT, Report
from .settings import Settings
from .states import STATE_OF_REASON, STATES_BY_WEIGHT

CONTEXT_KEY = "mail_inbound_attempt"

TOLD_OF_IT = "told_of_it"
"""Why nothing is sent: the sender was told of this message, for another recipient."""


def attempt_in(env, message=None):
    """Return the attempt that a hook of Odoo is called for, None where it is not.

    Only an object of this process counts: whatever else a caller writes into the
    context is no attempt.

    :param env: the environment of the hook.
    :param message: the e-mail that the hook was given: another one is not what the
        attempt is about.
    """
    attempt = env.context.get(CONTEXT_KEY)
    if not isinstance(attempt, Attempt):
        return None
    return attempt if message is None or message is attempt.message else None


@dataclass
class Delivery:
    """What became of a message at one of its destinations."""

    reason: str
    recipient: str = ""
    alias_id: int = 0
    model: str = ""
    res_id: int = 0
    mail_message_id: int = 0
    sentence: str = ""
    sender_normalized: str = ""
    told: str = ""
    notice_id: int = 0
    state: str = ""

    def __post_init__(self):
        self.state = self.state or STATE_OF_REASON[self.reason]

    def values(self):
        """Return the column values of this delivery."""
        return {name: value or False for name, value in asdict(self).items()}


@dataclass
class Step:
    """One step of the trace: data, turned into sentences when someone reads it."""

    rule: str
    verdict: str
    facts: dict = field(default_factory=dict)


@dataclass(eq=False)
class Attempt:
    """Collects what one attempt finds out and does."""

    inbound_id: int = 0
    channel: str = "rpc"
    envelope: Envelope = field(default_factory=Envelope)
    settings: Settings = field(default_factory=Settings)
    can_refuse: bool = False
    is_simulation: bool = False
    forced_route: dict = field(default_factory=dict)
    trace: list[Step] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    error: Exception | None = None
    is_entered: bool = False
    is_routed: bool = False
    is_delivering: bool = False
    is_counting: bool = True
    is_asking: bool = False
    waits_for: str = "message_process"
    blocked: list = field(default_factory=list)
    own_answer: Any = None
    answers: Any = None
    notices: list = field(default_factory=list)
    mail_ids: list = field(default_factory=list)
    message: EmailMessage | None = None
    message_dict: dict = field(default_factory=dict)
    candidates: tuple = ()
    local_domains: frozenset | None = None
    alias_ids: dict = field(default_factory=dict)
    strangers: set = field(default_factory=set)
    report: Report = NO_REPORT
    is_report_place: bool = False
    signed_for: str = ""
    origin: Origin = UNKNOWN_ORIGIN
    company_id: int = 0
    effects: list = field(default_factory=list)

    def in_context(self):
        """Return the context in which hooks of Odoo find this attempt."""
        return {CONTEXT_KEY: self}

    @contextmanager
    def entered(self):
        """Take the steps inside: a call that comes in meanwhile is another message."""
        self.is_entered = True
        try:
            yield
        finally:
            self.is_entered = False

    def begins_with(self, message):
        """Whether the steps begin with this e-mail.

        They may begin again: a module takes them in another way where the first one
        led nowhere.
        """
        if not self.is_entered or self.is_delivering:
            return False
        same = ("Message-Id", "Date", "Subject")
        return self.message is None or all(
            message.get(name) == self.message.get(name) for name in same
        )

    def begin(self, message):
        """Take up an e-mail, and forget what an earlier way led to."""
        self.message, self.is_routed = message, False
        self.waits_for = "message_route"
        for left_behind in (self.deliveries, self.effects, self.blocked, self.notices):
            left_behind.clear()

    @contextmanager
    def answering(self, answer):
        """Give this answer to hooks that ask a question, while inside."""
        self.own_answer = answer
        try:
            yield
        finally:
            self.own_answer = None

    @contextmanager
    def counting(self, is_counting):
        """Say whether what bounces inside says something about the address."""
        self.is_counting = is_counting
        try:
            yield
        finally:
            self.is_counting = True

    @contextmanager
    def asking(self):
        """Ask others what they think, while inside: they may not act."""
        self.is_asking = True
        try:
            yield
        finally:
            self.is_asking = False

    def not_blocked(self, routes):
        """Return the routes that the loop protection lets through."""
        return [route for route in routes or () if route not in self.blocked]

    def note(self, rule, verdict, **facts):
        """Append one step to the trace; the facts must be JSON values."""
        self.trace.append(Step(rule, verdict, facts))

    def deliver(self, reason, **values):
        """Record what became of the message at one destination."""
        self.deliveries.append(Delivery(reason, **values))

    @property
    def reason_of_notice(self):
        """The reason that a notice gives: the last one for which there will be one."""
        reasons = [
            it.reason for it in self.deliveries if it.state in ("returned", "failed")
        ]
        return reasons[-1] if reasons else "other_module"

    @property
    def told(self):
        """Whom the last notice goes to, empty where there is none."""
        return self.notices[-1] if self.notices else ""

    def tell(self, recipient):
        """Record that the sender is told why the message came back."""
        self.notices.append(recipient)
        for delivery in self.deliveries:
            if delivery.state in ("returned", "failed"):
                delivery.told = recipient

    def keep_silent(self, why):
        """Record that the sender is told nothing.

        What a program wrote is discarded. What a person may have written waits for a
        person: somebody may write in a customer's name, to silence him.
        """
        self.note("notice", "silent", why=why)
        if why == TOLD_OF_IT:
            return
        for delivery in self.deliveries:
            if delivery.state == "returned" and not delivery.told:
                is_blocked = delivery.reason == "loop_sender"
                is_program = self.origin.is_program and not is_blocked
                delivery.state = "discarded" if is_program else "held"

    def untell(self, recipient):
        """Take back that the sender was told: the notice could not be made."""
        self.notices.remove(recipient)
        for delivery in self.deliveries:
            if delivery.told == recipient:
                delivery.told = ""
        self.keep_silent("not_sent")

    def note_mail(self, recipient):
        """Record which e-mail the notice is that was just made."""
        for delivery in self.deliveries:
            if self.mail_ids and delivery.told == recipient:
                delivery.notice_id = self.mail_ids[-1]

    def is_refused_by(self, alias_id):
        """Whether an alias has said that it does not take the message."""
        return any(
            it.reason == "alias_policy" and it.alias_id == (alias_id or 0)
            for it in self.deliveries
        )

    def refuse(self, address):
        """Record that nobody takes an address, though somebody takes another one."""
        state = "returned" if self.can_refuse else "held"
        self.deliver("no_route", recipient=address, state=state)

    def reason_of_route(self, thread_id):
        """Return the reason of a delivery that follows a route.

        :param thread_id: the record that the route leads to; falsy: a new one.
        """
        if self.forced_route:
            return "operator"
        return "reply" if thread_id else "new_record"

    def fail(self, error, **values):
        """Record an error.

        :param Exception error: what happened; without values it undid the whole
            attempt, with them only the delivery that they describe.
        """
        self.error = error
        if not values:
            self.deliveries.clear()
        reason = reason_of(error)
        is_refused = self.can_refuse and reason == "no_route"
        self.deliver(reason, state="returned" if is_refused else "", **values)

    def undo(self, error):
        """Record that an error undid the whole attempt, what had succeeded included.

        :param Exception error: where it is the one of a delivery, that stays.
        """
        if self.error is not error:
            self.fail(error)
        reason = reason_of(error)
        self.deliveries = [it for it in self.deliveries if it.reason == reason]

    def take_effect(self):
        """Do what was decided and put off: nothing of it happens in a simulation."""
        if self.is_simulation:
            self.effects.clear()
            return
        self.is_delivering = True
        self.strangers.clear()
        while self.effects:
            self.effects.pop(0)()

    @property
    def outcome(self):
        """The delivery that speaks for the whole message."""
        if not self.deliveries:
            return Delivery("error")
        return min(
            self.deliveries, key=lambda delivery: STATES_BY_WEIGHT.index(delivery.state)
        )

    def is_used_up(self, attempt_count):
        """Whether it failed, and so many ended attempts are all that it gets."""
        return (
            self.outcome.state == "failed"
            and attempt_count >= self.settings.max_attempts
        )

    def state_after(self, attempt_count):
        """Return the state of the message after so many ended attempts."""
        return "held" if self.is_used_up(attempt_count) else self.outcome.state

    def trace_data(self):
        """Return the trace as JSON values."""
        return [asdict(step) for step in self.trace]


def reason_of(error):
    """Return the reason of a delivery that an error ended."""
    return error.reason if isinstance(error, InboundError) else "error"
