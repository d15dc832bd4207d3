# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""How well a reader of delivery reports does on labelled bounces.

The labels are the table ``sisimai/labels.tsv`` beside the corpus: per file and
recipient the address (``recipient``, ``original_recipient`` or ``candidate``), the
reason, and whether the address is dead (``hard``).
"""

import csv
from collections import defaultdict
from dataclasses import dataclass

# These labels are about messages that did arrive.
ARRIVED = {"feedback", "vacation", "delivered"}
# The corpus's word for an unknown user of whom it is not told that he was refused at
# RCPT: a filter may have spoken, and the address may as well be dead.
DISPUTED = "filtered"
# Labelled hard although the server says that it keeps trying.
AMBIGUOUS = {"lhost-opensmtpd-12.eml"}


@dataclass
class Figures:
    """Counts over a set of files; the properties are the shares."""

    labelled: int = 0  # labelled recipients with an address, of real failures
    found: int = 0  # of these, reported
    reported: int = 0  # reported recipients
    foreign: int = 0  # of these, nobody that is labelled in the file
    hard: int = 0  # labelled recipients whose address is dead
    permanent: int = 0  # reported as permanent
    permanent_right: int = 0  # of these, labelled hard
    disputed: int = 0  # of these, labelled as if a filter might have spoken
    errors: int = 0  # files on which the reader raised

    @property
    def recall(self):
        return self.found / max(self.labelled, 1)

    @property
    def foreign_share(self):
        return self.foreign / max(self.reported, 1)

    @property
    def permanent_precision(self):
        return self.permanent_right / max(self.permanent - self.disputed, 1)

    @property
    def permanent_recall(self):
        return self.permanent_right / max(self.hard, 1)


def read_labels(corpora):
    """Return {file: [label, ...]} of the sisimai corpus; paths as in the table."""
    labels = defaultdict(list)
    with open(corpora / "sisimai" / "labels.tsv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            labels[row["file"]].append(row)
    return labels


def read_negatives(corpora):
    """Return the paths of the files that report no permanent failure."""
    with open(corpora / "negatives.tsv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [corpora / row["corpus"] / row["file"] for row in rows]


def label_names(label):
    """Return the addresses, in lower case, by which a labelled recipient may go."""
    keys = ("recipient", "original_recipient", "candidate")
    return {label[key].lower() for key in keys} - {""}


def all_messages(corpora):
    """Return the paths of all the messages of all the corpora."""
    folders = (corpora / "sisimai", corpora / "mikel-mail")
    files = (path for folder in folders for path in sorted(folder.rglob("*")))
    return [path for path in files if path.is_file() and path.suffix != ".tsv"]


def measure(read, corpora, labels):
    """Return the figures of a reader over labelled files.

    :param read: function of the raw bytes of a message, returning an iterable of
        (set of lower-case addresses of one recipient, permanent or not)
    :param Path corpora: folder that holds ``sisimai``
    :param dict labels: as ``read_labels`` returns them, or a part of it
    :return: Figures
    """
    figures = Figures()
    for name, rows in labels.items():
        try:
            reported = list(read((corpora / "sisimai" / name).read_bytes()))
        except Exception:
            figures.errors += 1
            reported = []
        _count(figures, rows, reported, name.rpartition("/")[2] in AMBIGUOUS)
    return figures


def _count(figures, rows, reported, ambiguous):
    known = set().union(*map(label_names, rows))
    names = set().union(*(addresses for addresses, _permanent in reported))
    dead = set().union(*(addresses for addresses, sure in reported if sure))
    figures.reported += len(reported)
    figures.foreign += sum(not addresses & known for addresses, _ in reported)
    failures = [row for row in rows if row["reason"] not in ARRIVED]
    with_address = [row for row in failures if label_names(row)]
    figures.labelled += len(with_address)
    figures.found += sum(bool(label_names(row) & names) for row in with_address)
    if ambiguous:
        return
    hard = [row for row in rows if row["hard"] == "1"]
    figures.hard += len(hard)
    figures.permanent += sum(sure for _, sure in reported)
    figures.permanent_right += sum(bool(label_names(row) & dead) for row in hard)
    disputed = [row for row in rows if row["reason"] == DISPUTED]
    figures.disputed += sum(bool(label_names(row) & dead) for row in disputed)
