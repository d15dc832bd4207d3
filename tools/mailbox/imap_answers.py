# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Reading what IMAP servers answer, as imaplib hands it over.

Every server writes it a little differently: items in another order, the UID behind
the text, a short text in quotes instead of a literal, answers nobody asked for.
"""

import re

from . import imap_names

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_QUOTED_BODY = re.compile(rb'\bBODY\[\] "((?:[^"\\]|\\.)*)"')
_LIST = re.compile(
    rb'\((?P<flags>[^)]*)\) (?:NIL|"(?:\\.|[^"])*") (?P<name>"(?:\\.|[^"])*"|\S+)'
)


def read_numbers(data):
    """Return the numbers of SEARCH answers, sorted."""
    return sorted({int(word) for line in data if line for word in line.split()})


def read_sizes(data):
    """Return a dict of UID to size in bytes."""
    sizes = {}
    for line in filter(None, data):
        text = b" ".join(line) if isinstance(line, tuple) else line
        uid, size = _UID.search(text), _SIZE.search(text)
        if uid and size:
            sizes[int(uid[1])] = int(size[1])
    return sizes


def read_bodies(data):
    """Return a dict of UID to raw bytes; what has no text is not in it."""
    bodies = {}
    for position, item in enumerate(data):
        if isinstance(item, tuple):
            head, body = item[0], item[1]
            after = data[position + 1] if position + 1 < len(data) else b""
            tail = after if isinstance(after, bytes) else b""
        else:
            head, body, tail = item or b"", _quoted_body(item or b""), b""
        uid = _UID.search(head) or _UID.search(tail)
        if uid and body:
            bodies[int(uid[1])] = body
    return bodies


def read_folders(data):
    """Return the names of the folders of LIST answers that can be opened."""
    names = []
    for item in filter(None, data):
        if isinstance(item, tuple):  # the name came as a literal
            flags, name = item[0], item[1]
        elif match := _LIST.match(item):
            flags, name = match["flags"], _unquoted(match["name"])
        else:
            continue
        if b"\\noselect" not in flags.lower():
            names.append(imap_names.decode(name.decode("utf-8", "replace")))
    return sorted(names, key=lambda name: (name.upper() != "INBOX", name))


def _quoted_body(line):
    """Return the text of an answer that has it in quotes."""
    match = _QUOTED_BODY.search(line)
    return re.sub(rb"\\(.)", rb"\1", match[1]) if match else b""


def _unquoted(name):
    """Return a name without the quotes of the protocol."""
    if not name.startswith(b'"'):
        return name
    return re.sub(rb"\\(.)", rb"\1", name[1:-1])
