# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Time `_accept` and the choice of due messages, in a small and in a large inbox.

usage: bench_large.py DATABASE ROUNDS RESULT_FILE SIZE…
"""

import json
import sys
import time
from pathlib import Path

from kit.bench import messages

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

DUE = SQL("next_attempt <= now() AT TIME ZONE 'UTC'")
FILL = """
    INSERT INTO mail_inbound_message
        (create_date, channel, sender, recipients, header_from, header_to, subject,
         message_id, raw, is_compressed, size, digest, fingerprint, attempts, state,
         reason, next_attempt, finished_at)
    SELECT now() - (n || ' s')::interval, 'http', 'customer-' || n || '@bench.example',
           'info@example.com', 'Customer ' || n, 'info@example.com', 'Sheds ' || n,
           '<large-' || n || '@bench.example>', 'From: x', false, 7,
           encode(sha256(n::text::bytea), 'hex'),
           encode(sha256(('fingerprint' || n)::bytea), 'hex'), 1, state,
           CASE WHEN state = 'delivered' THEN 'new_record' ELSE 'error' END,
           CASE WHEN state = 'failed' THEN now() + (n || ' s')::interval END,
           CASE WHEN state = 'delivered' THEN now() END
      FROM (SELECT n, CASE WHEN n %% 100 = 0 THEN 'failed' ELSE 'delivered' END AS state
              FROM generate_series(%s::int, %s::int) AS n) AS numbers
"""


def fill(registry, start, size):
    """Make the inbox as large as wanted; one message of a hundred waits for later."""
    with registry.cursor() as cr:
        cr.execute(FILL, [start + 1, size])
    with registry.cursor() as cr:
        cr.execute("ANALYZE mail_inbound_message")


def measure(registry, size, rounds):
    """Accept messages, each of which becomes due, and choose one that is.

    :return: dict with the seconds of each sample.
    """
    from odoo.addons.mail_inbound.tools.envelope import Envelope

    samples = {"accept": [], "choose": []}
    for number in range(-3, rounds):
        raw, recipient = messages.make("new lead", f"large-{size}-{number}")
        with registry.cursor() as cr:
            inbox = api.Environment(cr, SUPERUSER_ID, {})["mail.inbound.message"]
            start = time.perf_counter()
            inbound = inbox._accept(raw, Envelope("", (recipient,)), "http")
            accepted = time.perf_counter() - start
        with registry.cursor() as cr:
            cr.execute(
                """UPDATE mail_inbound_message
                      SET next_attempt = now() AT TIME ZONE 'UTC' - interval '1 second'
                    WHERE id = %s""",
                [inbound.id],
            )
        with registry.cursor() as cr:
            inbox = api.Environment(cr, SUPERUSER_ID, {})["mail.inbound.message"]
            start = time.perf_counter()
            inbox._lock(DUE)
            chosen = time.perf_counter() - start
        if number >= 0:
            samples["accept"].append(accepted)
            samples["choose"].append(chosen)
    return samples


def explain(registry):
    """Return how PostgreSQL chooses a due message, as lines of text."""
    with registry.cursor() as cr:
        inbox = api.Environment(cr, SUPERUSER_ID, {})["mail.inbound.message"]
        statements = []
        run = cr.execute
        cr.execute = lambda query, *args, **options: (
            statements.append(query),
            run(query, *args, **options),
        )
        inbox._lock(DUE)
        run(SQL("EXPLAIN (ANALYZE, BUFFERS) %s", statements[0]))
        return [row[0] for row in cr.fetchall()]


def main(name, rounds, result, *sizes):
    """Measure at each size, smallest first, and write the samples as JSON."""
    config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    registry = Registry(name)
    samples, start = {}, 0
    for size in map(int, sizes):
        fill(registry, start, size)
        samples[size] = measure(registry, size, int(rounds))
        start = size
    Path(result).write_text(json.dumps({"samples": samples, "plan": explain(registry)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
