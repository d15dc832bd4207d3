# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""A message taken apart: its headers, what it says, and what it returns.

Everything is bounded, because whoever sends the message decides how big, how deep
and how broken it is.
"""

import codecs
import email
import html
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from functools import cached_property

from ..message.headers import MAX_HEADER, clean_text, read_headers
from .fields import MAX_GROUPS, first, read_groups
from .words import fold

MAX_MESSAGE = 300_000  # bytes parsed; what is reported stands at the beginning
MAX_PARTS = 100
MAX_DEPTH = 20
MAX_TEXT = 100_000  # characters read of one part

# Decoding these takes quadratic time, or is not about text.
_UNFIT_CODECS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape"}
_RETURNED_TYPES = {
    "message/rfc822",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
    "text/rfc822",
    "text/rfc822-header",
    "text/rfc822-headers",
}
# Where servers that do not use MIME begin the message that they return.
RETURNED_MARKS = tuple(
    re.compile(row, re.I | re.M)
    for row in (
        r"^[ \t]*[-=*_#+]{2,}[^\n]{0,30}\b(?:copy of|original (?:message|mail"
        r"|e-?mail)\b"
        r"(?! was)|returned message|unsent message|message (?:body|headers?|text) "
        r"|message follows|headers? of the|undelivered message|your message"
        r"|rejected message|(?:start|begin|beginning) of )",
        r"^[ \t]*(?:-+ )?original (?:message|mail|e-?mail)(?: follows)?[ \t:.-]*$",
        r"^[ \t]*(?:included|below|following|attached) is a copy of ",
        r"^[ \t]*body of message generated response is above",
        r"^(?:x-)?received: ?(?:from|by) ",
        r"^return-path: ?<",
        r"^(?:dkim-signature: ?\w+=|arc-seal: ?i=)",
    )
)
_RETURNED_MARK = re.compile(
    "|".join(row.pattern for row in RETURNED_MARKS), re.I | re.M
)


@dataclass(frozen=True)
class Part:
    """One readable part of a message."""

    content_type: str
    text: str


@dataclass(frozen=True)
class Pieces:
    """A message taken apart.

    Headers are dictionaries {lower-case name: [values]}, as ``fields.read_groups``
    makes them.
    """

    headers: dict
    content_type: str  # of the whole message
    parts: tuple[Part, ...]  # outside the returned message
    text: str  # what the parts say to a person
    original: dict  # headers of the returned message, if it is there
    enclosed: Message | None  # the returned message, if it is a part of its own

    @cached_property
    def folded(self):
        """Subject and text, folded: what ``Words`` are looked for in."""
        return fold(f"{first(self.headers, 'subject')}\n{self.text}")


def parse_message(raw):
    """Return the message in these bytes, whatever they are.

    Lines may end with LF, CRLF or a bare CR (RFC 5322 knows only CRLF; mail stores
    and old systems do not); empty ones may stand before it. Only the first
    ``MAX_MESSAGE`` bytes are parsed: enough to read a report, not to deliver a
    message.

    :param bytes raw: the message
    :return: email.message.Message
    """
    raw = raw[:MAX_MESSAGE].replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip()
    try:
        return email.message_from_bytes(raw)
    except RecursionError:  # parts within parts within parts
        return BytesHeaderParser().parsebytes(raw)


def take_apart(message):
    """Return the readable pieces of a message.

    :param email.message.Message message: any message, of any policy
    :return: Pieces
    """
    parts, returned, enclosed = [], [], None
    for part, content_type in _walk(message):
        if content_type in _RETURNED_TYPES:
            returned.append(_returned_text(part))
            if part.is_multipart() and enclosed is None:
                enclosed = part.get_payload(0)
        elif part is not message and "received" in (headers := read_headers(part)):
            # A boundary right before the returned message, without part headers.
            returned.append("\n".join(f"{k}: {v[0]}" for k, v in headers.items()))
        elif not part.is_multipart() or content_type.startswith("message/"):
            parts.append(Part(content_type, _text_of(part, content_type)))
    text, quoted = _split_returned(_said(parts))
    groups = read_groups("\n\n".join(returned) or quoted)
    original = next((group for group in groups if _is_message(group)), {})
    return Pieces(
        headers=read_headers(message),
        content_type=_content_type(message),
        parts=tuple(parts),
        text=text,
        original=original,
        enclosed=enclosed,
    )


def _walk(message):
    """Yield (part, content type), not entering the returned message."""
    stack, count = [(message, 0)], 0
    while stack and count < MAX_PARTS:
        part, depth = stack.pop()
        count += 1
        content_type = _content_type(part)
        yield part, content_type
        if part.is_multipart() and not content_type.startswith("message/"):
            children = part.get_payload() if depth < MAX_DEPTH else []
            stack += [(child, depth + 1) for child in reversed(children[:MAX_PARTS])]


def _content_type(part):
    """Return the lower-case content type of a part.

    Where the semicolon is missing, the parameters stick to it.
    """
    return _plain(part, "content-type").get_content_type().split()[0]


def _plain(part, *names):
    """Return a copy of a part's headers whose accessors never raise."""
    copy = Message()
    for name, value in part.raw_items():
        if name.lower() in names:
            copy[name] = str(value)[:MAX_HEADER]
    return copy


def _text_of(part, content_type):
    """Return what one part says, decoded, with LF line ends."""
    charset = _plain(part, "content-type").get_content_charset() or ""
    text = clean_text(_decode(_body(part)[: 2 * MAX_TEXT], charset))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = re.sub(r"\n{3,}", "\n\n", text)[:MAX_TEXT]
    return strip_markup(text) if content_type == "text/html" else text


def _body(part):
    """Return the body of a part, without its transfer encoding, as bytes."""
    if part.is_multipart():
        copy = _plain(part, "content-transfer-encoding")
        copy.set_payload(_joined_fields(part.get_payload()))
        part = copy
    try:
        return part.get_payload(decode=True) or b""
    except Exception:  # a header that the parser of the message's policy rejects
        return b""


def _joined_fields(blocks):
    """Return fields as they were written, up to a limit.

    The standard parser takes every ``message/*`` body for messages.
    """
    texts = []
    for block in blocks[:MAX_GROUPS]:
        lines = [f"{name}: {value}" for name, value in block.raw_items()]
        body = block.get_payload()
        lines += ["", body] if isinstance(body, str) and body else []
        texts.append("\n".join(lines))
    return "\n\n".join(texts)


def _decode(raw, charset):
    """Return the text of these bytes; a wrong or unknown charset is no obstacle."""
    if b"\x1b$" in raw:  # JIS says itself what it is
        charset = "iso-2022-jp-2"
    for candidate in (charset, "utf-8"):
        try:
            if codecs.lookup(candidate).name not in _UNFIT_CODECS:
                return raw.decode(candidate)
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def strip_markup(text):
    """Return the text of an HTML page, roughly: enough to find words in it."""
    text = re.sub(r"(?i)<(?:br|/?p|/?div|/?tr|/?li|/?h\d)\b[^<>]{0,500}>", "\n", text)
    text = re.sub(r"<[/!a-zA-Z][^<>@]{0,2000}>", " ", text)
    text = re.sub(r"(?i)<a\s[^<>]{0,2000}>", " ", text)
    return html.unescape(text)


def _said(parts):
    """Return the text that the parts address to a person, plain text preferred."""
    for wanted in ("text/plain", "text/html"):
        text = "\n\n".join(p.text for p in parts if p.content_type == wanted)
        if text.strip():
            return text
    # A boundary that never comes, or no MIME at all.
    return "\n\n".join(p.text for p in parts if p.content_type.startswith("multipart/"))


def _split_returned(text):
    """Return (what the server says, the message that it quotes after it)."""
    mark = _RETURNED_MARK.search(text)
    return (text[: mark.start()], text[mark.start() :]) if mark else (text, "")


def _returned_text(part):
    """Return the headers of a returned message as text."""
    payload = part.get_payload()
    if isinstance(payload, list) and payload:
        headers = read_headers(payload[0])
        return "\n".join(f"{k}: {value}" for k, v in headers.items() for value in v)
    return _text_of(part, "text/plain")


def _is_message(group):
    return any(name in group for name in ("message-id", "from", "to", "received"))
