# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The header section of a message, mended before anything parses it.

One odd line must not cost a message: obsolete syntax has to be read (RFC 5322,
section 4.5), and parsers take what is broken for the beginning of the body. What was
stored stays as it came in.
"""

import re

HEADER_LIMIT = 256 * 1024
"""Bytes at the start of a message in which its headers must lie."""

_BOM = b"\xef\xbb\xbf"
_JUNK = re.compile(rb"(?:\xef\xbb\xbf|[ \t\r\n])*")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_DOUBLE_CR = re.compile(rb"[^\r\n]*\r\r+\n")
_LINE_ENDS = re.compile(rb"(?<!\r)\r+\n")
_MBOX = re.compile(rb">*From .{0,200}\d:\d\d")  # RFC 4155, appendix A
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_SOUND = re.compile(rb"[ \t]|[!-9;-~]+:")
_PARAMETER = re.compile(rb"[\w*-]+=")
_REFERENCE = re.compile(rb"<[^<>\s]+@")
_PLAUSIBLE = re.compile(rb"[a-z][a-z0-9_.-]*:(?!//)", re.I)

# Of these the head goes on, whatever stood before; people's texts have none.
_REPEATED = re.compile(
    rb"received|(?:x|arc|authentication|content|delivered|dkim|list|received|resent)"
    rb"-[a-z0-9-]+"
)
# Of these it goes on where it has none yet: a text that follows at once may quote one.
_ONCE = frozenset(
    b"auto-submitted bcc cc date from importance in-reply-to message-id mime-version"
    b" organization precedence priority references reply-to return-path sender subject"
    b" thread-index thread-topic to user-agent".split()
)
# What is missing its blank there is the rest of a text, and harms nothing.
_TEXTS = re.compile(rb"subject|comments|thread-topic|x-.*")


def mend_head(raw):
    """Return a message whose headers every parser reads.

    Without what stands before the first header, with no blank before a colon, without
    the lines of an mbox, and without those that are no header although headers follow;
    such a line that lacks the blank in front goes on with the header before it. The
    body is what it was. Takes time linear in the header section.

    :param bytes raw: the message, or its beginning.
    """
    raw = raw.replace(b"\0", b"")  # RFC 5322, section 3.5; and no database takes it
    start = _JUNK.match(raw, 0, HEADER_LIMIT).end()
    if _DOUBLE_CR.match(raw, start, start + HEADER_LIMIT):  # sent as text, twice
        raw = _LINE_ENDS.sub(b"\r\n", raw)
    lines, end = _lines(raw, start)
    if all(map(_SOUND.match, lines)):
        return raw[start:]
    return b"".join(_mended(lines)) + raw[end:]


def is_message(raw):
    """Whether the bytes are a message in any sense: they begin with a header.

    :param bytes raw: whatever came in.
    """
    lines, _end = _lines(mend_head(raw[:HEADER_LIMIT]), 0)
    if not lines:
        return False
    return bool(_PLAUSIBLE.match(lines[0])) or _last_header(lines) >= 0


def _lines(raw, start):
    """Return the lines of the header section, and where they end."""
    lines, end = [], start
    for found in _LINE.finditer(raw, start, start + HEADER_LIMIT):
        if not found[0].strip(b"\r\n"):
            break
        lines.append(found[0])
        end = found.end()
    return lines, end


def _mended(lines):
    """Return the lines of a header section, mended."""
    lines = [line.removeprefix(_BOM) for line in lines]
    last = _last_header(lines)
    mended, name = [], b""
    for number, line in enumerate(lines):
        if line[:1] in (b" ", b"\t"):
            if name:
                mended.append(line)
        elif found := _FIELD.match(line):
            name = found[1].lower()
            mended.append(found[1] + b":" + line[found.end() :])
        elif name and _goes_on(name, mended[-1], line, number < last):
            mended.append(b" " + line)
        elif number < last or _MBOX.match(line):
            name = b""  # what is folded into it goes as well
        else:
            return mended + lines[number:]  # no empty line before the body
    return mended


def _last_header(lines):
    """Return the number of the last line that surely is a header."""
    last, seen, is_broken = -1, set(), False
    for number, line in enumerate(lines):
        if not (found := _FIELD.match(line)):
            is_broken = is_broken or line[:1] not in (b" ", b"\t")
            continue
        name = found[1].lower()
        if _REPEATED.fullmatch(name) or (name in _ONCE and name not in seen):
            last = number
        if not is_broken:
            seen.add(name)
    return last


def _goes_on(name, before, line, is_inside):
    """Whether a line that is no header goes on with the header before it.

    :param bytes name: of that header, in lower case.
    :param bytes before: the last line of it.
    :param bool is_inside: whether other headers follow.
    """
    if line.lstrip(b">").startswith((b"From ", b":")):
        return False
    if _TEXTS.fullmatch(name):
        return is_inside
    if name in (b"references", b"in-reply-to"):
        return bool(_REFERENCE.match(line))
    is_parameter = name.startswith(b"content-") and _PARAMETER.match(line)
    return bool(is_parameter) or before.rstrip().endswith((b";", b","))
