# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""OCA's checks of the code: ruff and pylint-odoo."""

import subprocess

from . import checkout, settings, shell, venv


def run(fix=False):
    """Check every Python file of the checkout, and show what is wrong.

    :param fix: whether ruff mends and formats what it can
    :return: whether all is well
    """
    with shell.lock("prepare"):
        tools = venv.prepare().parent
    files = checkout.python_files()
    mend = [] if fix else ["--no-fix"]
    checks = (
        ["ruff", "check", "--quiet", *mend, *files],
        ["ruff", "format", "--quiet", *([] if fix else ["--diff"]), *files],
        ["pylint", "--rcfile=.pylintrc-mandatory", *files],
    )
    statuses = [
        subprocess.call([tools / program, *arguments], cwd=settings.CHECKOUT)
        for program, *arguments in checks
    ]
    return not any(statuses)


def main(fix=False):
    """Run the checks as a command; return its exit status."""
    with shell.step("Checking the code"):
        fine = run(fix)
    shell.say("The code is fine." if fine else "The code needs mending: see above.")
    return 0 if fine else 1
