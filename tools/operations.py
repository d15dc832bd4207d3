# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What an operator may do with a message, and how its history tells of it."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)  # texts of a table: no environment to ask yet
# pylint: disable=prefer-env-translation

OPERATOR = "mail_inbound.group_operator"
"""The group that may read and decide."""

UNFINISHED = {"received", "failed", "held"}

POSSIBLE_FROM = {
    "retry": UNFINISHED | {"returned", "discarded"},
    "deliver": UNFINISHED | {"returned", "discarded", "delivered"},
    "discard": UNFINISHED | {"returned"},
}
"""The states of a message in which each operation makes sense."""

NEEDS_CONTENT = {"retry", "deliver"}
"""Operations that read the message, and so come too late once it is purged."""

ARCHIVE_LIMIT = 100
"""Messages that are downloaded at once: their archive is made in memory."""

REPLAY_LIMIT = 100
"""Messages that are replayed at once."""

BLOCKED_STATES = ("returned", "discarded", "held")
BLOCKED = [("reason", "=", "loop_sender"), ("state", "in", BLOCKED_STATES)]
"""Domain of messages that the loop protection kept from making a record."""

HISTORY = {
    "retry": _lt("Tried again"),
    "deliver": _lt("Delivered to %(target)s"),
    "discard": _lt("Discarded"),
    "allow": _lt("Let the sender %(sender)s through from now on"),
    "download": _lt("Downloaded"),
    "upload": _lt("Uploaded as %(file)s"),
}
"""How the history tells each entry; its facts fill the places."""


def history_sentence(env, entry):
    """Return the sentence that tells an entry of the history.

    :param env: environment of whoever reads it.
    :param dict entry: ``action`` and ``facts``, as they were logged.
    """
    translated = env._(HISTORY[entry["action"]])
    return translated % entry["facts"]
