# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Programs of which nothing is left when this one ends, whatever they started."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
PATIENCE = 10  # seconds between asking a process to end and ending it


@contextlib.contextmanager
def running(command, **options):
    """Run ``command`` while the block lasts, then end it and all that it started.

    It has a process group of its own, so that Ctrl-C reaches this program alone,
    which then ends everything in order. Daemons that it leaves become children of
    this program.

    :return: the ``subprocess.Popen``
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    others = set(_children())
    process = subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        **options,
    )
    try:
        yield process
    finally:
        _end(process, others)


def free_port():
    """Return a port of this machine's loopback address that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def is_used(port):
    """Tell whether a program listens on ``port`` of this machine."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _end(process, others):
    """End ``process`` and every child of this program but ``others``."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _end_children(signal.SIGTERM, others)
    _end_children(signal.SIGKILL, others)


def _end_children(number, others):
    """Send a signal to the children but ``others``, and wait a while for their end."""
    deadline = time.monotonic() + PATIENCE
    asked = set()
    while children := set(_children()) - others:
        for pid in children - asked:  # the orphans of a child become children, too
            os.kill(pid, number)
        asked |= children
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)


def _children():
    """Return the process numbers of this program's children."""
    words = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(word) for word in words]
