# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Debian's packages: installed into the system, or unpacked into the cache."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

from . import settings, shell

SUITES = ("sid", "bookworm")  # Odoo 19 is in the first, which wins
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
POLICY = Path("/usr/sbin/policy-rc.d")
SERVICES = Path("/etc/init.d")


def may_install():
    """Tell whether this user can install packages without being asked anything."""
    if os.getuid() == 0:
        return True
    sudo = ["sudo", "--non-interactive", "true"]
    return bool(shutil.which("sudo")) and not subprocess.call(
        sudo, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def missing(packages):
    """Return those of ``packages`` that are not installed."""
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n"]
    answer = subprocess.run(
        [*query, *packages], capture_output=True, text=True, check=False
    )
    installed = {
        line.split()[0]
        for line in answer.stdout.splitlines()
        if line.endswith(" installed")
    }
    return [package for package in packages if package not in installed]


def install(packages):
    """Install ``packages`` into the system; their services are left switched off.

    :raise Failure: with the command to type, when it cannot be done from here
    """
    wanted = missing(packages)
    if not wanted:
        return
    sudo = [] if os.getuid() == 0 else ["sudo"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        raise shell.Failure(
            "These packages are missing. Install them by hand: "
            f"apt-get install {' '.join(wanted)}"
        )
    get = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    options = ["--no-install-recommends", "--yes"]
    with shell.step(f"Installing {' '.join(wanted)}"), _services_off(sudo):
        # Without fresh lists the packages may be had all the same.
        with contextlib.suppress(shell.Failure):
            shell.run([*get, "update"])
        shell.run([*get, *options, "install", *wanted])


@contextlib.contextmanager
def _services_off(sudo):
    """Leave the services that come with packages switched off, now and at boot.

    While a program called ``policy-rc.d`` says no, Debian's packages start none.
    """
    before = set(SERVICES.iterdir())
    denied = not POLICY.exists()
    if denied:
        source = settings.DEV / "kit/policy-rc.d"
        shell.run([*sudo, "install", "--mode=755", source, POLICY])
    try:
        yield
    finally:
        if denied:
            shell.run([*sudo, "rm", "--force", POLICY])
        for service in set(SERVICES.iterdir()) - before:
            shell.run([*sudo, "/usr/sbin/update-rc.d", service.name, "disable"])


def download(packages, folder):
    """Download ``packages`` of suite sid (or ``name/suite``) into ``folder``.

    What is there already and whole is kept. Nothing of the system's own package
    lists is read or changed.

    :raise Failure: when one cannot be had
    """
    configuration = _private_configuration()
    environment = {**os.environ, "APT_CONFIG": str(configuration)}
    shell.run(["apt-get", "-qq", "update"], env=environment)
    shell.run(["apt-get", "-qq", "download", *packages], env=environment, cwd=folder)


def _private_configuration():
    """Write the configuration of an apt of our own; return its path."""
    home = settings.cache() / "apt"
    for folder in ("lists", "system", "cache/archives"):
        (home / folder / "partial").mkdir(parents=True, exist_ok=True)
    repository = _main_repository(home)
    option = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    (home / "sources.list").write_text(
        "".join(f"deb {option}{repository} {suite} main\n" for suite in SUITES)
    )
    configuration = home / "apt.conf"
    configuration.write_text(
        f'Dir::State "{home}";\n'
        f'Dir::State::lists "{home}/lists";\n'
        'Dir::State::status "/dev/null";\n'
        f'Dir::Cache "{home}/cache";\n'
        f'Dir::Etc::sourcelist "{home}/sources.list";\n'
        'Dir::Etc::sourceparts "-";\n'
        f'APT::Default-Release "{SUITES[0]}";\n'
        'APT::Sandbox::User "root";\n'
        'Acquire::Languages "none";\n'
        'Acquire::Retries "3";\n'
    )
    return configuration


def _main_repository(home):
    """Return the address of the main repository that this system uses.

    :param home: folder of our own apt, for the system's lists where it has none yet
    """
    for options in ([], ["-o", f"Dir::State::lists={home}/system"]):
        if options:
            with contextlib.suppress(shell.Failure):  # other repositories may fail
                shell.run(["apt-get", "-qq", *options, "update"])
        targets = shell.run(
            ["apt-get", *options, "indextargets", "--format", "$(RELEASE)|$(REPO_URI)"]
            + ["Created-By: Packages", "Component: main", "Origin: Debian"]
        )
        for line in targets.splitlines():
            release, address = line.split("|")
            if "-" not in release:  # neither updates nor security
                return address
    raise shell.Failure("No Debian repository is configured on this machine.")
