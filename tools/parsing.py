# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Parse any message: whoever sends it decides what is in it."""

import email
from email.contentmanager import ContentManager, raw_data_manager
from email.policy import EmailPolicy

from .headers import clean_text


class TolerantPolicy(EmailPolicy):
    """Reads a header that the structured parser cannot take as what it says.

    ``From: <`` is one of those that raise, each time that somebody looks at it.
    """

    def header_fetch_parse(self, name, value):
        """Return a header; plain text where it is none of its kind."""
        try:
            header = super().header_fetch_parse(name, value)
            return clean_text(header) if "\0" in header else header
        except Exception:  # the parser raises whatever it stumbles over
            if name.lower().startswith("content-"):  # asked for its parameters
                return self.header_factory(name, "")
            return clean_text("".join(value.splitlines()))


class TolerantContent(ContentManager):
    """Reads a text whose charset nobody knows as what it most likely is."""

    def get_content(self, msg, *args, **kw):
        """Return the content of a part, see :class:`email.contentmanager`."""
        try:
            return raw_data_manager.get_content(msg, *args, **kw)
        except LookupError:
            if msg.get_content_maintype() != "text":
                raise
            return msg.get_payload(decode=True).decode("utf-8", "replace")

    def set_content(self, msg, obj, *args, **kw):
        """Set the content of a part, see :class:`email.contentmanager`."""
        raw_data_manager.set_content(msg, obj, *args, **kw)


POLICY = TolerantPolicy(linesep="\r\n", content_manager=TolerantContent())
"""How messages are parsed: as ``email.policy.SMTP`` does, but for those."""


def parse(raw):
    """Return the message in these bytes, whatever they are.

    :param bytes raw: as they came in.
    :return: :class:`email.message.EmailMessage`.
    """
    # no database takes a NUL, and no message may have one (RFC 5322, section 3.5)
    return email.message_from_bytes(raw.replace(b"\0", b""), policy=POLICY)
