# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Tell whether the rest of the world may know a host by its name."""

from urllib.parse import urlsplit

from .message.addresses import is_domain, normalize_domain

PRIVATE_SUFFIXES = frozenset(
    {
        # RFC 2606 and RFC 6761
        *("example", "invalid", "localhost", "test"),
        # RFC 6762, RFC 7686, RFC 8375, RFC 9476
        *("local", "onion", "home.arpa", "alt"),
        # reserved by ICANN, or never to be delegated
        *("internal", "corp", "home", "mail"),
        # what routers and distributions like
        *("lan", "localdomain", "intranet", "private"),
    }
)
"""Ends of names that mean something in one network only."""


def public_host(url):
    """Return the host name of a URL, normalized, where it is a public one.

    :param str url: for instance ``https://mydatabase.odoo.com``.
    :return: empty for an IP address, a name without a dot or a reserved one.
    """
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:  # a broken IPv6 address
        return ""
    name = normalize_domain(host or "")
    labels = name.split(".")
    is_name = len(labels) > 1 and is_domain(name) and not labels[-1].isdecimal()
    if not is_name or PRIVATE_SUFFIXES & {labels[-1], ".".join(labels[-2:])}:
        return ""
    return name
