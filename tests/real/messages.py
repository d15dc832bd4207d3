# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Messages for tests, as bytes."""

import base64
import os
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


def large_message(subject, recipient, sender, size):
    """Return a message with an attachment of so many random bytes."""
    head, _separator, _body = plain_message(subject, recipient, sender).partition(
        b"Content-Type:"
    )
    return b"\r\n".join(
        [
            head + b'Content-Type: multipart/mixed; boundary="part"',
            b"",
            b"--part",
            b"Content-Type: text/plain",
            b"",
            b"See the attachment.",
            b"--part",
            b'Content-Type: application/octet-stream; name="random.bin"',
            b"Content-Transfer-Encoding: base64",
            b'Content-Disposition: attachment; filename="random.bin"',
            b"",
            base64.encodebytes(os.urandom(size)).strip().replace(b"\n", b"\r\n"),
            b"--part--",
            b"",
        ]
    )
