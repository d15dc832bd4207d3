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
        """How many times faster ours is, as a rule.

        Both took their samples in turn, so each pair met the same noise.
        """
        return median(
            other / ours for other, ours in zip(self.stock, self.ours, strict=True)
        )

    def __str__(self):
        line = f"{self.title:<44}{_milliseconds(self.stock)}{_milliseconds(self.ours)}"
        line += f"{self.ratio:>8.2f}" if self.stock else " " * 8
        line += "".join(f"{count:>9g}" for count in reversed(self.queries))
        if self.target:
            verdict = "reached" if self.ratio >= self.target else "MISSED"
            line += f"   target {self.target:g}: {verdict}"
        return line


def show(title, rows, names=("stock", "ours")):
    """Print a table.

    :param names: of the two that are compared.
    """
    other, ours = names
    shell.say(
        f"\n{title}\n"
        f"{'':<44}{other:>10}{ours:>10}{'ratio':>8}{'queries of both':>18}\n"
        f"{'medians':<44}{'ms':>10}{'ms':>10}"
    )
    for row in rows:
        shell.say(str(row))


def _milliseconds(samples):
    """Return the median as a column; empty without samples."""
    return f"{median(samples) * 1000:>10.1f}" if samples else " " * 10
