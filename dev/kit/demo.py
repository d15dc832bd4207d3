# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The demonstration: an Odoo with leads that come by mail, and a first message."""

import contextlib
import email.message
import email.utils
import shlex
import sys
import time

from . import database, odoo, postgres, processes, settings, shell
from .client import Client, Unreachable

SCRIPT = settings.CHECKOUT / "static/scripts/odoo_inbound.py"
SENDER, RECIPIENT = "anne@customer.example", "info@example.com"
START_LIMIT = 120  # seconds for Odoo to answer
WHERE_TO_LOOK = """
A message to {recipient} has become a lead.

  Odoo      {url}   (user {login}, password {password})
  the lead  {url}/odoo/crm.lead/{lead}
  inbox     {url}/odoo/action-mail_inbound.mail_inbound_message_action
  log       {log}

To send another one, a raw message on standard input:
  {command}

Ctrl-C stops it.
"""


def main(check=False):
    """Show the demonstration until Ctrl-C.

    :param check: only see that all of it works, on a new database and a free port
    :return: exit status
    """
    name = settings.database_name("check" if check else "demo")
    port = processes.free_port() if check else settings.web_port()
    if processes.is_used(port):
        raise shell.Failure(
            f"Port {port} is in use by another program; MAIL_INBOUND_PORT can name "
            "another port."
        )
    with shell.lock(name), postgres.running():
        ready = odoo.prepare()
        key_file = _prepare_database(ready, name, anew=check)
        with _running(ready, name, port) as (process, client):
            script = [sys.executable, SCRIPT, "--url", client.url, "--database", name]
            script += ["--key-file", key_file, "--sender", SENDER, RECIPIENT]
            lead = _send(script, client)
            if check:
                shell.say(f"All is well: the message has become lead {lead}.")
                return 0
            shell.say(
                WHERE_TO_LOOK.format(
                    url=client.url,
                    login=client.login,
                    password=client.password,
                    recipient=RECIPIENT,
                    lead=lead,
                    log=_log(name),
                    command=shlex.join(map(str, script)),
                )
            )
            process.wait()
            raise shell.Failure(f"Odoo has ended by itself: see {_log(name)}.")


def _prepare_database(ready, name, anew):
    """Make or update the database ``name``; return the file with its gateway's key.

    The key is written last: without it, what is missing is made by the next run.
    """
    key_file = settings.checkout_folder() / f"{name}.key"
    if anew:
        database.drop(name)
    if not database.exists(name):
        key_file.unlink(missing_ok=True)
        crm = database.template(ready, ("crm",))
        database.copy_with_addon(ready, crm, name)
    database.update_addon(ready, name)
    if not key_file.exists():
        with shell.step(f"Setting up the database {name}"):
            database.run_script(ready, name, "demo.py", DEMO_KEY_FILE=str(key_file))
    return key_file


@contextlib.contextmanager
def _running(ready, name, port):
    """Run Odoo on the database ``name``; yield its process and a client of it."""
    client = Client(f"http://localhost:{port}", name)
    command = (*ready.command, "--database", name, f"--db-filter=^{name}$")
    with (
        open(_log(name), "wb") as log,
        processes.running(
            (*command, f"--http-port={port}"),
            env=ready.environment,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        with shell.step("Starting Odoo"):
            deadline = time.monotonic() + START_LIMIT
            while not client.answers():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise shell.Failure(f"Odoo does not start: see {_log(name)}.")
                time.sleep(0.2)
        yield process, client


def _send(script, client):
    """Send a message by ``script``; return the id of the lead that it has become.

    :raise Failure: with a sentence that says what is not as it should be
    """
    message = email.message.EmailMessage()
    message["From"] = f"Anne Customer <{SENDER}>"
    message["To"] = RECIPIENT
    message["Subject"] = "What does a garden shed cost?"
    message["Date"] = email.utils.formatdate()
    message["Message-Id"] = message_id = email.utils.make_msgid(domain="example")
    message.set_content("Hello,\n\nI would like one of 3 x 2 metres.\n\nAnne\n")
    with shell.step("Sending a message through the gateway script"):
        shell.run(script, input=message.as_string())
        try:
            return _find_lead(client, message_id)
        except Unreachable as error:
            raise shell.Failure(f"Odoo does not answer: {error}") from error


def _find_lead(client, message_id):
    """Return the id of the lead that the message ``message_id`` has become."""
    of_message = [("message_id", "=", message_id)]
    inbound = client.search("mail.inbound.message", of_message, ["state"])
    if [message["state"] for message in inbound] != ["delivered"]:
        raise shell.Failure(f"One delivered inbound message is expected: {inbound}.")
    posted = client.search("mail.message", of_message, ["model", "res_id"])
    if [message["model"] for message in posted] != ["crm.lead"]:
        raise shell.Failure(f"One message on a lead is expected: {posted}.")
    lead = posted[0]["res_id"]
    if not client.search("crm.lead", [("id", "=", lead)], ["name"]):
        raise shell.Failure(f"The message is on lead {lead}, which does not exist.")
    return lead


def _log(name):
    """Return the file with Odoo's log."""
    return settings.checkout_folder() / f"{name}.log"
