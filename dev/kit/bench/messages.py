# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The messages of the benchmark: no two are alike, each has a sender of its own."""

from email.message import EmailMessage
from email.policy import SMTP

DOMAIN = "example.com"
LEADS = f"info@{DOMAIN}"
CATCHALL = f"catchall@{DOMAIN}"
PARENT_ID = "<parent@bench.example>"
"""Message-Id of the chatter message that replies refer to."""

KINDS = ("new lead", "reply")
TEXT = "We need sheds for a dozen gardens. What do they cost, and how soon?\n" * 20


def make(kind, key):
    """Return a message as bytes, and whom it is for.

    :param str kind: one of ``KINDS``.
    :param str key: tells it from all others.
    """
    recipient = LEADS if kind == "new lead" else CATCHALL
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Customer {key} <customer-{key}@bench.example>"
    message["To"] = recipient
    message["Subject"] = f"Garden sheds {key}"
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 +0100"
    message["Message-Id"] = f"<{key}@bench.example>"
    if kind == "reply":
        message["In-Reply-To"] = message["References"] = PARENT_ID
    message.set_content(TEXT)
    return message.as_bytes(), recipient
