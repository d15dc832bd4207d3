# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What the installation finds and puts in order."""

import logging

from .tools.message.addresses import normalize_domain
from .tools.public_host import public_host

_logger = logging.getLogger(__name__)


def post_init_hook(env):
    """Make the database ready to receive mail, as far as that needs nobody."""
    _normalize_alias_domains(env)
    _create_alias_domain(env)
    for key in env["mail.inbound.message"]._settings().problems:
        _logger.warning("The value of the parameter %s cannot be used", key)


def _normalize_alias_domains(env):
    """Write the names of alias domains as they are compared.

    A name with capital letters would never match an address. It is no former name
    then: only its spelling changes.
    """
    for domain in env["mail.alias.domain"].search([]):
        name = normalize_domain(domain.name)
        if name == domain.name:
            continue
        if _has_twin(domain, name):
            _logger.warning("The alias domain %s exists twice", domain.name)
            continue
        domain.name = name
        domain.former_ids.filtered(lambda it: it.kind == "domain").unlink()


def _has_twin(domain, name):
    """Whether another alias domain has the name, and an address of this one."""
    return bool(
        domain.search_count(
            [
                ("id", "!=", domain.id),
                ("name", "=", name),
                "|",
                ("bounce_alias", "=", domain.bounce_alias),
                ("catchall_alias", "=", domain.catchall_alias),
            ],
            limit=1,
        )
    )


def _create_alias_domain(env):
    """Make an alias domain of the address of the database, where it has none.

    As in a standard database, whose domain is ``mydatabase.odoo.com``. Odoo gives the
    first alias domain to all companies and aliases.
    """
    name = public_host(env["ir.config_parameter"].get_param("web.base.url") or "")
    alias_domains = env["mail.alias.domain"]
    if name and not alias_domains.search_count([], limit=1):
        alias_domains.create({"name": name})
