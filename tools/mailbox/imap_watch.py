# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Waiting for mail: IDLE (RFC 2177), or asking now and then.

Python's imaplib has no IDLE before 3.14.
"""

import select
import ssl
import time

from .values import MailboxError

RENEW_SECONDS = 10 * 60
"""IDLE is issued again before servers (29 minutes) or routers forget about it."""

POLL_SECONDS = 30
"""How often a server without IDLE is asked."""

_TICK_SECONDS = 1
_TAG = b"IDLE"


def wait_for_mail(mailbox, is_over):
    """Wait until something arrives in the open folder.

    :param ImapMailbox mailbox: with a folder open, and nothing else going on.
    :param is_over: function that tells, once a second, whether to give up.
    :return: whether something arrived; else the wait is to be renewed.
    :raises imaplib.IMAP4.abort, OSError: the connection broke.
    """
    if mailbox.connection.response("EXISTS")[1][0]:  # announced along the way
        return True
    if "IDLE" in mailbox.capabilities:
        return _idle(mailbox.connection, time.monotonic() + RENEW_SECONDS, is_over)
    return _poll(mailbox.connection, time.monotonic() + POLL_SECONDS, is_over)


def _idle(connection, deadline, is_over):
    """Wait with IDLE; return whether something arrived."""
    connection.send(_TAG + b" IDLE\r\n")
    has_mail = False
    while not (line := _read_line(connection)).startswith(b"+"):
        if line.startswith(_TAG):
            raise MailboxError(line.decode("utf-8", "replace").strip())
        has_mail |= _announces_mail(line)
    while not has_mail and not is_over() and time.monotonic() < deadline:
        if _has_line(connection):
            has_mail = _announces_mail(_read_line(connection))
    connection.send(b"DONE\r\n")
    while not (line := _read_line(connection)).startswith(_TAG):
        has_mail |= _announces_mail(line)
    return has_mail


def _poll(connection, deadline, is_over):
    """Wait without IDLE; return whether something arrived."""
    while not is_over() and time.monotonic() < deadline:
        time.sleep(_TICK_SECONDS)
    connection.noop()
    return bool(connection.response("EXISTS")[1][0])


def _announces_mail(line):
    """Whether an untagged answer tells of more messages than before."""
    return line.upper().split()[2:3] == [b"EXISTS"]


def _read_line(connection):
    """Read one line.

    :raises imaplib.IMAP4.abort: the server said goodbye or is gone.
    """
    line = connection.readline()
    if not line or line.upper().startswith(b"* BYE"):
        raise connection.abort(line.decode("utf-8", "replace").strip() or "EOF")
    return line


def _has_line(connection):
    """Wait up to a second; return whether there is something to read.

    What was decrypted or buffered along with the line before never shows on the
    socket, and not everything that shows on it is text of the server.
    """
    sock = connection.sock
    if _can_read(connection, sock):
        return True
    if not select.select([sock], [], [], _TICK_SECONDS)[0]:
        return False
    return not isinstance(sock, ssl.SSLSocket) or _can_read(connection, sock)


def _can_read(connection, sock):
    """Whether text, or with TLS the end of the connection, can be read at once."""
    timeout = sock.gettimeout()
    sock.settimeout(0)
    try:
        return bool(connection.file.peek(1)) or isinstance(sock, ssl.SSLSocket)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        sock.settimeout(timeout)
