# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Real bounces for the tests: the samples in the source of flufl.bounce."""

import shutil
import tarfile

from . import settings, shell, venv

PACKAGE = "flufl.bounce"


def prepare():
    """Return the folder of the samples, of the version that the tests are run with."""
    [requirement] = (
        line
        for line in settings.REQUIREMENTS.read_text().splitlines()
        if line.startswith(f"{PACKAGE}==")
    )
    folder = settings.cache() / requirement.replace("==", "-")
    with shell.lock("prepare"):
        if not folder.exists():
            _build(folder, requirement)
    return folder


def _build(folder, requirement):
    """Make ``folder``: it appears under its name only when it is whole."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    with shell.step(f"Downloading the sample mails of {PACKAGE}"):
        pip = [venv.prepare(), "-m", "pip", "download", "--quiet"]
        shell.run(
            [*pip, "--disable-pip-version-check", "--no-deps"]
            + ["--no-binary", PACKAGE, "--dest", fresh, requirement]
        )
        [archive] = fresh.glob("*.tar.gz")
        with tarfile.open(archive) as source:
            source.extractall(fresh, filter="data")
    [tests] = fresh.glob("*/tests")
    tests.rename(folder)
    shutil.rmtree(fresh)
