# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Addresses and domains in the one form in which they are compared."""

import idna

from odoo.tools.mail import email_normalize

SUBADDRESS_MARK = "+"


def normalize_domain(domain):
    """Return the domain in lower case and IDNA form (RFC 5890).

    A name that is no valid domain comes back in lower case, so that it still equals
    itself.

    :param str domain: as typed, ``München.example`` for instance.
    """
    name = domain.strip().strip(".").lower()
    if name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return name


def is_domain(domain):
    """Whether a normalized domain can stand behind the @ of an address."""
    labels = domain.split(".")
    return all(
        label.replace("-", "").isalnum()
        and label.isascii()
        and label[0] != "-" != label[-1]
        and len(label) < 64
        for label in labels
        if label
    ) and all(labels)


def normalize(address):
    """Return the bare address as it is compared: lower case, domain in IDNA form."""
    local_part, at, domain = address.strip().rpartition("@")
    if not at:
        return address.strip().lower()
    return f"{local_part.lower()}@{normalize_domain(domain)}"


def split(address):
    """Return local part and domain of a normalized address; empty where missing."""
    local_part, at, domain = address.rpartition("@")
    return (local_part, domain) if at else (address, "")


def without_subaddress(address):
    """Return the address without its sub-address, ``info@`` for ``info+tag@``.

    :param str address: normalized.
    :return: the same address where it has none (RFC 5233, section 2).
    """
    local_part, domain = split(address)
    user, mark, _detail = local_part.partition(SUBADDRESS_MARK)
    return f"{user}@{domain}" if mark and user else address


def every_sender_of(address):
    """Return the pattern for everybody at the domain of a normalized address."""
    return f"*@{split(address)[1]}"


def normalize_sender_pattern(text):
    """Return an address, or ``*@domain`` for everybody there, as it is compared.

    :param str text: as typed, with or without a display name.
    :return: empty where it is neither.
    """
    local_part, _at, domain = text.strip().rpartition("@")
    if local_part != "*":
        address = normalize(email_normalize(text) or "")
        local_part, domain = split(address)
        return address if local_part and is_domain(domain) else ""
    domain = normalize_domain(domain)
    return f"*@{domain}" if "." in domain and is_domain(domain) else ""
