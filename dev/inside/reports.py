# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""How well delivery reports are read, beside stock Odoo and flufl.bounce.

Usage: reports.py CORPORA
"""

import contextlib
import sys
from email import message_from_bytes, message_from_string
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path

import report_figures
from flufl.bounce import all_failures

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.report import parse_message, read_report  # noqa: E402

FOLDERS = ("bsd", "dos", "mac", "")


def say(line=""):
    """Print one line."""
    sys.stdout.write(f"{line}\n")


def read_ours(raw):
    """Read a message as this addon does."""
    return [
        ({r.address.lower(), r.original_address.lower()} - {""}, r.permanent)
        for r in read_report(parse_message(raw)).recipients
    ]


def read_library(raw):
    """Read a message with flufl.bounce alone, as its documentation shows."""
    temporary, permanent = all_failures(message_from_bytes(raw))
    return [
        ({address.decode("ascii", "replace").lower()}, sure)
        for found, sure in ((temporary, False), (permanent, True))
        for address in found
    ]


def read_stock(raw):
    """Replay what stock Odoo 19 reads (mail.thread, _message_parse_extract_bounce).

    The steps that search the database are left out. Stock calls no failure permanent
    or temporary: every bounce counts, so every recipient found is "permanent" here.
    """
    message = message_from_bytes(raw, policy=SMTP)
    sender = parseaddr(str(message["From"] or ""))[1].partition("@")[0].lower()
    if sender != "mailer-daemon" and message.get_content_type() != "multipart/report":
        return []
    parts = {part.get_content_type(): part for part in reversed(list(message.walk()))}
    if headers := parts.get("text/rfc822-headers"):
        message_from_string(headers.get_content(), policy=SMTP)  # raises where it does
    status = parts.get("message/delivery-status")
    if status is None or len(status.get_payload()) < 2:
        return []
    final = str(status.get_payload()[1]["Final-Recipient"] or "")
    address = parseaddr(final.partition(";")[2].strip())[1].lower()
    return [({address}, True)] if "@" in address else []


def print_figures(name, read, corpora, labels):
    """Print the figures of one reader: one line per folder, one for the negatives.

    :return: (figures of all the folders, negatives called permanent, unreadable files)
    """
    say(f"\n{name}")
    say(
        "  folder  files  found           foreign       permanent: right"
        "   disputed   found  err"
    )
    for folder in FOLDERS:
        chosen = {n: r for n, r in labels.items() if f"/{folder}/" in n or not folder}
        f = report_figures.measure(read, corpora, chosen)
        say(
            f"  {folder or 'all':6}{len(chosen):7}"
            f"  {f.found:3}/{f.labelled:3} {f.recall:6.1%}"
            f"  {f.foreign:3}/{f.reported:3} {f.foreign_share:5.1%}"
            f"  {f.permanent_right:3}/{f.permanent - f.disputed:3}"
            f" {f.permanent_precision:6.1%}  {f.disputed:6}  "
            f"  {f.permanent_recall:6.1%}  {f.errors:3}"
        )
    wrong = count_negatives(read, report_figures.read_negatives(corpora))
    errors = count_errors(read, report_figures.all_messages(corpora))
    say(
        f"  negatives called permanent: {wrong}; messages that cannot be read: {errors}"
    )
    return f, wrong, errors


def count_negatives(read, paths):
    """Return how many files are wrongly called a permanent failure."""
    wrong = 0
    for path in paths:
        with contextlib.suppress(Exception):
            wrong += any(sure for _addresses, sure in read(path.read_bytes()))
    return wrong


def count_errors(read, paths):
    """Return on how many files the reader raises."""
    errors = 0
    for path in paths:
        try:
            read(path.read_bytes())
        except Exception:
            errors += 1
    return errors


def main(corpora):
    """Print the figures; return the targets that were missed, as sentences."""
    labels = report_figures.read_labels(corpora)
    figures, wrong, errors = print_figures("mail_inbound", read_ours, corpora, labels)
    print_figures("flufl.bounce alone", read_library, corpora, labels)
    print_figures("stock Odoo 19 (replayed)", read_stock, corpora, labels)
    targets = {
        "recipients found: at least 98 %": figures.recall >= 0.98,
        "foreign recipients: at most 1 %": figures.foreign_share <= 0.01,
        "permanent failures that are: at least 97 %": (
            figures.permanent_precision >= 0.97
        ),
        "permanent failures found: at least 95 %": figures.permanent_recall >= 0.95,
        "negatives called permanent: none": not wrong,
        "errors: none": not (errors or figures.errors),
    }
    return [target for target, reached in targets.items() if not reached]


if __name__ == "__main__":
    missed = main(Path(sys.argv[1]))
    for target in missed:
        say(f"\nMissed: {target}.")
    sys.exit(bool(missed))
