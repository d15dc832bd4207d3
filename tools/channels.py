# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""How messages come in, and what a transport of each kind says and can be told.

Where a transport does not name the recipients, the headers count in which a mail
server writes them down; that is the same on every channel.
"""

from typing import NamedTuple


class Channel(NamedTuple):
    """One way in.

    :param label: what people read.
    :param knows_envelope: whether the transport says whom a message is from and for,
        so that it need not be read out of the headers.
    :param hears_verdict: whether the transport waits for what becomes of each
        recipient, and tells the sender itself of an address that nobody has.
    :param is_mailbox: whether messages are fetched, instead of handed over.
    """

    label: str
    knows_envelope: bool = False
    hears_verdict: bool = False
    is_mailbox: bool = False


CHANNELS = {
    # an exit status is one answer for all recipients
    "pipe": Channel("Mail server (pipe)", knows_envelope=True),
    "lmtp": Channel("Mail server (LMTP)", knows_envelope=True, hears_verdict=True),
    "http": Channel("Gateway", knows_envelope=True, hears_verdict=True),
    "imap": Channel("IMAP mailbox", is_mailbox=True),
    "pop": Channel("POP mailbox", is_mailbox=True),
    "rpc": Channel("Remote call"),
    "upload": Channel("Upload"),
}
"""The only list of channels: every other one is made of it."""

SELECTION = [(name, channel.label) for name, channel in CHANNELS.items()]

MAILBOXES = [name for name, channel in CHANNELS.items() if channel.is_mailbox]
"""The channels that fetch; Odoo's types of connections have the same names."""


def of_mailbox(connection_type):
    """Return the channel of messages that are fetched over a connection.

    :param str connection_type: of an incoming mail server; another module may have
        a type of its own, and knows no more of a message than IMAP does.
    """
    return connection_type if connection_type in MAILBOXES else "imap"
