# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Whether two messages say the same: one may come by several ways, and id alone
proves nothing."""

import hashlib
import re

from .headers import read_headers

MAX_PARTS = 1_000

# What an author writes and no transport rewrites; the others are of those that a report
# consists of (RFC 3464, section 2).
_AUTHOR = "from"
_TEXTS = ("date", "subject", "final-recipient", "action", "status", "diagnostic-code")
_BLANKS = b" \t\r\n"
_BETWEEN_ADDRESSES = re.compile(r"[\s<>,;:\"()]+")


def content_digest(message):
    """Return a hash of what a message says, the same by whatever way it came.

    It takes the author's address, date, subject and the decoded parts. Trace headers,
    marks of filters and signatures of relays make no difference, nor do folding, line
    ends, blanks, boundaries and transfer encodings.

    :param email.message.Message message: the message, however broken.
    :return: 64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for _number, part in zip(range(MAX_PARTS), message.walk(), strict=False):
        for piece in _pieces(part):
            digest.update(b"%d:" % len(piece))
            digest.update(piece)
    return digest.hexdigest()


def _pieces(part):
    """Yield what counts of a part, as bytes."""
    headers = read_headers(part)
    for value in headers.get(_AUTHOR, ())[:1]:
        for word in _BETWEEN_ADDRESSES.split(value):
            if "@" in word:
                yield word.lower().encode()
    for name in _TEXTS:
        for value in headers.get(name, ())[:1]:
            yield f"{name} {''.join(value.split())}".encode()
    if not part.is_multipart():
        yield part.get_content_type().encode()
        yield _body(part).translate(None, _BLANKS)


def _body(part):
    """Return the content of a part, without its transfer encoding."""
    try:
        return part.get_payload(decode=True) or b""
    except Exception:  # the parser raises whatever it stumbles over
        return str(part.get_payload()).encode("utf-8", "replace")
