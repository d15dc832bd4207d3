#!/usr/bin/python3 -IS
# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Hand one message from the mail server to Odoo.

The mail server runs this script for each delivery. It posts the message on standard
input to Odoo, byte for byte, and turns the answer into an exit status. It needs Python
3.8 or later and nothing else.

    odoo_inbound.py --url URL --database DB --key-file FILE [--sender ADDRESS]
                    [--timeout SECONDS] [--ca-file FILE] [--config FILE] [RECIPIENT ...]

SETTINGS that are not given as options are read from /etc/odoo-inbound.conf:

    [odoo_inbound]
    url = https://odoo.example.com
    database = production
    key_file = /etc/odoo-inbound.key
    timeout = 60

The key is alone in its file, readable only by the user that runs the script; it is no
option, because `ps` shows those to everybody. The timeout is for everything together,
and must end before the mail server's own. ca_file replaces the system's authorities.

ENVELOPE: without --sender, SENDER of the environment; without recipients,
ORIGINAL_RECIPIENT, RECIPIENT, or LOCAL_PART and DOMAIN. An empty sender, <> and
MAILER-DAEMON mean the null sender. A first line "From sender date" (RFC 4155), which
mail servers add for mailbox files, differs at each attempt and is left out.

EXIT STATUS: with all but 0 it prints one line, an enhanced status code (RFC 3463) and a
sentence, which mail servers quote to the sender: so there is no secret in it.
     0  Odoo has the message (2.x.x).
    65  Odoo refuses the message: too large (5.3.4), not acceptable (5.6.0).
    67  Odoo has no such recipient (5.1.1).
    75  Anything else, foreseen or not: keep the message and try again (4.x.x).

POSTFIX, recommended, in master.cf and main.cf; one recipient at a time, because one
exit status speaks for all of a call, and because flag D (Delivered-To) asks for it:

    odoo-inbound unix - n n - 10 pipe
      flags=DRXq user=odoo-inbound null_sender=
      argv=/usr/bin/python3 -IS /usr/local/bin/odoo_inbound.py
      --sender ${sender} -- ${original_recipient}

    relay_domains = example.com
    transport_maps = inline:{ example.com=odoo-inbound: }
    odoo-inbound_destination_recipient_limit = 1

POSTFIX or SENDMAIL, /etc/aliases; Postfix runs it as default_privs (nobody):

    info: "|/usr/bin/python3 -IS /usr/local/bin/odoo_inbound.py"

EXIM, a router and a transport:

    odoo_inbound:
      driver = accept
      domains = example.com
      transport = odoo_inbound

    odoo_inbound:
      driver = pipe
      command = /usr/bin/python3 -IS /usr/local/bin/odoo_inbound.py
      user = odoo-inbound
      message_prefix =
      message_suffix =
      timeout = 5m
      timeout_defer
      freeze_exec_fail
      return_fail_output

Where the script cannot even start (no permission, no interpreter), most mail servers
return the message. So try it first, as the user that will run it:

    sudo -u odoo-inbound /usr/bin/python3 -IS odoo_inbound.py < test.eml; echo $?

The option -I keeps the environment and the script's folder from choosing what Python
imports, -S saves the time to look for installed packages.
"""

# Only what the watchdog needs: the rest is imported where it is used, so that a failure
# to do so, or a signal meanwhile, ends as it should.
import _thread
import os
import signal
import sys

# The verdicts that are final; all other codes but 2.x.x mean: try again.
PERMANENT = {
    "5.1.1": os.EX_NOUSER,
    "5.3.4": os.EX_DATAERR,
    "5.6.0": os.EX_DATAERR,
}
DOUBTFUL_HTTP = (401, 403, 404, 408, 429)  # with 3xx and 5xx: no verdict is final
DEFAULT_CONFIGURATION = "/etc/odoo-inbound.conf"
DEFAULT_TIMEOUT = 60  # seconds
LONGEST_TIMEOUT = 900  # seconds; Postfix returns the message after 1000
NULL_SENDERS = (b"", b"<>", b"MAILER-DAEMON")  # the last is Postfix's name for it
ANSWER_LIMIT = 65536  # bytes; Odoo's answer has a few hundred
TEXT_LIMIT = 200  # characters of Odoo's sentence that are repeated
STOPS = (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_last_word = _thread.allocate_lock()


class Trouble(Exception):
    """A reason to try again later: its arguments are a code 4.x.x and a sentence."""


def main():
    """Deliver the message on standard input, and exit with the status that says how."""
    try:
        open_standard_streams()
        start_watchdog()
        code, text = deliver(sys.argv[1:])
    except Trouble as trouble:
        code, text = trouble.args
    except BaseException:  # whatever it is, it is not the sender's fault
        code, text = "4.3.0", "The delivery to Odoo failed unexpectedly"
    conclude(code, text)


def open_standard_streams():
    """Occupy descriptors 0 to 2, or a socket could become our standard output."""
    descriptor = 0
    while descriptor <= 2:
        descriptor = os.open(os.devnull, os.O_RDWR)
    os.close(descriptor)


def start_watchdog():
    """See to it that signals and the end of the time lead to an orderly exit.

    A thread does it, because the main one cannot while it is inside a blocking call of
    the system, like the look-up of a name.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    signal.setitimer(signal.ITIMER_REAL, DEFAULT_TIMEOUT)
    _thread.start_new_thread(watch, ())


def watch():
    """Wait for a signal and exit."""
    if signal.sigwait(STOPS) == signal.SIGALRM:
        conclude("4.4.2", "The delivery to Odoo took too long")
    conclude("4.3.0", "The delivery to Odoo was interrupted")


def conclude(code, text):
    """Print the line, unless Odoo accepted, and exit with the status of this code.

    Nothing can follow: the lock is never released, and the interpreter's clean-up,
    which might print something, is skipped.
    """
    _last_word.acquire()
    accepted = code.startswith("2.")
    try:
        if not accepted:
            os.write(1, f"{code} {text}\n".encode())
    finally:
        os._exit(os.EX_OK if accepted else PERMANENT.get(code, os.EX_TEMPFAIL))


def deliver(arguments):
    """Post the message on standard input to Odoo.

    :param arguments: the command line, without the name of the script
    :return: the enhanced status code and the sentence of Odoo's verdict
    :raise Trouble: there is no verdict that can be relied on
    """
    options = read_options(arguments)
    signal.setitimer(signal.ITIMER_REAL, options.timeout)
    key = read_key(options.key_file)
    envelope = read_envelope(options, os.environb)
    code, text = judge(*post(options, key, envelope, read_message()))
    return code, text.replace(key, "***")[:TEXT_LIMIT]


def read_options(arguments):
    """Return the options of the command line, completed by the configuration file.

    :raise Trouble: they are not valid, or something is missing
    """
    import argparse

    class Parser(argparse.ArgumentParser):
        def error(self, message):
            # The message repeats what was given, which may be an address.
            raise Trouble("4.3.5", "The options of the gateway script are not valid")

    # There is no --help, as it would exit with 0, which means: delivered.
    parser = Parser(add_help=False, allow_abbrev=False)
    for name in ("url", "database", "key-file", "ca-file", "config", "sender"):
        parser.add_argument("--" + name)
    parser.add_argument("--timeout", type=seconds, default=DEFAULT_TIMEOUT)
    parser.add_argument("recipients", nargs="*")
    parser.set_defaults(**read_configuration(parser.parse_args(arguments).config))
    options = parser.parse_args(arguments)
    for name in ("url", "database", "key_file"):
        if not getattr(options, name):
            raise Trouble("4.3.5", f"The gateway script has no {name}")
    return options


def seconds(text):
    """Return the timeout that this text stands for, in seconds."""
    number = float(text)
    if not 0 < number <= LONGEST_TIMEOUT:
        raise ValueError(text)
    return number


def read_configuration(path):
    """Return the settings in the configuration file, as a dictionary of strings.

    :param path: the file, or None for the default one, which need not exist
    :raise Trouble: the file cannot be read, or holds something else
    """
    if path is None and not os.path.exists(DEFAULT_CONFIGURATION):
        return {}
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        with open(path or DEFAULT_CONFIGURATION, encoding="utf-8") as file:
            parser.read_file(file)
        settings = dict(parser["odoo_inbound"])
    except (OSError, ValueError, KeyError, configparser.Error) as error:
        raise Trouble("4.3.5", "The gateway's configuration is not usable") from error
    if settings.keys() - {"url", "database", "key_file", "timeout", "ca_file"}:
        raise Trouble("4.3.5", "The gateway's configuration has an unknown setting")
    return settings


def read_key(path):
    """Return the key of the gateway, which is alone in its file."""
    try:
        with open(path, encoding="ascii") as file:
            key = file.read().strip()
    except (OSError, ValueError) as error:
        raise Trouble("4.3.5", "The gateway's key cannot be read") from error
    if key.split() != [key] or not key.isprintable():
        raise Trouble("4.3.5", "The gateway's key is not valid")
    return key


def read_envelope(options, environment):
    """Return the envelope: pairs of "sender" or "recipient" and an address in bytes.

    It is bytes because nothing says in which encoding an address is, if in any.

    :param environment: a mapping of bytes, like os.environb
    :return: a list; the null sender is in it as <>, an unknown one is not
    """
    sender = environment.get(b"SENDER")
    if options.sender is not None:
        sender = os.fsencode(options.sender)
    if sender in NULL_SENDERS:
        sender = b"<>"
    recipients = [os.fsencode(address) for address in options.recipients if address]
    recipients = recipients or exported_recipients(environment)
    envelope = [] if sender is None else [("sender", sender)]
    return envelope + [("recipient", address) for address in recipients]


def exported_recipients(environment):
    """Return what Postfix (local) or Exim (pipe) export: one recipient, or none.

    The address as it was before any alias comes first. Exim leaves the local part empty
    when one call is for several recipients: then they are unknown.
    """
    parts = (b"LOCAL_PART_PREFIX", b"LOCAL_PART", b"LOCAL_PART_SUFFIX")
    local_part = b"".join(environment.get(part, b"") for part in parts)
    for address in (
        environment.get(b"ORIGINAL_RECIPIENT", b""),
        environment.get(b"RECIPIENT", b""),
        local_part + b"@" + environment.get(b"DOMAIN", b""),
    ):
        if all(address.rpartition(b"@")):
            return [address]
    return []


def read_message():
    """Return the message on standard input, as a view of its bytes.

    :raise Trouble: it is empty, so the mail server broke off: every message has headers
    """
    with open(0, "rb", buffering=0, closefd=False) as stream:
        content = stream.read()
    start = content.find(b"\n") + 1 if content.startswith(b"From ") else 0
    message = memoryview(content)[start:]
    if not message:
        raise Trouble("4.3.0", "The mail server gave an empty message")
    return message


def post(options, key, envelope, message):
    """Send the message to Odoo.

    :return: the answer: HTTP status, media type, content, and whether it came after
        the whole message was sent
    :raise Trouble: there is no answer
    """
    import http.client
    from urllib.parse import quote, urlencode, urlsplit

    try:
        url = urlsplit(options.url)
        connection = connect(url.scheme, url.hostname, url.port, options.ca_file)
    except (ValueError, http.client.InvalidURL) as error:
        raise Trouble("4.3.5", "The gateway's URL is not valid") from error
    path = quote(url.path.rstrip("/"), safe="/%") + "/mail_inbound/accept"
    target = f"{path}?{urlencode(envelope)}"
    headers = {
        "Authorization": f"Bearer {key}",
        "X-Odoo-Database": os.fsencode(options.database),
        "Content-Type": "message/rfc822",
    }
    complete = True
    try:
        connection.request("POST", target, message, headers)
    except OSError:  # perhaps Odoo has already answered that the message is too large
        complete = False
    try:
        answer = connection.getresponse()
        content = answer.read(ANSWER_LIMIT)
    except (OSError, http.client.HTTPException) as error:
        raise Trouble("4.4.2", "The connection to Odoo was lost") from error
    return answer.status, answer.headers.get_content_type(), content, complete


def connect(scheme, host, port, ca_file):
    """Return an open connection.

    :raise ValueError: these are not the parts of an http or https URL
    :raise Trouble: the host cannot be reached, or is not the one that it should be
    """
    import http.client
    import socket
    import ssl

    if not host or scheme not in ("http", "https"):
        raise ValueError("not an http or https URL")
    if scheme == "http":
        connection = http.client.HTTPConnection(host, port)
    else:
        try:
            context = ssl.create_default_context(cafile=ca_file)
        except OSError as error:
            raise Trouble("4.3.5", "The gateway's CA file is not usable") from error
        connection = http.client.HTTPSConnection(host, port, context=context)
    try:
        connection.connect()
    except socket.gaierror as error:
        raise Trouble("4.4.3", "The name of the Odoo host is not known") from error
    except ssl.SSLCertVerificationError as error:
        raise Trouble("4.7.5", "The certificate of Odoo cannot be trusted") from error
    except OSError as error:
        raise Trouble("4.4.1", "Odoo cannot be reached") from error
    return connection


def judge(http_status, media_type, content, complete):
    """Return the code and the sentence of Odoo's verdict.

    :param complete: whether the whole message was sent
    :raise Trouble: it is no verdict, or the HTTP status speaks against it
    """
    code, text = read_verdict(media_type, content)
    plausible = http_status // 100 in (2, 4) and http_status not in DOUBTFUL_HTTP
    if (
        code.startswith("4.")
        or (code.startswith("2.") and http_status // 100 == 2 and complete)
        or (code in PERMANENT and plausible)
    ):
        return code, text
    if http_status in (401, 403):
        raise Trouble("4.7.0", "Odoo refused the gateway's key")
    if http_status == 404:
        raise Trouble("4.3.5", "Odoo has no gateway at this address")
    raise Trouble("4.3.0", f"Odoo gave no usable answer (HTTP {http_status})")


def read_verdict(media_type, content):
    """Return the code and the sentence that Odoo answered, empty if it was not Odoo."""
    import json
    import re

    try:
        answer = json.loads(content)
        code, text = answer["status"], " ".join(answer["text"].split())
        is_code = re.fullmatch("[245][.][0-9]{1,3}[.][0-9]{1,3}", code)
    except (ValueError, TypeError, LookupError, AttributeError):
        return "", ""
    if media_type != "application/json" or not is_code:
        return "", ""
    return code, re.sub("[^ -~]", "?", text)


if __name__ == "__main__":
    main()
