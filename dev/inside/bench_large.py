# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Time what must not depend on how much there is, in a small and in a large database.

That is `_accept`, the choice of due messages, and the decision where a message goes.

usage: bench_large.py DATABASE ROUNDS RESULT_FILE SIZE…
"""

import json
import sys
import time
from pathlib import Path

from bench import Samples, decide_ours
from kit.bench import messages

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

DUE = SQL("next_attempt <= now() AT TIME ZONE 'UTC'")
FILL = """
    INSERT INTO mail_inbound_message
        (create_date, channel, sender, recipients, header_from, header_to, subject,
         message_id, raw, is_compressed, size, digest, fingerprint,
         attempt_count, state,
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
FILL_DELIVERIES = """
    INSERT INTO mail_inbound_delivery
        (inbound_id, create_date, reason, state, sender_normalized, alias_id)
    SELECT id, create_date, 'new_record', 'delivered', sender,
           (SELECT min(id) FROM mail_alias WHERE alias_name = 'info')
      FROM mail_inbound_message
     WHERE message_id = ANY (SELECT '<large-' || n || '@bench.example>'
                               FROM generate_series(%s::int, %s::int) AS n)
"""
FILL_LEADS = """
    INSERT INTO crm_lead
        (create_date, name, type, active, email_from, email_normalized, message_bounce)
    SELECT now() - (n || ' s')::interval, 'Sheds ' || n, 'lead', true,
           'customer-' || n || '@bench.example', 'customer-' || n || '@bench.example', 0
      FROM generate_series(%s::int, %s::int) AS n
"""
FILL_ALIASES = """
    INSERT INTO mail_alias
        (alias_name, alias_full_name, alias_domain_id, alias_model_id, alias_defaults,
         alias_contact, inbound_automatic)
    SELECT 'large-' || n, 'large-' || n || '@example.com', alias_domain_id,
           alias_model_id, '{}', 'everyone', 'create'
      FROM mail_alias, generate_series(%s::int, %s::int) AS n
     WHERE alias_name = 'info' AND n %% 20 = 0
"""
FILLED = {
    "mail_inbound_message": FILL,
    "mail_inbound_delivery": FILL_DELIVERIES,
    "crm_lead": FILL_LEADS,
    "mail_alias": FILL_ALIASES,
}


def fill(registry, start, size):
    """Make so many messages, deliveries and leads, and an alias for each twenty.

    One message of a hundred waits for later.
    """
    for table, statement in FILLED.items():
        with registry.cursor() as cr:
            cr.execute(statement, [start + 1, size])
            cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def measure(registry, size, rounds):
    """Accept messages, each of which becomes due, and choose one that is.

    :return: dict with the seconds of each sample.
    """
    from odoo.addons.mail_inbound.tools.message.envelope import Envelope

    samples = {"accept": [], "choose": [], "decide": []}
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
        decided = Samples()
        decide_ours(decided, registry, "new lead", f"decide-{size}-{number}")
        if number >= 0:
            samples["accept"].append(accepted)
            samples["choose"].append(chosen)
            samples["decide"].append(decided.values["new lead, decided|ours"][0][0])
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
