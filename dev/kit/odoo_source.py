# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Odoo itself: what ODOO_SOURCE names, or Debian's package, unpacked in the cache."""

import contextlib
import dataclasses
import os
import shutil
import subprocess
from pathlib import Path

from . import apt, settings, shell

# Debian's web client links to files of these packages.
PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-inconsolata/bookworm",
    "fonts-font-awesome/bookworm",  # 4.7: the icons have other names in later ones
)
# Missing in the package, and asked for by every page: without it each page has
# an error in the browser's console, and Odoo's browser tests fail on those.
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
DIST_PACKAGES = "usr/lib/python3/dist-packages"
STAMP = ".complete"


@dataclasses.dataclass(frozen=True)
class Source:
    """An Odoo that can be run.

    ``script`` starts it, ``python_path`` is where Python finds it, ``addons``
    are its folders of addons, ``identity`` changes when its code does.
    """

    script: Path
    python_path: Path
    addons: tuple
    identity: str


def prepare():
    """Return the Odoo to use, after getting it where it is missing."""
    chosen = os.environ.get("ODOO_SOURCE")
    if chosen:
        return _of_environment(Path(chosen).expanduser().resolve())
    tree = settings.cache() / "odoo"
    if not (tree / STAMP).exists():
        _build(tree)
    return _packaged(tree, (tree / STAMP).read_text().strip())


def _of_environment(folder):
    """Return the Odoo in ``folder``, which ODOO_SOURCE names."""
    if (folder / "odoo-bin").exists():
        revision = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
        identity = f"{folder} {revision}"
        return Source(folder / "odoo-bin", folder, (folder / "addons",), identity)
    if (folder / DIST_PACKAGES / "odoo").exists():
        return _packaged(folder, str(folder))
    raise shell.Failure(
        f"ODOO_SOURCE is {folder}, where neither odoo-bin nor "
        f"{DIST_PACKAGES}/odoo is found. It must name a git checkout of Odoo 19, "
        "or the folder of an unpacked package."
    )


def _packaged(tree, identity):
    """Return the Odoo of the unpacked Debian package in ``tree``."""
    python_path = tree / DIST_PACKAGES
    return Source(
        tree / "usr/bin/odoo", python_path, (python_path / "odoo/addons",), identity
    )


def _build(tree):
    """Make ``tree``: it appears under its name only when it is whole."""
    downloads = settings.cache() / "downloads"
    _download(downloads)
    fresh = tree.with_name(f"{tree.name}.new")
    for leftover in (fresh, tree):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        with shell.step("Unpacking Odoo 19"):
            for package in sorted(downloads.glob("*.deb")):
                shell.run(["dpkg-deb", "-x", package, fresh])
            _mend(fresh)
            (odoo_package,) = downloads.glob("odoo-19_*.deb")
            version = shell.run(["dpkg-deb", "-f", odoo_package, "Version"])
    except shell.Failure as failure:
        shutil.rmtree(downloads)
        raise shell.Failure(
            f"{failure}\nThe download was broken; the next run will repeat it."
        ) from failure
    (fresh / STAMP).write_text(version)
    fresh.rename(tree)
    shutil.rmtree(downloads)


def _download(folder):
    """Download Debian's packages into ``folder``, but those that are there already."""
    folder.mkdir(exist_ok=True)
    try:
        with shell.step("Downloading Odoo 19 (about 120 MB)"):
            apt.download(PACKAGES, folder)
    except shell.Failure as failure:
        raise shell.Failure(
            f"{failure}\nDebian's package of Odoo 19 cannot be had. Set ODOO_SOURCE to "
            "a git checkout of Odoo 19, or to the folder of an unpacked package."
        ) from failure


def _mend(tree):
    """Make every link in ``tree`` lead to a file in it, and add what was left out."""
    for link in [path for path in tree.rglob("*") if path.is_symlink()]:
        target = link.readlink()
        if target.is_absolute():
            inside = tree / target.relative_to("/")
            link.unlink()
            link.symlink_to(os.path.relpath(inside, link.parent))
    broken = [
        path for path in tree.rglob("*") if path.is_symlink() and not path.exists()
    ]
    for link in broken:
        shell.say(f"  leads nowhere: {link.relative_to(tree)} -> {link.readlink()}")
    left_out = tree / DIST_PACKAGES / "odoo/addons" / LEFT_OUT
    with contextlib.suppress(FileExistsError):
        left_out.parent.mkdir(parents=True, exist_ok=True)
        left_out.open("x").close()
