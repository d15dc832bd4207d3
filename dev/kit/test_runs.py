# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Runs of Odoo's test runner, each on a database of its own."""

import dataclasses
import json
import sys
import tempfile
from pathlib import Path

from . import bounce_samples, database, processes, settings, shell
from .odoo import ONE_RUN


@dataclasses.dataclass(frozen=True)
class Totals:
    """What became of some tests; a failure and an error are the same to it."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Totals(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


PASSED = Totals(passed=1)
FAILED = Totals(failed=1)


def run_addon(odoo, tags):
    """Run this addon's tests of ``tags`` while it is being installed beside crm.

    They find in ``MAIL_INBOUND_TEST_TEMPLATE`` the name of a database with both
    installed, which they can copy for an Odoo of their own, and real bounces in the
    folder ``MAIL_INBOUND_BOUNCE_SAMPLES``.
    """
    if not (settings.CHECKOUT / "tests/__init__.py").exists():
        shell.say("The addon has no tests yet.")
        return Totals()
    crm = database.template(odoo, ("crm",))
    complete = settings.database_name("test_template")
    database.copy_with_addon(odoo, crm, complete)
    name = settings.database_name("test")
    database.copy(crm, name)
    return _run(
        *(odoo, name, tags, [f"--init={settings.ADDON}"]),
        MAIL_INBOUND_TEST_TEMPLATE=complete,
        MAIL_INBOUND_BOUNCE_SAMPLES=str(bounce_samples.prepare()),
    )


def run_neighbours(odoo, tags):
    """Run the tests of ``tags`` where two more modules are in the mail gateway."""
    crm = database.template(odoo, ("crm",))
    name = settings.database_name("test_neighbours")
    database.copy(crm, name)
    addons = settings.CHECKOUT / "tests/neighbours"
    modules = ",".join((settings.ADDON, *sorted(it.name for it in addons.iterdir())))
    return _run(odoo.with_addons(addons), name, tags, [f"--init={modules}"])


def run_stock(odoo, name, stock_set, tags):
    """Run stock's tests of ``tags`` with this addon installed and loaded.

    :param name: of the set; its database is called after it
    :param stock_set: its modules and excluded tests, as `stock_tests.toml` has them
    """
    excluded = stock_set["excluded"]
    if excluded:
        shell.say(f"Left out, for they contradict the specification: {len(excluded)}.")
    complete = settings.database_name(f"stock_{name}_template")
    stock = database.template(odoo, stock_set["modules"])
    database.copy_with_addon(odoo, stock, complete)
    database.copy(complete, settings.database_name(f"stock_{name}"))
    return _run(
        odoo,
        settings.database_name(f"stock_{name}"),
        [*tags, *(f"-{tag}" for tag in excluded)],
        TEST_LATE="1",
    )


def _run(odoo, name, tags, options=(), **variables):
    """Run the tests of ``tags`` on the database ``name``; return their totals.

    :param variables: what to add to the environment
    """
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "totals.json"
        command = (
            *(odoo.command[0], settings.DEV / "inside/tests.py"),
            *("--database", name, "--test-tags", ",".join(tags)),
            *(f"--http-port={processes.free_port()}", *ONE_RUN, *options),
        )
        environment = {**odoo.environment, **variables, "TEST_TOTALS": str(counts)}
        with processes.running(command, env=environment, stdout=sys.stderr) as process:
            status = process.wait()
        if not counts.exists():
            shell.say(f"Odoo ended with {status} before it could count its tests.")
            return FAILED
        totals = Totals(**json.loads(counts.read_text()))
    if status and not totals.failed:
        shell.say(f"Odoo ended with {status} although no test failed.")
        return totals + FAILED
    if totals == Totals():
        shell.say(f"No test was run: none is tagged {','.join(tags)}.")
        return FAILED
    return totals
