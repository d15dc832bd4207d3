# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The files of this checkout, as git sees them."""

import hashlib

from . import settings, shell


def files():
    """Return the paths of what is tracked, or new and not ignored."""
    answer = shell.run(
        ["git", "-C", settings.CHECKOUT, "ls-files", "-z"]
        + ["--cached", "--others", "--exclude-standard"]
    )
    paths = {settings.CHECKOUT / name for name in answer.split("\0") if name}
    return sorted(path for path in paths if path.is_file())


def python_files():
    """Return those of the files that are Python, whatever their names end in."""
    return [path for path in files() if path.suffix == ".py" or _is_script(path)]


def fingerprint():
    """Return a text that changes when a file that Odoo installs does."""
    digest = hashlib.sha256()
    for path in files():
        name = path.relative_to(settings.CHECKOUT)
        if name.parts[0] not in ("dev", "docs", "tests") and name.name[0] != ".":
            digest.update(f"{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _is_script(path):
    """Tell whether ``path`` begins with a line that asks for Python."""
    with open(path, "rb") as file:
        first = file.readline(80)
    return first.startswith(b"#!") and b"python" in first
