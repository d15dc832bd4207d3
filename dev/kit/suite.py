# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The test suite: its parts, in the order in which they run, and their totals."""

import functools
import os
import re
import sys
import time

import tomllib

from . import apt, database, lint, odoo, postgres, settings, shell, test_runs
from .test_runs import FAILED, PASSED, Totals

# What the tests with real parts talk to, and the browser of Odoo's own tests.
REAL_PARTS = (
    "postfix",
    "dovecot-imapd",
    "dovecot-lmtpd",
    "dovecot-pop3d",
    "chromium",
)
ADDON_TAGS = (f"/{settings.ADDON}", f"real/{settings.ADDON}")
NEIGHBOURS = "neighbours"
STOCK_TESTS = settings.DEV / "stock_tests.toml"


def main(tags=()):
    """Run the whole suite, or the tests that ``tags`` select; return an exit status."""
    total = Totals()
    with shell.lock(settings.database_name("test")), postgres.running():
        _install_real_parts()
        ready = odoo.prepare()
        with shell.lock("prepare"):
            database.drop_orphans()
        for title, run in _parts(ready, tags):
            start = time.monotonic()
            shell.say(f"\n=== {title}")
            try:
                result = run()
            except shell.Failure as failure:
                shell.say(str(failure))
                result = FAILED
            shell.say(f"=== {title}: {result}, {time.monotonic() - start:.0f} s")
            total += result
    if total.skipped and os.environ.get("CI"):
        shell.say("\nIn CI a skipped test is a failure.")
        total += FAILED
    shell.say("")
    sys.stdout.write(f"{total}\n")
    return 1 if total.failed else 0


def _install_real_parts():
    """Install what the tests with real parts need, where that asks nobody anything."""
    if apt.may_install():
        apt.install(REAL_PARTS)
    elif missing := apt.missing(REAL_PARTS):
        shell.say(
            "Tests that need them will be skipped, for these packages are missing: "
            + " ".join(missing)
        )


def _parts(ready, tags):
    """Return title and function of each part of the suite that is to run.

    :param ready: what ``odoo.prepare`` returned
    :param tags: the test tags that were asked for; without any it is the whole suite
    """
    sets = tomllib.loads(STOCK_TESTS.read_text())["sets"]
    parts = [] if tags else [("lint", _run_lint)]
    if not tags or NEIGHBOURS in tags:
        run = functools.partial(test_runs.run_neighbours, ready, [NEIGHBOURS])
        parts.append(("beside other modules", run))
        tags = [tag for tag in tags if tag != NEIGHBOURS]
        if not tags and parts[0][0] != "lint":
            return parts
    if of_addon := _asked_for(tags, None, sets) if tags else ADDON_TAGS:
        run = functools.partial(test_runs.run_addon, ready, of_addon)
        parts.append((settings.ADDON, run))
    for name, stock_set in sets.items():
        if of_set := _asked_for(tags, name, sets) if tags else stock_set["tags"]:
            run = functools.partial(test_runs.run_stock, ready, name, stock_set, of_set)
            parts.append((f"stock's own tests, {name}", run))
    return parts


def _asked_for(tags, owner, sets):
    """Return those of ``tags`` that are for the stock set ``owner``.

    That is the first with tests of the module that a tag names. Where there is none
    the owner is None: the tag is for this addon.
    """
    owners = {
        _module(tag): name
        for name, stock_set in reversed(sets.items())
        for tag in stock_set["tags"]
    }
    return [tag for tag in tags if owners.get(_module(tag)) == owner]


def _module(tag):
    """Return the module that an Odoo test tag names; None if it names none."""
    found = re.search(r"/(\w+)", tag)
    return found and found[1]


def _run_lint():
    """Check the code, as a test."""
    return PASSED if lint.run() else FAILED
