# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Messages for tests, as bytes."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid


def plain_message(subject, recipient, sender, **headers):
    """Return a short message.

    :param headers: further headers, with underscores for hyphens.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-Id"] = make_msgid(domain="customer.example")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(f"{subject}: what does it cost?\n\nAnne\n")
    return message.as_bytes()
