# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The headers of any message, however malformed, as plain text."""

import re
from email.header import decode_header, make_header

MAX_HEADERS = 500
MAX_HEADER = 5_000  # characters read of one header


def read_headers(message):
    """Return the headers of a message as a dictionary {lower-case name: [values]}.

    Values are unfolded and decoded (RFC 2047). They are read raw, because the
    structured parser raises on some malformed headers.
    """
    headers = {}
    for name, value in list(message.raw_items())[:MAX_HEADERS]:
        value = re.sub(r"\s*[\r\n]\s*", " ", str(value)[:MAX_HEADER]).strip()
        headers.setdefault(str(name).lower(), []).append(
            _decode_words(value) if "=?" in value else clean_text(value)
        )
    return headers


def clean_text(text):
    """Return a text that every store takes: no lone surrogates, no NUL."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text.replace("\0", "")


def _decode_words(value):
    try:
        return clean_text(str(make_header(decode_header(value))))
    except Exception:  # unknown charset, bad base64: the raw form is all there is
        return clean_text(value)
