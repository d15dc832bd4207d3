# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Databases: templates that are made once, and copies of them."""

import shutil

from . import checkout, postgres, settings, shell
from .odoo import ONE_RUN

TEMPLATE_RECIPE = "1"  # to be raised when templates are made in another way


def template(odoo, modules):
    """Return the name of a database with ``modules``, and without this addon.

    :param odoo: what ``odoo.prepare`` returned
    """
    key = settings.short_hash((odoo.identity, *modules, TEMPLATE_RECIPE))
    name = f"tpl_{modules[0]}_{key}"
    with shell.lock("templates"):
        if exists(name):
            return name
        fresh = f"{name}_new"
        drop(fresh)
        with shell.step(f"Making a database with {', '.join(modules)}"):
            install(odoo, fresh, modules)
            run_script(odoo, fresh, "attachments_in_database.py")
        postgres.sql(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
    return name


def copy(source, name):
    """Make the database ``name`` a copy of ``source``, to which nobody is connected."""
    drop(name)
    postgres.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def copy_with_addon(odoo, source, name):
    """Make ``name`` a copy of ``source`` with this addon installed, unless it is one.

    It is made again when a file of the addon has changed.
    """
    if _mark(name) == f"{source} {checkout.fingerprint()}":
        return
    with shell.step(f"Installing {settings.ADDON} in a copy of {source}"):
        copy(source, name)
        install(odoo, name, [settings.ADDON])
        _set_mark(name, source)


def update_addon(odoo, name):
    """Update this addon in ``name``, if one of its files has changed since."""
    source, _space, fingerprint = _mark(name).partition(" ")
    if fingerprint == checkout.fingerprint():
        return
    with shell.step(f"Updating {settings.ADDON} in the database {name}"):
        install(odoo, name, [settings.ADDON], option="--update")
        _set_mark(name, source)


def _mark(name):
    """Return what the database ``name`` was copied from and which addon is in it.

    It is kept as a comment on the database; empty where there is none.
    """
    rows = postgres.sql(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        f"WHERE datname = '{name}'"
    )
    return rows[0] if rows else ""


def _set_mark(name, source):
    """Note that ``name`` is a copy of ``source`` with the addon as it is now."""
    mark = f"{source} {checkout.fingerprint()}"
    postgres.sql(f"COMMENT ON DATABASE \"{name}\" IS '{mark}'")


def drop(name):
    """Remove the database ``name``, if it exists, whoever is connected to it."""
    postgres.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def drop_orphans():
    """Remove what checkouts that are gone have left in a cache that others share."""
    for home in settings.checkout_folders():
        if not (home / "addons" / settings.ADDON).exists():
            for name in postgres.sql("SELECT datname FROM pg_database"):
                if name.endswith(f"_{home.name}"):
                    drop(name)
            shutil.rmtree(home)


def exists(name):
    """Tell whether there is a database ``name``."""
    return bool(postgres.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def install(odoo, name, modules, option="--init"):
    """Install ``modules`` in the database ``name``, which is made if need be.

    :param option: ``--update`` to update them instead
    """
    shell.run(
        [*odoo.command, "--database", name, option, ",".join(modules)]
        + ["--no-http", *ONE_RUN],
        env=odoo.environment,
    )


def run_script(odoo, name, script, **variables):
    """Run a script of ``dev/inside`` in Odoo's shell, on the database ``name``.

    :param variables: what to add to its environment
    """
    with open(settings.DEV / "inside" / script) as source:
        shell.run(
            [*odoo.command, "shell", "--database", name, "--log-level=error"],
            env={**odoo.environment, **variables},
            stdin=source,
        )
