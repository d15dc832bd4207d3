# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Messages for tests, as bytes."""

import base64
import os
from email.utils import formatdate

from ..letters import make_raw


def plain_message(subject, recipient, sender, **headers):
    """Return a short message.

    :param headers: further headers, with underscores for hyphens.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return make_raw(
        author=sender,
        to=recipient,
        subject=subject,
        body=f"{subject}: what does it cost?\n\nAnne\n",
        headers={"Date": formatdate(), **named},
    )


def large_message(subject, recipient, sender, size):
    """Return a message with an attachment of so many random bytes."""
    attached = base64.encodebytes(os.urandom(size)).strip().decode()
    return make_raw(
        author=sender,
        to=recipient,
        subject=subject,
        content_type='multipart/mixed; boundary="part"',
        body="\r\n".join(
            (
                "--part",
                "Content-Type: text/plain",
                "",
                "See the attachment.",
                "--part",
                'Content-Type: application/octet-stream; name="random.bin"',
                "Content-Transfer-Encoding: base64",
                'Content-Disposition: attachment; filename="random.bin"',
                "",
                attached.replace("\n", "\r\n"),
                "--part--",
                "",
            )
        ),
        headers={"Date": formatdate()},
    )
