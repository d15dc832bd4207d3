# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Time the way of a message inside of one Odoo process, stock and ours in turn.

Both databases are open in this process; which addons work is a matter of the database.

usage: bench.py STOCK_DATABASE OUR_DATABASE ROUNDS RESULT_FILE
"""

import contextlib
import email
import email.policy
import gc
import json
import sys
import time
from pathlib import Path

from kit.bench import messages

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

WARM_UP = 5  # rounds that are not counted


class Samples:
    """Seconds, queries and processor seconds, keyed by kind and variant."""

    def __init__(self):
        self.values = {}

    @contextlib.contextmanager
    def measured(self, kind, variant):
        """Take one sample: what happens in the block."""
        before = time.perf_counter(), sql_db.sql_counter, time.process_time()
        yield
        after = time.perf_counter(), sql_db.sql_counter, time.process_time()
        sample = [end - start for start, end in zip(before, after, strict=True)]
        self.values.setdefault(f"{kind}|{variant}", []).append(sample)


def measure_stock(samples, registry, kind, key):
    """Process a message as stock's gateway does, and commit."""
    raw, _recipient = messages.make(kind, key)
    with samples.measured(kind, "stock"), registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["mail.thread"].message_process(False, raw)


def measure_ours(samples, registry, kind, key):
    """Accept a message and process it, as the HTTP channel does."""
    from odoo.addons.mail_inbound.tools.message.envelope import Envelope

    raw, recipient = messages.make(kind, key)
    envelope = Envelope(f"customer-{key}@bench.example", (recipient,))
    with registry.cursor() as cr, samples.measured(kind, "ours"):
        env = api.Environment(cr, SUPERUSER_ID, {})
        with samples.measured(kind, "accept"):
            inbound = env["mail.inbound.message"]._accept(raw, envelope, "http")
        with samples.measured(kind, "process"):
            inbound._process(can_refuse=True)


def decide_stock(samples, registry, kind, key):
    """Take stock's steps before a record is made, or added to."""
    raw, _recipient = messages.make(kind, key)
    with registry.cursor() as cr, samples.measured(f"{kind}, decided", "stock"):
        thread = api.Environment(cr, SUPERUSER_ID, {})["mail.thread"]
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        values = thread.message_parse(message)
        routes = thread.message_route(message, values, False)
        thread._detect_loop_sender(message, values, routes)
        thread._message_parse_post_process(message, values, routes)


def decide_ours(samples, registry, kind, key):
    """Take the same steps of ours, with what stock does on the way."""
    from odoo.addons.mail_inbound.tools.attempt import Attempt
    from odoo.addons.mail_inbound.tools.message.envelope import Envelope

    raw, recipient = messages.make(kind, key)
    envelope = Envelope(f"customer-{key}@bench.example", (recipient,))
    with registry.cursor() as cr, samples.measured(f"{kind}, decided", "ours"):
        attempt = Attempt(envelope=envelope)
        attempt.is_simulation = True
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["mail.inbound.steps"]._enter(attempt, env["mail.thread"], raw, {})


def main(stock_name, our_name, rounds, result):
    """Measure, in turn, and write the samples as JSON."""
    config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    stock, ours = Registry(stock_name), Registry(our_name)
    samples = Samples()
    for number in range(WARM_UP + int(rounds)):
        if number == WARM_UP:
            samples = Samples()
        for kind in messages.KINDS:
            key = f"{kind.replace(' ', '-')}-{number}"
            gc.collect()
            measure_stock(samples, stock, kind, key)
            gc.collect()
            measure_ours(samples, ours, kind, key)
            for decide, registry in ((decide_stock, stock), (decide_ours, ours)):
                gc.collect()
                decide(samples, registry, kind, f"{key}-decided")
    Path(result).write_text(json.dumps(samples.values))


if __name__ == "__main__":
    main(*sys.argv[1:])
