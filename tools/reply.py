# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a transport is told: enhanced status codes (RFC 3463), channel by channel."""

from dataclasses import dataclass

from .errors import text_of

ACCEPTED = "2.6.0"
RECIPIENT_OK = "2.1.5"

HTTP_STATUS = {"4.7.0": 401, "5.3.4": 413}
"""HTTP statuses of single codes; others follow from the class of the code."""

HTTP_STATUS_OF_CLASS = {"2": 200, "4": 503, "5": 422}


@dataclass(frozen=True)
class Reply:
    """An answer to a transport.

    :param status: enhanced status code of the message.
    :param text: a sentence for the sender.
    :param recipients: tuple of (address, enhanced status code, sentence).
    """

    status: str
    text: str
    recipients: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of_error(cls, error, env):
        """Return the reply that an ``InboundError`` asks for."""
        return cls(error.status, text_of(env, error))

    @property
    def http_status(self):
        """The HTTP status of this reply."""
        by_class = HTTP_STATUS_OF_CLASS[self.status[0]]
        return HTTP_STATUS.get(self.status, by_class)

    def data(self):
        """Return the reply as JSON values."""
        return {
            "status": self.status,
            "text": self.text,
            "recipients": [
                {"address": address, "status": status, "text": text}
                for address, status, text in self.recipients
            ],
        }
