# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""How well delivery reports are read: figures over labelled bounces."""

import subprocess

from . import settings, shell, venv


def main(folder):
    """Print the figures over the corpora in ``folder``; return an exit status.

    :return: 0 where all the targets are reached
    """
    if not (folder / "sisimai" / "labels.tsv").is_file():
        raise shell.Failure(
            f"There are no labelled bounces in {folder}. Name the folder that holds "
            "sisimai/labels.tsv and negatives.tsv: ./dev/reports FOLDER. The tests do "
            "not need it: ./dev/test downloads the samples that they read."
        )
    with shell.lock("prepare"):
        python = venv.prepare()
    script = settings.DEV / "inside" / "reports.py"
    return subprocess.call([python, script, folder])
