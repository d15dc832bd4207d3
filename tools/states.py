# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The states of a message, and the reasons that lead there."""

STATES = [
    ("received", "Received"),
    ("delivered", "Delivered"),
    ("returned", "Returned"),
    ("discarded", "Discarded"),
    ("failed", "Failed"),
    ("held", "Held"),
]

TRANSITIONS = {
    "received": {"received", "delivered", "returned", "discarded", "failed", "held"},
    "failed": {"received", "delivered", "returned", "discarded", "failed", "held"},
    "held": {"received", "delivered", "discarded"},
    "delivered": {"received", "delivered"},
    "returned": {"received", "delivered", "discarded", "held"},
    "discarded": {"received", "delivered"},
}
"""From each state to where it may lead; ``received`` is a retry by an operator."""

_REASONS = (
    ("new_record", "New record", "delivered"),
    ("reply", "Reply", "delivered"),
    ("operator", "Operator's decision", "delivered"),
    ("bounce_report", "Bounce report", "delivered"),
    ("delay_notice", "Delay notice", "delivered"),
    ("success_notice", "Success notice", "delivered"),
    ("read_receipt", "Read receipt", "delivered"),
    ("complaint", "Complaint", "delivered"),
    ("foreign_report", "Report about a message that we did not send", "discarded"),
    ("unclear_report", "Report that could not be understood", "held"),
    ("automatic_held", "Automatic message, held by the alias", "held"),
    ("automatic_discarded", "Automatic message, discarded by the alias", "discarded"),
    ("catchall_direct", "Written to the catchall address", "returned"),
    ("bounce_address", "Written to the bounce address", "held"),
    ("provider_validation", "A provider asks to confirm a redirection", "held"),
    ("alias_policy", "Refused by the alias", "returned"),
    ("loop_sender", "Too many messages from this sender", "returned"),
    ("loop_own_bounce", "Reply to a notice of ours", "discarded"),
    ("duplicate", "Duplicate", "discarded"),
    ("reply_unproven", "Reply to a record, from somebody unknown there", "held"),
    ("no_route", "No such address", "held"),
    ("other_module", "Decided by another module", "discarded"),
    ("interrupted", "Attempts stopped the server", "held"),
    ("error", "Error", "failed"),
)
"""Each reason, its label, and the state that it leads to."""

REASONS = [(reason, label) for reason, label, _state in _REASONS]

STATE_OF_REASON = {reason: state for reason, _label, state in _REASONS}

STATES_BY_WEIGHT = ("failed", "held", "delivered", "returned", "discarded")
"""A message with several deliveries has the first of these that occurs among them."""
