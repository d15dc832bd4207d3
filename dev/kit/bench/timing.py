# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Samples, their medians, and the table that shows them."""

from dataclasses import dataclass
from statistics import median

from .. import shell


@dataclass(frozen=True)
class Row:
    """One line of the table.

    :param title: what was done.
    :param ours, stock: seconds of each sample; stock may have none to compare with.
    :param queries: pair of medians of SQL queries, ours and stock's.
    :param target: the ratio stock : ours that is asked for.
    """

    title: str
    ours: list
    stock: list = ()
    queries: tuple = ()
    target: float = 0

    @property
    def ratio(self):
        """How many times faster ours is."""
        return median(self.stock) / median(self.ours)

    def __str__(self):
        line = f"{self.title:<44}{_milliseconds(self.stock)}{_milliseconds(self.ours)}"
        line += f"{self.ratio:>8.2f}" if self.stock else " " * 8
        line += "".join(f"{count:>9g}" for count in reversed(self.queries))
        if self.target:
            verdict = "reached" if self.ratio >= self.target else "MISSED"
            line += f"   target {self.target:g}: {verdict}"
        return line


HEADING = (
    f"{'':<44}{'stock':>10}{'ours':>10}{'ratio':>8}{'stock':>9}{'ours':>9}\n"
    f"{'medians':<44}{'ms':>10}{'ms':>10}{'':>8}{'queries':>9}{'queries':>9}"
)


def show(title, rows):
    """Print a table."""
    shell.say(f"\n{title}\n{HEADING}")
    for row in rows:
        shell.say(str(row))


def _milliseconds(samples):
    """Return the median as a column; empty without samples."""
    return f"{median(samples) * 1000:>10.1f}" if samples else " " * 10
