# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Time fetching from a real Dovecot inside of one Odoo process, stock and ours in turn.

usage: bench_fetch.py STOCK_DATABASE OUR_DATABASE MESSAGES LATENCY ROUNDS RESULT_FILE
"""

import json
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from kit.bench import messages

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config


@contextmanager
def far_server(latency):
    """Yield a running Dovecot and the port of a proxy that makes it slow.

    :param float latency: seconds.
    """
    from odoo.addons.mail_inbound.tests.real.case import free_port
    from odoo.addons.mail_inbound.tests.real.dovecot import Dovecot
    from odoo.addons.mail_inbound.tests.real.proxy import Proxy

    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        dovecot = Dovecot(Path(folder), free_port)
        dovecot.start()
        proxy = Proxy(dovecot.ports["imap"], latency)
        try:
            yield dovecot, proxy.port
        finally:
            proxy.close()
            dovecot.stop()


@contextmanager
def environment(registry):
    """Yield an environment; nothing but messages is written there."""
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"fetchmail_cron_running": True})


def add_server(registry, user, port):
    """Return the id of a new incoming mail server."""
    with environment(registry) as env:
        values = {
            "name": user,
            "server": "127.0.0.1",
            "port": port,
            "user": user,
            "password": "secret",
            "state": "done",
        }
        return env["fetchmail.server"].create(values).id


def fill(dovecot, user, count):
    """Put small messages into the mailbox."""
    keys = [f"{user}-{number}" for number in range(count)]
    dovecot.fill(user, [messages.make("new lead", key)[0] for key in keys])


def fetch(registry, server_id, count):
    """Fetch all that there is; return the seconds that it took."""
    start = time.perf_counter()
    with environment(registry) as env:
        error = env["fetchmail.server"].browse(server_id)._fetch_mail(count)
    if error:
        raise error
    return time.perf_counter() - start


def leads(registry):
    """Return how many leads there are."""
    with environment(registry) as env:
        return env["crm.lead"].search_count([])


def process(registry, workers):
    """Process all that is stored; return the seconds that it took.

    :param int workers: processes that share the work.
    """
    sql_db.close_all()  # children must not talk over our connections
    start = time.perf_counter()
    children = []
    for _number in range(workers):
        if child := os.fork():
            children.append(child)
            continue
        with environment(registry) as env:
            env["mail.inbound.message"]._cron_process()
        os._exit(0)
    for child in children:
        os.waitpid(child, 0)
    return time.perf_counter() - start


def measure_ours(registry, server_id, count, workers, took):
    """Fetch and process; keep the seconds of each message."""
    safe = fetch(registry, server_id, count) / count
    took["safe"].append(safe)
    took[f"chatter {workers}"].append(safe + process(registry, workers) / count)


def main(stock_name, our_name, count, latency, rounds, result):
    """Measure, in turn, and write the seconds of each message as JSON."""
    config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    count = int(count)
    stock, ours = Registry(stock_name), Registry(our_name)
    took = {"stock": [], "safe": [], "chatter 1": [], "chatter 2": []}
    with far_server(int(latency) / 1000) as (dovecot, port):
        for _number in range(int(rounds)):
            before = leads(stock), leads(ours)
            for workers in (1, 2):
                user = dovecot.add_user()
                fill(dovecot, user, count)
                server = add_server(ours, user, port)
                measure_ours(ours, server, count, workers, took)
            user = dovecot.add_user()
            fill(dovecot, user, count)
            server = add_server(stock, user, port)
            took["stock"].append(fetch(stock, server, count) / count)
            made = leads(stock) - before[0], leads(ours) - before[1]
            if made != (count, 2 * count):
                raise SystemExit(f"{made} leads of {count} and {2 * count} messages")
    Path(result).write_text(json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
