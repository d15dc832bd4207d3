# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Odoo's command line, which counts its tests and can run all of them at the end.

``TEST_TOTALS`` in the environment names the file for the totals (JSON). With
``TEST_LATE`` set, tests meant for the time when their module is installed run
after all modules are loaded: stock's tests then meet an addon that is loaded
later than their own module.
"""

import collections
import json
import os
import sys
from pathlib import Path

import odoo.cli
from odoo.tests import case, loader
from odoo.tests.suite import OdooSuite

TOTALS = collections.Counter(passed=0, failed=0, skipped=0)
make_suite = loader.make_suite


class CountingResult(loader.OdooTestResult):
    """Odoo's result, which also counts each test once, as what became of it."""

    def startTest(self, test):
        self._failed_before = self.failures_count + self.errors_count
        self._skipped_before = self.skipped
        return super().startTest(test)

    def stopTest(self, test):
        if self.failures_count + self.errors_count > self._failed_before:
            TOTALS["failed"] += 1
        elif self.skipped > self._skipped_before:
            TOTALS["skipped"] += 1
        else:
            TOTALS["passed"] += 1
        return super().stopTest(test)

    def addError(self, test, err):
        if not isinstance(test, case.TestCase):  # the set-up of a class
            TOTALS["failed"] += 1
        return super().addError(test, err)

    def addSkip(self, test, reason):
        sys.stderr.write(f"  skipped: {self.getDescription(test)}: {reason}\n")
        if not isinstance(test, case.TestCase):
            TOTALS["skipped"] += 1
        return super().addSkip(test, reason)


def make_late_suite(module_names, position="at_install"):
    """Return no test at first, and those of both positions at the end."""
    if position == "at_install":
        return OdooSuite()
    return OdooSuite(
        [*make_suite(module_names, "at_install"), *make_suite(module_names, position)]
    )


loader.OdooTestResult = CountingResult
if os.environ.get("TEST_LATE"):
    loader.make_suite = make_late_suite
try:
    odoo.cli.main()
finally:
    Path(os.environ["TEST_TOTALS"]).write_text(json.dumps(TOTALS))
