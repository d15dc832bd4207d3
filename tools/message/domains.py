# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The alias domains of a database, as one immutable value that routing asks."""

from dataclasses import dataclass

from .addresses import split, without_subaddress


@dataclass(frozen=True)
class AliasDomain:
    """One alias domain, with the names that it had before.

    :param names: its name, then its former ones.
    :param catchalls: local parts of the catchall address, the present one first.
    :param bounces: local parts of the bounce address, the present one first.
    :param company_ids: companies that use it.
    :param has_subaddresses: whether ``info+tag@`` reaches ``info@``.
    :param catchall_policy: what happens to mail written to the catchall directly:
        ``return``, ``hold`` or ``alias``.
    :param catchall_alias_id: the alias that gets it then.
    :param fallback_alias_id: the alias that gets what nothing else takes.
    :param default_from: address from which notifications are sent.
    """

    id: int
    names: tuple[str, ...]
    catchalls: tuple[str, ...] = ()
    bounces: tuple[str, ...] = ()
    company_ids: tuple[int, ...] = ()
    has_subaddresses: bool = False
    catchall_policy: str = "return"
    catchall_alias_id: int = 0
    fallback_alias_id: int = 0
    default_from: str = ""

    @property
    def name(self):
        """The present name."""
        return self.names[0]


@dataclass(frozen=True)
class AliasDomains:
    """All alias domains, in their order."""

    domains: tuple[AliasDomain, ...] = ()

    def of(self, address):
        """Return the alias domain of a normalized address, None for a foreign one.

        A present name goes before a former one: it may have been given away.
        """
        _local_part, name = split(address)
        for is_known_as in (
            lambda domain: domain.name == name,
            lambda domain: name in domain.names,
        ):
            for domain in filter(is_known_as, self.domains):
                return domain
        return None

    @property
    def names(self):
        """Every name, present and former."""
        return {name for domain in self.domains for name in domain.names}

    def canonical(self, address):
        """Return the address at the present name of its domain.

        :param str address: normalized.
        """
        domain = self.of(address)
        return f"{split(address)[0]}@{domain.name}" if domain else address

    def forms(self, address):
        """Return the forms in which an alias may know the address, best first.

        :param str address: normalized.
        """
        canonical = self.canonical(address)
        domain = self.of(address)
        if domain and domain.has_subaddresses:
            return tuple(dict.fromkeys((canonical, without_subaddress(canonical))))
        return (canonical,)

    def is_special(self, address):
        """Whether the address is one of those that every alias domain has."""
        return (
            self.is_catchall(address)
            or self.is_bounce(address)
            or any(domain.default_from == address for domain in self.domains)
        )

    def is_catchall(self, address):
        """Whether the address collects replies, now or formerly."""
        domain = self.of(address)
        return bool(domain) and not _local_parts(address).isdisjoint(domain.catchalls)

    def is_bounce(self, address):
        """Whether the address collects bounces, now or formerly."""
        domain = self.of(address)
        return bool(domain) and not _local_parts(address).isdisjoint(domain.bounces)


def _local_parts(address):
    """Return the local part, with and without its sub-address."""
    return {split(form)[0] for form in (address, without_subaddress(address))}
