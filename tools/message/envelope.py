# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The envelope of a message: whom the transport says it is from and for."""

from dataclasses import dataclass

NULL_SENDER = "<>"


@dataclass(frozen=True)
class Envelope:
    """What MAIL FROM and RCPT TO said (RFC 5321, section 3.3).

    :param sender: the envelope sender, ``<>`` for the null return-path, empty
        where the transport does not know it.
    :param recipients: the envelope recipients, empty where the transport does not
        know them.
    """

    sender: str = ""
    recipients: tuple[str, ...] = ()

    @property
    def has_null_sender(self):
        """Whether the message must never be answered (RFC 5321, section 4.5.5)."""
        return self.sender == NULL_SENDER

    @classmethod
    def of(cls, sender, recipients):
        """Make an envelope of what a transport handed over.

        :param sender: address as text, with or without angle brackets; None or
            empty: unknown.
        :param recipients: iterable of addresses; empty ones and repetitions are
            left out, the order is kept.
        :return: an :class:`Envelope`.
        """
        if (sender or "").strip() == NULL_SENDER:
            known_sender = NULL_SENDER
        else:
            known_sender = _bare(sender or "")
        unique = dict.fromkeys(_bare(recipient) for recipient in recipients)
        return cls(known_sender, tuple(filter(None, unique)))


def _bare(address):
    """Return the address without white space, control characters and brackets."""
    printable = "".join(char for char in address if char.isprintable())
    return printable.strip().removeprefix("<").removesuffix(">")
