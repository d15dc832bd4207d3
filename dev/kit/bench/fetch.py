# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Fetching from a far mail server: how soon messages are safe, and in the chatter."""

import tempfile
from pathlib import Path

from .. import odoo, postgres, shell
from .main import Bench, databases
from .timing import Row, show

SAFE_TARGET, CHATTER_TARGET = 15, 2.5


def main(messages=500, latency=20, rounds=3):
    """Run this benchmark and print its table.

    :param messages: in the mailbox, each round.
    :param latency: milliseconds that a round trip takes longer.
    :return: exit status.
    """
    with postgres.running(), tempfile.TemporaryDirectory() as folder:
        ready = odoo.prepare()
        with databases(ready, Path(folder)) as (stock, ours):
            bench = Bench(ready, stock, ours, Path(folder))
            with shell.step(f"Fetching {messages} messages, {rounds} rounds"):
                took = bench.run_inside(
                    "bench_fetch.py", stock, ours, messages, latency, rounds, None
                )
    stock = took["stock"]
    show(
        f"{messages} small messages by IMAP, round trips {latency} ms longer",
        [
            Row("safe in the inbox", took["safe"][::2], stock, (), SAFE_TARGET),
            Row("in the chatter, one process", took["chatter 1"], stock),
            Row(
                "in the chatter, two processes",
                *(took["chatter 2"], stock, (), CHATTER_TARGET),
            ),
        ],
    )
    return 0
