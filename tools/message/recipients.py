# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Whom a message is for: the envelope first, then what its headers tell."""

from dataclasses import dataclass

from odoo.tools.mail import decode_message_header, email_split

from .addresses import normalize, split

ENVELOPE = "envelope"

TRUSTED_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
"""Headers in which a mail server writes down the envelope recipient."""

PUBLIC_HEADERS = ("To", "Cc", "Resent-To", "Resent-Cc")
"""Headers in which the sender may write anything."""


@dataclass(frozen=True)
class Candidate:
    """An address that the message may be for.

    :param address: normalized.
    :param source: ``envelope`` or the name of a header.
    """

    address: str
    source: str

    @property
    def is_certain(self):
        """Whether a mail server says so, and not only the sender."""
        return self.source not in PUBLIC_HEADERS


def find_candidates(message, envelope):
    """Return every address that the message may be for, most certain first.

    :param message: the parsed message.
    :param envelope: what the transport said; its recipients make the headers in which
        a mail server would have written them down unnecessary.
    :return: tuple of :class:`Candidate`, one for each address.
    """
    found = {
        normalize(recipient): Candidate(normalize(recipient), ENVELOPE)
        for recipient in envelope.recipients
    }
    headers = PUBLIC_HEADERS if found else TRUSTED_HEADERS + PUBLIC_HEADERS
    for header in headers:
        for address in addresses_in(message, header):
            found.setdefault(address, Candidate(address, header))
    return tuple(found.values())


def addresses_in(message, header):
    """Return the normalized addresses of one header."""
    text = decode_message_header(message, header, separator=",")
    return [normalize(address) for address in email_split(text)] if text else []


def local_domains(candidates, own_domains, allowed_domains):
    """Return the domains at which a local part alone may match an alias.

    Where a mail server told the recipient, or the administrator listed domains, an
    address at somebody else's domain is somebody else's.

    :param candidates: what :func:`find_candidates` returned.
    :param own_domains: the alias domains.
    :param allowed_domains: those of ``mail.catchall.domain.allowed``.
    :return: frozenset of domains, None for any domain.
    """
    certain = {
        split(candidate.address)[1] for candidate in candidates if candidate.is_certain
    }
    if not certain and not allowed_domains:
        return None
    return frozenset({*own_domains, *allowed_domains, *certain})
