# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Parse any message: whoever sends it decides what is in it."""

import email
from email.contentmanager import ContentManager, raw_data_manager
from email.parser import BytesHeaderParser
from email.policy import EmailPolicy
from functools import lru_cache

from .content import digest_of, made_message_id
from .head import mend_head
from .headers import clean_text
from .identity import MAX_REFERENCES, read_message_id, read_references

CACHED_LENGTH = 2_000
"""Characters of the longest header that is parsed once and remembered."""


def _references(value):
    """Return the ids in a header: no more than Odoo looks at, which are the last."""
    return " ".join(read_references(value, limit=MAX_REFERENCES - 1))


READERS = {
    "message-id": read_message_id,
    "in-reply-to": _references,
    "references": _references,
}
"""How headers are read of which the structured parser leaves too little."""


class TolerantPolicy(EmailPolicy):
    """Reads a header that the structured parser cannot take as what it says.

    ``From: <`` is one of those that raise, each time that somebody looks at it.
    """

    def header_fetch_parse(self, name, value):
        """Return a header; plain text where it is none of its kind.

        Ids are returned as they were written: Odoo takes them from here.
        """
        if len(value) > CACHED_LENGTH:
            return self._parse(name, value)
        return self._parse_once(name, value)

    def _parse(self, name, value):
        """Parse a header, see :meth:`header_fetch_parse`."""
        if read := READERS.get(name.lower()):
            return read(value)
        try:
            header = super().header_fetch_parse(name, value)
            return clean_text(header) if "\0" in header else header
        except Exception:  # the parser raises whatever it stumbles over
            if name.lower().startswith("content-"):  # asked for its parameters
                return self.header_factory(name, "")
            return clean_text("".join(value.splitlines()))

    # parsing is slow, and the gateway looks at each header several times
    _parse_once = lru_cache(maxsize=512)(_parse)


class TolerantContent(ContentManager):
    """Reads what names a charset or a type that nobody knows."""

    def get_content(self, msg, *args, **kw):
        """Return the content of a part, see :class:`email.contentmanager`."""
        try:
            return raw_data_manager.get_content(msg, *args, **kw)
        except LookupError:
            if msg.get_content_maintype() == "multipart":
                raise
            payload = msg.get_payload(decode=True) or b""
            if msg.get_content_maintype() != "text":
                return payload  # a type that nobody knows is still a file
            try:
                return payload.decode()
            except UnicodeDecodeError:
                return payload.decode("iso-8859-1")

    def set_content(self, msg, obj, *args, **kw):
        """Set the content of a part, see :class:`email.contentmanager`."""
        raw_data_manager.set_content(msg, obj, *args, **kw)


POLICY = TolerantPolicy(linesep="\r\n", content_manager=TolerantContent())
"""How messages are parsed: as ``email.policy.SMTP`` does, but for those."""


def parse(raw):
    """Return the message in these bytes, whatever they are.

    :param bytes raw: as they came in.
    :return: :class:`email.message.EmailMessage`, with a Message-Id: where it has none,
        one is made of its content, so that it is known when it comes again.
    """
    mended = mend_head(raw)
    try:
        message = email.message_from_bytes(mended, policy=POLICY)
    except RecursionError:  # parts within parts within parts
        message = BytesHeaderParser(policy=POLICY).parsebytes(mended)
    return adopt(message, raw)


def adopt(message, raw=b""):
    """Make a message readable whatever its headers say, also one that others parsed.

    :param message: changed in place.
    :param bytes raw: what a missing Message-Id is made of.
    :return: the message.
    """
    if message.policy is not POLICY:
        for part in message.walk():
            part.policy = POLICY
    if not message.get("Message-Id"):
        del message["Message-Id"]
        message["Message-Id"] = made_message_id(digest_of(raw))
    return message
