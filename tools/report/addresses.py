# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""E-mail addresses as they appear in reports: found, cleaned and compared."""

import re

_ATOMS = r"""[^\s<>()\[\]{}@,;:"'\\]"""
# An apostrophe within is Mr O'Brien's, one before a quotation mark.
_LOCAL = rf"""(?:"[^"\s@]{{1,64}}"|{_ATOMS}{{1,128}}(?:'{_ATOMS}{{1,64}}){{0,3}})"""
_LABEL = r"[^\W_](?:[\w-]{0,62})"
# A domain needs a dot: reports are full of "user@host" that is no address.
ADDRESS = rf"{_LOCAL}@(?:{_LABEL}(?:\.{_LABEL})+)"
# The look-behind makes one attempt per word, so that long words cost little.
FIND_ADDRESS = re.compile(rf"(?<![^\s<>()\[\]{{}},;:\"'=]){ADDRESS}")
_WHOLE = re.compile(rf"{_LOCAL}@[^\s<>()@,;]{{1,253}}")
_TYPE = re.compile(r"^\s*(?:rfc-?822|utf-?8|smtp|x400|unknown|internet)\s*;", re.I)


def clean_address(value):
    """Return the bare address in a field such as ``rfc822; <anne@example.com>``.

    :param str value: value of an RFC 3464 recipient field, or a marked-up address
    :return: the address, in the case in which it was written, or "" if it holds none
    """
    value = _TYPE.sub("", value[:1000]).strip().strip("<>()[]\"' \t,;:")
    value = value.removeprefix("mailto:").removeprefix("SMTP:").rstrip(".")
    if _WHOLE.fullmatch(value):
        return value
    found = FIND_ADDRESS.search(value)
    return found.group().rstrip(".") if found else ""


def find_addresses(text):
    """Return the addresses in a text, in order and without repetition.

    :param str text: any text; its length is the caller's concern
    :return: list of addresses in the case in which they were written
    """
    found = {}
    for match in FIND_ADDRESS.finditer(text):
        address = clean_address(match.group())
        if address:
            found.setdefault(address.lower(), address)
    return list(found.values())


def header_addresses(values):
    """Return the lower-case addresses in the values of address headers.

    Not by ``email.utils.getaddresses``, which runs into the recursion limit on some
    malformed headers. An address in a display name counts as well.

    :param values: iterable of header values
    :return: list of addresses, in order and without repetition
    """
    return [address.lower() for address in find_addresses(", ".join(values))]
