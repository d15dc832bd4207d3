# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a message is called, and which ones it refers to: one text everywhere.

Parsers cut what is no msg-id (RFC 5322, section 3.6.4): two ``<urn:uuid:...@a>`` become
the same ``<urn``. Here an id is what stands between its brackets, as the sender wrote
it; the same text is stored, indexed, shown and compared.
"""

import hashlib
import re
from collections import OrderedDict
from email.header import decode_header

MAX_BYTES = 998
"""Of an id: a line has no more (RFC 5322, section 2.1.1), an index takes 2,700."""

MAX_REFERENCES = 32
"""Nearest references that count: the newest ones stand last."""

_KEPT = 200  # characters of a long id that its short form begins with
_BLANKS = re.compile(r"[ \t\r\n]+")
_BRACKETED = re.compile(r"<([^<>]+)>")
_LONE_BRACKET = re.compile(r"[<>]")
_COMMENT = re.compile(r"\([^()]*\)")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?)")
_WORDS = re.compile(r"(?<!\S)(?:=\?[^?\s]{1,80}\?[bq]\?[^?]*\?=)+", re.I)


def read_message_id(text):
    """Return the id in the text of a Message-Id header, with its brackets.

    A fold or several blanks in it are one blank, what cannot be printed is written as
    ``%XX``; of a very long one the beginning is kept, and a hash of all of it.

    :param str text: value of the header, folded or not; what is no ASCII may stand in
        surrogates, as the parsers of Python hand it over.
    :return: the id; an empty text where there is none.
    """
    for inner in _bracketed(text := _plain(text)):
        return _shown(inner)
    inner = _bare(text)
    return _shown(inner) if inner else ""


def read_references(*texts, limit=MAX_REFERENCES):
    """Return the ids that a message refers to, the farthest first.

    Of many, those are the first one and the nearest.

    :param texts: values of References, then of In-Reply-To: the farthest first. They
        may hold comments, encoded words, ids without brackets; None for a missing one.
    :param int limit: how many nearest ones count.
    :return: list of ids as :func:`read_message_id` returns them, each once.
    """
    first, nearest = "", OrderedDict()
    for text in texts:
        for inner in _referred(_plain(text or "")):
            found = _shown(inner)
            first = first or found
            nearest[found] = None
            nearest.move_to_end(found)  # a repeated one is as near as its last
            if len(nearest) > limit:
                nearest.popitem(last=False)
    return [*([first] if first and first not in nearest else []), *nearest]


def forms_of(message_ids):
    """Return what messages may be stored under that are referred to by these ids.

    Programs fold long ids, so that a blank in one may be none of its own: those without
    it follow those that have one. It is a superset of what Odoo looks for.

    :param message_ids: what :func:`read_references` returned.
    :return: list of ids, in the same order.
    """
    forms = [form for it in message_ids for form in (it, it.replace(" ", ""))]
    return list(dict.fromkeys(forms))


def _plain(text):
    """Return a header's text decoded, on one line."""
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "replace")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if "=?" in text:
        text = _WORDS.sub(_decoded, _BETWEEN_WORDS.sub("", text))
    return _BLANKS.sub(" ", text).strip(" ")


def _decoded(found):
    """Return encoded words as text (RFC 2047): some servers write ids in them."""
    try:
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "latin-1")
            for part, charset in decode_header(found[0])
        )
    except (LookupError, ValueError):  # an unknown charset, bad base64
        return found[0]


def _bracketed(text):
    """Yield what stands in brackets, but for blanks alone."""
    for found in _BRACKETED.finditer(text):
        if inner := found[1].strip(" "):
            yield inner


def _bare(text):
    """Return a text that names an id without brackets."""
    return _LONE_BRACKET.sub("", _COMMENT.sub(" ", text)).strip(" ")


def _referred(text):
    """Return what the ids are in a text that names several."""
    if found := list(_bracketed(text)):
        return found
    text = _bare(text)
    words = re.split(r"[ ,]+", text)
    if len(words) > 1 and text.count("@") > 1:
        return [word for word in words if "@" in word]
    alone = [word for word in words[1:] if "@" in word]
    return [*alone, text] if text else []


def _shown(inner):
    """Return an id with its brackets, short enough for an index and printable."""
    printable = "".join(
        char if char.isprintable() else f"%{ord(char):02X}" for char in inner
    )
    if len(printable.encode()) + 2 > MAX_BYTES:
        digest = hashlib.sha256(printable.encode()).hexdigest()
        printable = f"{printable[:_KEPT]}...{digest}"
    return f"<{printable}>"
