# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What all real parts share: where they live, what they need, how one waits."""

import os
import shutil
import tempfile
import time
import unittest
from pathlib import Path

TEMPLATE_VARIABLE = "MAIL_INBOUND_TEST_TEMPLATE"
TAIL = 3000
"""Characters of a log that a failure shows."""


def template():
    """Return the name of a database with crm and this addon, to be copied.

    :raises unittest.SkipTest, AssertionError: there is none; see :func:`give_up`.
    """
    return os.environ.get(TEMPLATE_VARIABLE) or give_up(
        f"{TEMPLATE_VARIABLE} names no database to copy: use ./dev/test real"
    )


def need_program(name, package):
    """Return the path of a program.

    :param str package: Debian's package that brings it.
    :raises unittest.SkipTest, AssertionError: it is missing; see :func:`give_up`.
    """
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") or give_up(
        f"{name} is missing: apt-get install {package}"
    )


def need_root():
    """See to it that this process may become other users.

    :raises unittest.SkipTest, AssertionError: it is not root; see :func:`give_up`.
    """
    if os.getuid():
        give_up("Mail servers deliver as other users: run this test as root")


def give_up(sentence):
    """End a test that lacks something: skipped, but in CI a failure.

    :raises unittest.SkipTest, AssertionError: always.
    """
    raise (AssertionError if os.environ.get("CI") else unittest.SkipTest)(sentence)


def service_folder(case):
    """Return a new folder that every user can enter, removed after the class.

    :param case: the test class.
    """
    folder = Path(tempfile.mkdtemp(prefix="mail_inbound_"))
    case.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    return folder


def wait_for(what, question, evidence=None, seconds=60):
    """Ask again and again until the answer is true.

    :param str what: what is waited for, for the failure's message.
    :param question: function without arguments.
    :param Path evidence: log file whose end a failure shows.
    :return: the first true answer.
    :raises AssertionError: there was none in that time.
    """
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        if time.monotonic() > deadline:
            tail = evidence.read_text(errors="replace")[-TAIL:] if evidence else ""
            raise AssertionError(f"No {what} after {seconds} s\n{tail}")
        time.sleep(0.1)
    return answer
