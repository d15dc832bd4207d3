# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Where things are kept and what the environment says: every name in one place."""

import hashlib
import os
import re
import stat
from pathlib import Path

ADDON = "mail_inbound"
CHECKOUT = Path(__file__).resolve().parents[2]
DEV = CHECKOUT / "dev"
REQUIREMENTS = DEV / "requirements.txt"

ENVIRONMENT_HELP = """\
environment variables:
  MAIL_INBOUND_CACHE   folder for all that is downloaded or made
                       (default: .cache in the checkout)
  MAIL_INBOUND_PORT    port of the web server of ./dev/run (default: 8069)
  ODOO_SOURCE          an Odoo 19 to use instead of Debian's package: a git
                       checkout (with odoo-bin) or an unpacked package
  PGHOST, PGPORT, PGUSER, PGPASSWORD
                       a PostgreSQL server to use instead of a private one
  CI                   when set, a skipped test counts as a failure
"""


def short_hash(text):
    """Return six hexadecimal digits that stand for ``text``."""
    return hashlib.sha256(str(text).encode()).hexdigest()[:6]


def cache():
    """Return the folder for all that is downloaded or made; it exists."""
    chosen = os.environ.get("MAIL_INBOUND_CACHE")
    folder = Path(chosen).expanduser().resolve() if chosen else CHECKOUT / ".cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def checkout_folders():
    """Return the folders of all checkouts that use the cache."""
    return list((cache() / "checkouts").iterdir())


def checkout_folder():
    """Return this checkout's own folder in the cache, which others may share."""
    folder = cache() / "checkouts" / short_hash(CHECKOUT)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def database_name(name):
    """Return what the database ``name`` is called on the server.

    On a server that other checkouts use as well, each has names of its own.
    """
    if cache() == CHECKOUT / ".cache" and not os.environ.get("PGHOST"):
        return name
    return f"{name}_{short_hash(CHECKOUT)}"


def web_port():
    """Return the port of the web server of ``./dev/run``."""
    value = os.environ.get("MAIL_INBOUND_PORT", "8069")
    if not re.fullmatch(r"[0-9]{1,5}", value):
        raise SystemExit(f"MAIL_INBOUND_PORT is {value!r}: a port number is expected.")
    return int(value)


def services_folder():
    """Return the folder for sockets and the data of services; it exists.

    A socket's path has at most 107 bytes, and a service that root starts runs
    as another user, who must be able to get there. Where the cache is too deep
    or too private for that, ``var`` in the cache is a link to such a folder.
    """
    link = cache() / "var"
    if link.is_symlink():
        folder = link.readlink()
    elif len(os.fsencode(link)) <= 70 and (os.getuid() != 0 or _open_to_all(cache())):
        folder = link
    else:
        folder = Path(f"/var/tmp/{ADDON}-{short_hash(cache())}")
        link.symlink_to(folder)
    folder.mkdir(exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise SystemExit(f"{folder} belongs to another user: remove it, or {link}.")
    folder.chmod(0o755)  # whatever the umask is
    return folder


def _open_to_all(folder):
    """Tell whether any user can enter ``folder`` and what is above it."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (folder, *folder.parents))
