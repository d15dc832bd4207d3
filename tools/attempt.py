# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""One attempt at one message: what was looked at, decided and done.

The gateway hooks of Odoo hand over an e-mail and a dictionary only; the attempt
travels beside them, in the context, and collects what the inbox must know.
"""

from dataclasses import asdict, dataclass, field
from email.message import EmailMessage

from .errors import InboundError
from .message.automatic import UNKNOWN_ORIGIN, Origin
from .message.envelope import Envelope
from .report import NO_REPORT, Report
from .settings import Settings
from .states import STATE_OF_REASON, STATES_BY_WEIGHT

CONTEXT_KEY = "mail_inbound_attempt"


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
    is_delivering: bool = False
    message: EmailMessage | None = None
    message_dict: dict = field(default_factory=dict)
    candidates: tuple = ()
    local_domains: frozenset | None = None
    alias_ids: dict = field(default_factory=dict)
    strangers: set = field(default_factory=set)
    report: Report = NO_REPORT
    automatic: Origin = UNKNOWN_ORIGIN
    company_id: int = 0
    effects: list = field(default_factory=list)

    def note(self, rule, verdict, **facts):
        """Append one step to the trace; the facts must be JSON values."""
        self.trace.append(Step(rule, verdict, facts))

    def deliver(self, reason, **values):
        """Record what became of the message at one destination."""
        self.deliveries.append(Delivery(reason, **values))

    @property
    def is_automatic(self):
        """Whether no person wrote the message; a list may bring a person's."""
        return self.automatic.is_program

    @property
    def reason_of_notice(self):
        """The reason that a notice gives: the last one for which there will be one."""
        returned = [it.reason for it in self.deliveries if it.state == "returned"]
        return returned[-1] if returned else "error"

    def tell(self, recipient):
        """Record that the sender is told why the message came back."""
        for delivery in self.deliveries:
            if delivery.state == "returned":
                delivery.told = recipient

    def keep_silent(self, why):
        """Record that the sender is told nothing: what was returned is discarded."""
        self.note("notice", "silent", why=why)
        for delivery in self.deliveries:
            if delivery.state == "returned" and not delivery.told:
                delivery.state = "discarded"

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

    def is_used_up(self, attempts):
        """Whether so many ended attempts are all that an error gets."""
        return bool(self.error) and attempts >= self.settings.max_attempts

    def state_after(self, attempts):
        """Return the state of the message after so many ended attempts."""
        state = self.outcome.state
        if state == "failed" and self.is_used_up(attempts):
            return "held"
        return state

    def trace_data(self):
        """Return the trace as JSON values."""
        return [asdict(step) for step in self.trace]


def reason_of(error):
    """Return the reason of a delivery that an error ended."""
    return error.reason if isinstance(error, InboundError) else "error"
