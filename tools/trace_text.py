# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The trace in sentences: one table, read when someone looks at a message."""

from contextlib import suppress

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)  # texts of a table: no environment to ask yet
# pylint: disable=prefer-env-translation

SENTENCES = {
    ("operator", "chosen"): _lt("An operator chose where it goes: %(name)s."),
    # messages that end early
    ("own_bounce", "loop_own_bounce"): _lt(
        "It answers a notice of ours: discarded, or the two would never end."
    ),
    ("known_message", "new"): _lt("Its Message-Id %(message_id)s is new."),
    ("known_message", "again"): _lt(
        "Its Message-Id %(message_id)s was delivered before: other recipients count."
    ),
    ("known_message", "ignored"): _lt(
        "It came in before, which does not count here: where would it go?"
    ),
    ("known_message", "other_content"): _lt(
        "Its Message-Id %(message_id)s came in before, with other content: it is "
        "another message."
    ),
    ("known_message", "duplicate"): _lt("It was delivered before: discarded."),
    # reports
    ("report", "signed"): _lt("It came back to an address that we signed."),
    ("report", "forged"): _lt("The address that it came to was not signed by us."),
    ("report", "bounce_report"): _lt(
        "It reports that a message of ours could not be delivered."
    ),
    ("report", "delay_notice"): _lt("It reports that a message of ours is late."),
    ("report", "success_notice"): _lt("It reports that a message of ours arrived."),
    ("report", "read_receipt"): _lt("It reports that a message of ours was opened."),
    ("report", "complaint"): _lt("It complains about a message of ours."),
    ("report", "foreign_report"): _lt(
        "It reports on a message that we did not send: discarded."
    ),
    ("report", "unclear_report"): _lt(
        "It looks like a report, but does not say on what: held."
    ),
    # whom it is for
    ("recipients", "alias"): _lt("%(address)s (%(source)s) is the alias %(aliases)s."),
    ("recipients", "catchall"): _lt("%(address)s (%(source)s) is a catchall address."),
    ("recipients", "bounce"): _lt("%(address)s (%(source)s) is a bounce address."),
    ("recipients", "unknown"): _lt(
        "%(address)s (%(source)s) is at a domain of ours, but nobody has it."
    ),
    ("recipients", "foreign"): _lt("%(address)s (%(source)s) is not ours."),
    # who wrote it
    ("automatic", "auto_replied"): _lt("A program answered (%(header)s: %(value)s)."),
    ("automatic", "auto_generated"): _lt("A program wrote it (%(header)s: %(value)s)."),
    ("automatic", "list"): _lt("It came through a list (%(header)s: %(value)s)."),
    ("automatic", "bulk"): _lt("It was sent to many (%(header)s: %(value)s)."),
    ("automatic", "no_answer"): _lt("It asks for no answer (%(header)s)."),
    # replies
    ("reply", "reply"): _lt("It replies to a message of %(model)s %(res_id)s."),
    ("reply", "forward"): _lt(
        "It replies to a thread, but was sent on to %(aliases)s: a new message."
    ),
    ("reply", "alias_policy"): _lt("%(model)s %(res_id)s does not take it as a reply."),
    ("original_message", "reply"): _lt(
        "The message that it replies to is gone, but names %(model)s %(res_id)s."
    ),
    ("original_message", "alias_policy"): _lt(
        "%(model)s %(res_id)s does not take it as a reply."
    ),
    ("original_message", "reply_unproven"): _lt(
        "It names %(model)s %(res_id)s, but its sender has no part in that: held."
    ),
    # new records
    ("alias", "route"): _lt("The alias %(alias)s takes it."),
    ("alias", "alias_policy"): _lt("The alias %(alias)s does not take it from others."),
    ("alias", "automatic_held"): _lt("The alias holds automatic messages."),
    ("alias", "automatic_discarded"): _lt("The alias discards automatic messages."),
    ("fallback_model", "route"): _lt("The mailbox or the caller names %(model)s."),
    ("fallback_alias", "route"): _lt(
        "Nothing else takes it, so the fallback alias %(alias)s does."
    ),
    # catchall and bounce addresses
    ("catchall", "catchall_direct"): _lt("It was written to the catchall address."),
    ("catchall", "route"): _lt("The catchall leads to the alias %(alias)s."),
    ("special_address", "provider_validation"): _lt(
        "A provider asks to confirm a redirection: held, for a person to follow."
    ),
    ("special_address", "bounce_address"): _lt(
        "It was written to the bounce address, and is no bounce: held."
    ),
    # loops and notices
    ("loop", "off"): _lt("No loop protection counts here."),
    ("loop", "below"): _lt(
        "%(sender)s made %(count)s of %(threshold)s records in %(minutes)s minutes."
    ),
    ("loop", "allowed"): _lt(
        "%(sender)s made %(count)s records in %(minutes)s minutes, and may."
    ),
    ("loop", "loop_sender"): _lt(
        "%(sender)s made %(count)s records in %(minutes)s minutes: that is too many."
    ),
    ("loop", "other_module"): _lt("Another module says that it belongs to a loop."),
    # what other modules decided
    ("other_module", "delivered"): _lt("Another module took it: %(modules)s."),
    ("other_module", "returned"): _lt(
        "Another module refused it, and told the sender: %(modules)s."
    ),
    ("other_module", "discarded"): _lt(
        "Another module took it away, and said no more: %(modules)s."
    ),
    ("notice", "silent"): _lt("The sender is told nothing (%(why)s)."),
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
            return translated % _readable(facts)
    shown = ", ".join(f"{name} = {value}" for name, value in _readable(facts).items())
    return f"{rule}: {verdict}" + (f" ({shown})" if shown else "")


def _readable(facts):
    """Return the facts with lists as a person writes them."""
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in facts.items()
    }
