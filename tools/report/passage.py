# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What the text of a report says about one of its recipients."""

import re

from .addresses import ADDRESS, FIND_ADDRESS, clean_address

MAX_LINES = 40
MAX_DIAGNOSTIC = 1_000

# A line in which a server speaks: a reply code, an enhanced status or both.
_SERVER_LINE = re.compile(
    r"(?:^|[\s:;'\"(\[<>])[245]\d\d(?:[ -](?=\S)|:? )|[ (#][245]\.\d{1,3}\.\d{1,3}\b",
)
# Sendmail and Postfix; Exim.
_EXPANDED = re.compile(
    r"\((?:expanded from:?|(?:ultimately )?generated from)\s{1,20}"
    rf"<?(?P<a>{ADDRESS})>?\)"
)
_REPLY_START = re.compile(r"(?:<<< ?|>>> ?)?[245]\d\d |<<<|>>>")
_REPLY_GOES_ON = re.compile(r"(?:<<< ?)?[245]\d\d-")


def passage(text, recipient, recipients):
    """Return the lines from one recipient to the next.

    :param str text: what the report says
    :param ReportRecipient recipient: whom it is about
    :param recipients: all the recipients of the report
    :return: str, empty if the text does not name the recipient
    """
    lines = text.split("\n")
    names = _names(recipient)
    others = {name for r in recipients for name in _names(r)} - names
    kept = []
    for line in lines:
        lower = line.lower()
        if any(name in lower for name in names):
            kept.append(line)
        elif kept and any(name in lower for name in others):
            break
        elif kept:
            kept.append(line)
        if len(kept) >= MAX_LINES:
            break
    return "\n".join(kept)


def diagnosis(around):
    """Return the server's own words in a passage: the sentence with a code.

    :param str around: as ``passage`` returns it
    :return: one line of text, the first paragraph if no code is there
    """
    lines = [line.strip() for line in around.split("\n")]
    start = next((i for i, line in enumerate(lines) if _SERVER_LINE.search(line)), 0)
    words = []
    for line in lines[start:]:
        if words and (not line or _ends_before(line, words[-1])):
            break
        words.append(line)
    return " ".join(filter(_has_words, words)).strip()[:MAX_DIAGNOSTIC]


def origin(around):
    """Return the address from which a server says that it made another, or "".

    That is whom the message was sent to, before an alias or a list was expanded.

    :param str around: as ``passage`` returns it
    """
    found = _EXPANDED.search(around)
    return clean_address(found["a"]) if found else ""


def _has_words(line):
    """Tell whether a line says more than an address."""
    return bool(FIND_ADDRESS.sub("", line).strip("<>()[]*\"' \t:;,.-="))


def _ends_before(line, previous):
    """Tell whether a line starts another reply (RFC 5321: 550-first, 550 last)."""
    return bool(_REPLY_START.match(line)) and not _REPLY_GOES_ON.match(previous)


def _names(recipient):
    names = {recipient.address.lower(), recipient.original_address.lower()}
    return names - {""}
