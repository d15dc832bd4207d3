# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The runs of the benchmark, and the databases that they need."""

import contextlib
import json
import tempfile
from pathlib import Path
from statistics import median

from .. import database, odoo, odoo_source, postgres, settings, shell
from . import clients, messages, timing

QUICK, FULL = 15, 60  # rounds
SMALL, LARGE = 1_000, 1_000_000  # messages in the inbox


def main(quick=False, large=False):
    """Run the benchmark and print its tables.

    :param quick: fewer rounds.
    :param large: only compare an inbox of 1,000 with one of 1,000,000 messages.
    :return: exit status.
    """
    with postgres.running(), tempfile.TemporaryDirectory() as folder:
        ready = odoo.prepare()
        with databases(ready, Path(folder)) as (stock, ours):
            bench = Bench(ready, stock, ours, Path(folder))
            rounds = QUICK if quick else FULL
            if large:
                bench.in_a_large_inbox(rounds)
            else:
                bench.in_process(rounds)
                bench.over_the_network(rounds)
    return 0


@contextlib.contextmanager
def databases(ready, folder):
    """Yield the names of two databases, without and with this addon, then drop them."""
    ready.environment["PYTHONPATH"] += f":{settings.DEV}"
    crm = database.template(ready, ("crm",))
    names = [settings.database_name(f"bench_{name}") for name in ("stock", "ours")]
    try:
        for name in names:
            database.copy(crm, name)
        with shell.step("Preparing the databases"):
            database.install(ready, names[1], [settings.ADDON])
            for name in names:
                database.run_script(
                    ready, name, "bench_setup.py", BENCH_KEY_FILE=str(folder / "key")
                )
        yield names
    finally:
        for name in names:
            database.drop(name)


class Bench:
    """Stock and ours, each on its database."""

    def __init__(self, ready, stock, ours, folder):
        self._ready, self._stock, self._ours = ready, stock, ours
        self._folder = folder

    def run_inside(self, program, *arguments):
        """Run a program of ``dev/inside``, and return the data that it writes.

        :param arguments: its command line, in which None stands for the result file.
        """
        result = self._folder / "result.json"
        shell.run(
            [self._ready.command[0], settings.DEV / "inside" / program]
            + [result if word is None else word for word in arguments],
            env=self._ready.environment,
        )
        return json.loads(result.read_text())

    def in_process(self, rounds):
        """Time what one Odoo process does with a message."""
        with shell.step(f"Timing inside of Odoo, {rounds} rounds"):
            samples = self.run_inside("bench.py", self._stock, self._ours, rounds, None)
        rows = []
        for kind in messages.KINDS:
            seconds, counts, processor = {}, {}, {}
            for name in ("stock", "ours", "accept", "process"):
                columns = zip(*samples[f"{kind}|{name}"], strict=True)
                seconds[name], counts[name], processor[name] = map(list, columns)
            queries = tuple(median(counts[name]) for name in ("ours", "stock"))
            rows += [
                timing.Row(
                    f"{kind}: all", seconds["ours"], seconds["stock"], queries, 1
                ),
                timing.Row(
                    "  of which processor time of Odoo",
                    *(processor["ours"], processor["stock"]),
                ),
                timing.Row("  accepted", seconds["accept"]),
                timing.Row("  processed", seconds["process"]),
                self._decided(kind, samples),
            ]
        timing.show("In one process: stock's message_process and commit, ours", rows)

    def _decided(self, kind, samples):
        """Return the row of what comes before a record: parse, route, loops, people."""
        ours, stock = (
            list(zip(*samples[f"{kind}, decided|{name}"], strict=True))
            for name in ("ours", "stock")
        )
        queries = median(ours[1]), median(stock[1])
        return timing.Row("  decided", list(ours[0]), list(stock[0]), queries, 2)

    def over_the_network(self, rounds):
        """Time what a mail server waits for."""
        key_file = self._folder / "key"
        with (
            shell.step(f"Timing from outside of Odoo, {rounds} rounds"),
            clients.running(self._ready, self._stock, self._folder / "s.log") as stock,
            clients.running(self._ready, self._ours, self._folder / "o.log") as ours,
        ):
            source = odoo_source.prepare()
            variants = {
                "stock-script": clients.StockScript(source, self._stock, stock),
                "our-script": clients.OurScript(self._ours, ours, key_file),
                "stock-call": clients.StockCall(self._stock, stock),
                "our-call": clients.OurCall(self._ours, ours, key_file),
            }
            samples = clients.time_calls(variants, rounds)
        rows = []
        for kind in messages.KINDS:
            took = {
                name: [sample[0] for sample in samples[kind, name]] for name in variants
            }
            stored = clients.seconds_until_stored(
                self._ours, samples[kind, "our-script"]
            )
            rows += [
                timing.Row(
                    f"{kind}: script, to its end",
                    took["our-script"],
                    took["stock-script"],
                ),
                timing.Row(
                    f"{kind}: script, to accepted",
                    stored,
                    took["stock-script"],
                    target=2.5,
                ),
                timing.Row(
                    f"{kind}: HTTP or XML-RPC call",
                    took["our-call"],
                    took["stock-call"],
                ),
            ]
        timing.show("From outside: stock's entry points, ours", rows)

    def in_a_large_inbox(self, rounds):
        """Time what must not take longer when the inbox grows, and say why."""
        with shell.step(f"Timing with {SMALL:,} and {LARGE:,} messages"):
            result = self.run_inside(
                "bench_large.py", self._ours, rounds, None, SMALL, LARGE
            )
        small, large = (result["samples"][str(size)] for size in (SMALL, LARGE))
        timing.show(
            f"{LARGE:,} messages, deliveries and leads, beside {SMALL:,}",
            [
                timing.Row("accept a message", large["accept"], small["accept"]),
                timing.Row("choose a due message", large["choose"], small["choose"]),
                timing.Row("decide where it goes", large["decide"], small["decide"]),
            ],
            names=(f"{SMALL:,}", f"{LARGE:,}"),
        )
        shell.say("\nThe choice in the large inbox:")
        for line in result["plan"]:
            shell.say(f"  {line}")
