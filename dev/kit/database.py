# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Databases: templates that are made once, and copies of them."""

from . import checkout, postgres, settings, shell

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

    It is made again when a file of the addon has changed: a comment on it tells.
    """
    mark = f"{source} {checkout.fingerprint()}"
    of_database = f"pg_database WHERE datname = '{name}'"
    found = postgres.sql(
        f"SELECT shobj_description(oid, 'pg_database') FROM {of_database}"
    )
    if found == [mark]:
        return
    with shell.step(f"Installing {settings.ADDON} in a copy of {source}"):
        copy(source, name)
        install(odoo, name, [settings.ADDON])
        postgres.sql(f"COMMENT ON DATABASE \"{name}\" IS '{mark}'")


def drop(name):
    """Remove the database ``name``, if it exists, whoever is connected to it."""
    postgres.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def exists(name):
    """Tell whether there is a database ``name``."""
    return bool(postgres.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def install(odoo, name, modules, option="--init"):
    """Install ``modules`` in the database ``name``, which is made if need be.

    :param option: ``--update`` to update them instead
    """
    shell.run(
        [*odoo.command, "--database", name, option, ",".join(modules)]
        + [
            "--stop-after-init",
            "--no-http",
            "--max-cron-threads=0",
            "--log-level=warn",
        ],
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
