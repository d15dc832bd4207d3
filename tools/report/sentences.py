# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a person reads about each reason for which a message did not arrive."""

from odoo.tools import LazyTranslate

from . import values

_lt = LazyTranslate(__name__)  # texts of classes: no environment to ask yet
# pylint: disable=prefer-env-translation

SENTENCES = {
    values.ADDRESS_UNKNOWN: _lt("Nobody has this address. Check its spelling."),
    values.DOMAIN_NOT_FOUND: _lt(
        "The domain behind the @ does not exist or takes no mail. Check its spelling."
    ),
    values.MOVED: _lt("The person has left or has another address. Ask for it."),
    values.SUSPENDED: _lt("The recipient's account is disabled."),
    values.MAILBOX_FULL: _lt("The recipient's mailbox is full. Try again later."),
    values.TOO_LARGE: _lt(
        "The message is larger than the recipient's server takes. "
        "Send a smaller one, or a link."
    ),
    values.SPAM: _lt("The recipient's server took the message for spam."),
    values.POLICY: _lt(
        "The recipient's server refused the message by its rules, or could not verify "
        "that it comes from you."
    ),
    values.REFUSED: _lt("The recipient does not take messages from this sender."),
    values.CONTENT: _lt("The recipient's server refused the content of the message."),
    values.RATE_LIMITED: _lt(
        "The recipient's server got too many messages at once. Try again later."
    ),
    values.UNREACHABLE: _lt("The recipient's server did not answer in time."),
    values.SERVER_ERROR: _lt("The recipient's server has a problem of its own."),
    values.OTHER: _lt("The recipient's server did not deliver the message."),
}
