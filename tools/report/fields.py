# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Groups of fields, the common syntax of RFC 3464, 5965 and 8098."""

import re

MAX_GROUPS = 500
_FIELD = re.compile(r"([A-Za-z][\w-]{1,60})[ \t]*:[ \t]*(.*)")


def read_groups(text):
    """Return the groups of fields in a text, one dictionary per group.

    Groups are separated by empty lines. Lines that are no fields are skipped: what
    we read was often made by hand or mangled on the way.

    :param str text: a message/delivery-status body or a look-alike
    :return: list of dictionaries {lower-case name: [values]}, without empty ones
    """
    groups, group, values = [], {}, None
    for line in text.split("\n"):
        if not line.strip():
            if group:
                groups.append(group)
            if len(groups) >= MAX_GROUPS:
                return groups
            group, values = {}, None
        elif line[0] in " \t" and values:
            values[-1] += " " + line.strip()
        elif match := _FIELD.match(line):
            values = group.setdefault(match[1].lower(), [])
            values.append(match[2].strip())
        else:
            values = None
    return groups + [group] if group else groups


def first(group, *names):
    """Return the first value of the first of these fields that has one, or ""."""
    for name in names:
        for value in group.get(name, ()):
            if value:
                return value
    return ""
