# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Messages for tests, as bytes; plain Python, for those without a database too."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

OURS = "ours.example"
"""The alias domain of the company."""

OFFICE = f"office@{OURS}"
"""An alias that makes contacts."""

NOBODY = f"nobody@{OURS}"
"""An address that nobody has."""

BOUNCE, CATCHALL = f"bounce@{OURS}", f"catchall@{OURS}"
"""What each alias domain has."""

ANNA = "anna@customer.example"
"""Somebody who writes to us."""


def make_raw(
    author=f"Anna <{ANNA}>",
    to=OFFICE,
    subject="Question",
    body="How much is it?",
    content_type="",
    headers=None,
):
    """Return the raw bytes of a message with a Message-Id of its own.

    :param str content_type: of a body that is written as it is; empty: it is text, and
        encoded as a mail program does.
    :param dict headers: further headers, or other values for those above; None
        leaves one out.
    """
    message = EmailMessage(policy=SMTP)
    named = {
        "From": author,
        "To": to,
        "Subject": subject,
        "Message-Id": make_msgid(domain="customer.example"),
        **(headers or {}),
    }
    for name, value in named.items():
        if value is not None:
            message[name] = value
    if not content_type:
        message.set_content(body)
        return message.as_bytes()
    mime = f"MIME-Version: 1.0\r\nContent-Type: {content_type}\r\n\r\n{body}"
    return message.as_bytes().rstrip() + b"\r\n" + mime.encode()
