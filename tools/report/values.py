# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a report says, as values: the kinds, the reasons, the recipients."""

from dataclasses import dataclass

# What kind of report a message is: one word for the whole message.
NONE = "none"  # not a report
FAILURE = "failure"  # at least one recipient was given up
DELAY = "delay"  # not delivered yet, the sending server keeps trying
SUCCESS = "success"  # delivered, relayed or expanded
RECEIPT = "receipt"  # a person's mail program tells what became of it (RFC 8098)
ABUSE = "abuse"  # a complaint or an authentication report (RFC 5965, 6591)
VACATION = "vacation"  # an automatic answer: the message did arrive

KINDS = (NONE, FAILURE, DELAY, SUCCESS, RECEIPT, ABUSE, VACATION)

# Why one recipient did not get the message: a closed list, for business users.
ADDRESS_UNKNOWN = "address_unknown"  # nobody has this address
DOMAIN_NOT_FOUND = "domain_not_found"  # no such domain, or it takes no mail
MOVED = "moved"  # the person has another address, or left
SUSPENDED = "suspended"  # the account exists, but is disabled or locked
MAILBOX_FULL = "mailbox_full"  # the mailbox is over its quota
TOO_LARGE = "too_large"  # the message is bigger than the server takes
SPAM = "spam"  # taken for spam, or our server is on a block list
POLICY = "policy"  # policy or authentication: SPF, DKIM, DMARC, relaying, TLS
REFUSED = "refused"  # the recipient, or a filter, does not take this sender
CONTENT = "content"  # virus, forbidden attachment, malformed message
RATE_LIMITED = "rate_limited"  # too many messages or connections at once
UNREACHABLE = "unreachable"  # the server did not answer in time
SERVER_ERROR = "server_error"  # the other server is broken or misconfigured
OTHER = "other"  # none of the above can be told

REASONS = (
    ADDRESS_UNKNOWN,
    DOMAIN_NOT_FOUND,
    MOVED,
    SUSPENDED,
    MAILBOX_FULL,
    TOO_LARGE,
    SPAM,
    POLICY,
    REFUSED,
    CONTENT,
    RATE_LIMITED,
    UNREACHABLE,
    SERVER_ERROR,
    OTHER,
)

# Mail to the address will never work, whoever sends what and when. Every other
# reason can change without the address changing.
PERMANENT_REASONS = frozenset({ADDRESS_UNKNOWN, DOMAIN_NOT_FOUND, MOVED})

# Feedback-Type (RFC 5965, RFC 6591) of what a person complained about. The others
# tell of forged or broken mail, or that something was no spam at all.
COMPLAINTS = frozenset(
    {"", "abuse", "complaint", "fraud", "opt-out", "opt-out-list", "unsubscribe"}
)

# Actions of RFC 3464, section 2.3.3.
FAILED, DELAYED = "failed", "delayed"
DELIVERED_ACTIONS = frozenset({"delivered", "relayed", "expanded"})


@dataclass(frozen=True)
class ReportRecipient:
    """What became of the message for one recipient."""

    address: str  # where the message ended (Final-Recipient)
    original_address: str = ""  # where we sent it, when it is another one
    action: str = ""  # failed, delayed, delivered, relayed, expanded or ""
    status: str = ""  # enhanced status code (RFC 3463), as 5.1.1
    reply_code: str = ""  # SMTP reply code, as 550
    remote_server: str = ""  # the server that said so (Remote-MTA)
    diagnostic: str = ""  # its own words
    reason: str = ""  # one of REASONS; empty when nothing failed
    permanent: bool = False  # mail to this address will never work


@dataclass(frozen=True)
class Report:
    """What a message reports about messages sent before."""

    kind: str = NONE  # one of KINDS
    detector: str = ""  # the detector that understood it
    message_ids: tuple[str, ...] = ()  # of the reported message, surest first
    recipients: tuple[ReportRecipient, ...] = ()
    detail: str = ""  # Feedback-Type of a complaint, disposition of a receipt
    is_structured: bool = False  # read from fields made for programs, not from prose

    def __bool__(self):
        """A report is true if the message is one."""
        return self.kind != NONE

    @property
    def permanent_recipients(self):
        """The recipients whose address will never work."""
        return tuple(r for r in self.recipients if r.permanent)

    @property
    def is_complaint(self):
        """Whether a recipient complains: not every abuse report is about that."""
        return self.kind == ABUSE and self.detail in COMPLAINTS


NO_REPORT = Report()
