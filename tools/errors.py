# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""One error tree: each class knows what every transport must be told.

``status`` is an enhanced status code (RFC 3463): 4 in front says that the same message
may succeed when it is tried again. ``reason`` is one of the reasons of a delivery.
"""

from odoo.tools import LazyTranslate

# texts of classes: no environment to ask yet
_lt = LazyTranslate(__name__, default_lang="en_US")
# pylint: disable=prefer-env-translation


class InboundError(Exception):
    """Root. Unknown trouble is never the sender's fault: ask to try again."""

    status = "4.3.0"
    reason = "error"
    sentence = _lt("The message could not be accepted just now. Please try again.")


class NotAuthenticated(InboundError):
    """The gateway is unknown, archived, or showed a wrong key."""

    status = "4.7.0"
    sentence = _lt("The gateway's key was not recognised. Make a new key in Odoo.")


class GatewayClosed(InboundError):
    """This database must not take mail: a neutralized copy, for instance."""

    status = "4.3.2"
    sentence = _lt("This database does not accept mail.")


class NothingReceived(InboundError):
    """The transport brought no message: it may have lost it on the way."""

    status = "4.6.0"
    sentence = _lt(
        "The request brought no message. Send it as the body, with a Content-Length, "
        "as message/rfc822."
    )


class PermanentError(InboundError):
    """The same message will never be accepted."""

    status = "5.6.0"
    sentence = _lt("The message is not acceptable.")


class MessageTooLarge(PermanentError):
    """Over the size limit; nothing was stored."""

    status = "5.3.4"
    sentence = _lt("The message is too large.")


class NotAMessage(PermanentError):
    """Nothing that could be a message; nothing was stored."""

    status = "5.6.0"
    sentence = _lt("This is not an e-mail message.")


class TooManyRecipients(PermanentError):
    """Over the limit of recipients; nothing was stored."""

    status = "5.5.3"
    sentence = _lt("The message has too many recipients.")


class NoRoute(PermanentError, ValueError):
    """No alias, thread or fallback takes the message."""

    status = "5.1.1"
    reason = "no_route"
    sentence = _lt("There is no such address here.")


class UnprovenReply(PermanentError, ValueError):
    """A reply that names a record, from somebody who takes no part in it."""

    status = "5.7.1"
    reason = "reply_unproven"
    sentence = _lt("The message answers a conversation that its sender is not part of.")


class TargetGone(PermanentError):
    """What an operator chose for the message was removed meanwhile."""

    status = "5.1.1"
    reason = "no_route"
    sentence = _lt("The place that was chosen for this message is gone.")


class Interrupted(PermanentError):
    """Attempts at this message took their worker along."""

    status = "4.3.0"
    reason = "interrupted"
    sentence = _lt("Attempts at this message stopped the server. Look at it first.")


def text_of(env, error):
    """Return what an error says to a person.

    :param env: environment of whoever reads it.
    :param Exception error: of any kind; ours have a ``sentence``.
    :return: never empty: the kind of an error that says nothing.
    """
    if sentence := getattr(error, "sentence", ""):
        return env._(sentence)
    return str(error) or type(error).__name__
