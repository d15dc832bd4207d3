# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The virtual environment with Odoo's Python dependencies and the checks' tools."""

import hashlib
import importlib.util
import shutil
import sys

from . import apt, settings, shell

PYTHON = (3, 11)  # the version that the pins are for
STAMP = "complete"


def prepare():
    """Return the environment's Python, after building the environment if needed."""
    base = _base_python()
    content = f"{settings.REQUIREMENTS.read_text()}{sys.version}{base}"
    digest = hashlib.sha256(content.encode()).hexdigest()[:10]
    folder = settings.cache() / f"venv-{digest}"
    if not (folder / STAMP).exists():
        _build(folder, base)
    return folder / "bin/python"


def _base_python():
    """Return the Python 3.11 that the environment is made from."""
    if sys.version_info[:2] == PYTHON:
        return sys.executable
    found = shutil.which("python3.11")
    if not found:
        raise shell.Failure(
            "Python 3.11 is needed, for which the versions of Odoo's dependencies "
            f"are chosen; this is {sys.version.split()[0]}."
        )
    return found


def _build(folder, base):
    """Build the environment in ``folder``; its stamp is written last."""
    if base == sys.executable and not importlib.util.find_spec("ensurepip"):
        apt.install(["python3-venv"])
    with shell.step("Installing the Python dependencies"):
        shutil.rmtree(folder, ignore_errors=True)
        shell.run([base, "-m", "venv", folder])
        pip = [folder / "bin/python", "-m", "pip", "install", "--quiet"]
        # Two of the dependencies have no wheel.
        shell.run([*pip, "--disable-pip-version-check", "wheel==0.45.1"])
        shell.run(
            [*pip, "--disable-pip-version-check", "--prefer-binary"]
            + ["--requirement", settings.REQUIREMENTS]
        )
        (folder / STAMP).touch()
