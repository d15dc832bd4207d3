# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Running programs, and telling the person who waits what is going on."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time

from . import settings

HEARTBEAT = 15  # seconds between two signs of life of a long step
TAIL = 30  # lines of output that tell of a failure


class Failure(Exception):
    """Something that can be expected to go wrong; its text is a sentence."""


def main(command):
    """Run ``command`` and exit with its status; tell of a failure in one sentence.

    :param command: function without arguments that returns an exit status
    """
    for number in (signal.SIGTERM, signal.SIGHUP):  # what is running is ended in order
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        status = command()
    except Failure as failure:
        say(f"\n{failure}")
        status = 1
    except KeyboardInterrupt:
        say("\nInterrupted.")
        status = 130
    sys.exit(status)


def say(text):
    """Write ``text`` for the person, to stderr: stdout belongs to what we run."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextlib.contextmanager
def step(title):
    """Announce a step, show that it is alive, and say how many seconds it took."""
    start = time.monotonic()
    done = threading.Event()

    def heartbeat():
        while not done.wait(HEARTBEAT):
            say(f"  … {title}: {time.monotonic() - start:.0f} s")

    say(f"• {title} …")
    threading.Thread(target=heartbeat, daemon=True).start()
    try:
        yield
    finally:
        done.set()
    say(f"  done: {title}, {time.monotonic() - start:.1f} s")


def run(command, **options):
    """Run ``command`` and return its standard output.

    :param options: those of ``subprocess.run``
    :raise Failure: with the end of what it printed, when it does not exit with 0
    """
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    command = [str(word) for word in command]
    try:
        result = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **options,
        )
    except OSError as error:
        raise Failure(f"{command[0]} could not be started: {error}.") from error
    if result.returncode:
        tail = "\n".join(result.stdout.splitlines()[-TAIL:])
        words = " ".join(command)
        raise Failure(f"This failed (exit {result.returncode}): {words}\n{tail}")
    return result.stdout


@contextlib.contextmanager
def lock(name):
    """Hold the cache's lock ``name``, so that two commands do not do the same."""
    with open(settings.cache() / f"{name}.lock", "w") as file:
        if not _take(file, fcntl.LOCK_EX):
            say(f"Another command is busy with the same ({name}); waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def in_use(name):
    """Tell other commands, while the block lasts, that this one uses ``name``.

    A program that replaces this one by ``exec`` goes on telling it.

    :return: function that tells whether no other command uses it; once it has said
        so none can begin to, until this one ends
    """
    with open(settings.cache() / f"{name}.users", "w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        os.set_inheritable(file.fileno(), True)
        yield lambda: _take(file, fcntl.LOCK_EX)


def _take(file, kind):
    """Lock ``file`` if that needs no waiting; return whether it worked."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def replace_link(link, target):
    """Make ``link`` a symbolic link to ``target``, at once and whatever it was."""
    if link.is_symlink() and os.readlink(link) == str(target):
        return
    fresh = link.with_name(f"{link.name}.{os.getpid()}")
    fresh.symlink_to(target)
    fresh.replace(link)
