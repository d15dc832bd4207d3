# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Odoo's command line, in an environment where everything that it needs is there."""

import dataclasses
from pathlib import Path

from . import odoo_source, postgres, settings, shell, venv

CONFIGURATION = """\
[options]
addons_path = {addons_path}
data_dir = {data_dir}
http_interface = 127.0.0.1
admin_passwd = admin
"""

# Options of a run that ends by itself and tells only what is worth a look.
ONE_RUN = (
    "--stop-after-init",
    "--workers=0",
    "--max-cron-threads=0",
    "--log-level=warn",
)


@dataclasses.dataclass(frozen=True)
class Odoo:
    """An Odoo that is ready to run: ``command`` starts it, in ``environment``."""

    command: tuple
    environment: dict
    identity: str

    def with_addons(self, folder):
        """Return the same Odoo, with the addons of one more folder."""
        configuration = Path(self.environment["ODOO_RC"])
        extended = configuration.with_name(f"odoo-{folder.name}.conf")
        text = configuration.read_text()
        extended.write_text(text.replace("addons_path = ", f"addons_path = {folder},"))
        environment = {**self.environment, "ODOO_RC": str(extended)}
        return dataclasses.replace(self, environment=environment)


def prepare():
    """Return Odoo with this checkout among its addons, after preparing all of it."""
    with shell.lock("prepare"):
        source = odoo_source.prepare()
        python = venv.prepare()
        postgres.start()
        environment = {
            **postgres.environment(),
            "PYTHONPATH": str(source.python_path),
            "ODOO_RC": str(_write_configuration(source)),
        }
    return Odoo((str(python), str(source.script)), environment, source.identity)


def _write_configuration(source):
    """Write Odoo's configuration file for this checkout; return its path."""
    home = settings.checkout_folder()
    addons = home / "addons"
    addons.mkdir(exist_ok=True)
    shell.replace_link(addons / settings.ADDON, settings.CHECKOUT)
    path = home / "odoo.conf"
    text = CONFIGURATION.format(
        addons_path=",".join(str(folder) for folder in (*source.addons, addons)),
        data_dir=settings.cache() / "data",
    )
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)
    return path
