# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""An IMAP server that does wrong on request, which a real one cannot."""

import contextlib
import imaplib
import re
import socket
import threading

CAPABILITIES = "IMAP4rev1 IDLE UIDPLUS"


class FakeImap:
    """Knows one folder, and the few commands that are sent to it.

    :param dict messages: bytes by UID.
    """

    def __init__(self, messages, capabilities=CAPABILITIES):
        self.messages = dict(messages)
        self.capabilities = capabilities
        self.refused, self.empty, self.deadly = set(), set(), set()
        """UIDs at which FETCH says NO, says nothing, ends the connection."""
        self.refused_commands = set()
        self.missing = set()
        """Folders on the wire that are not there until somebody makes them."""
        self.folders = [b'(\\HasNoChildren) "/" "Sales"', b'() "/" "INBOX"']
        self.on_idle = b""
        """What is sent along with the continuation of IDLE."""
        self.seen = []
        self.commands = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def connect(self):
        """Return a connection of imaplib that is logged in."""
        connection = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        connection.login("user", "password")
        return connection

    def close(self):
        """Take no more connections."""
        self._listener.close()

    def _serve(self):
        with contextlib.suppress(OSError):  # closed
            while True:
                client, _address = self._listener.accept()
                threading.Thread(target=self._talk, args=[client], daemon=True).start()

    def _talk(self, client):
        with contextlib.suppress(OSError), client, client.makefile("rb") as file:
            client.sendall(f"* OK [CAPABILITY {self.capabilities}] hi\r\n".encode())
            while line := file.readline():
                tag, _space, command = line.decode().strip().partition(" ")
                self.commands.append(command)
                if command == "IDLE" and command not in self.refused_commands:
                    client.sendall(b"+ idling\r\n" + self.on_idle)
                    file.readline()
                answer, status = self._answer(command)
                client.sendall(answer)
                if status is None:
                    return
                client.sendall(f"{tag} {status} done\r\n".encode())

    def _answer(self, command):
        """Return the untagged answers and the status of a command."""
        name = command.removeprefix("UID ").split()[0]
        if name in self.refused_commands:
            return b"", "NO"
        if name in ("COPY", "MOVE") and command.split()[-1] in self.missing:
            return b"", "NO"
        if name == "CREATE":
            self.missing.discard(command.split()[-1])
        if name == "LIST":
            return b"".join(b"* LIST %s\r\n" % it for it in self.folders), "OK"
        if name == "CAPABILITY":
            return f"* CAPABILITY {self.capabilities}\r\n".encode(), "OK"
        if name == "SELECT":
            uidnext = max(self.messages, default=0) + 1
            return (
                f"* {len(self.messages)} EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n"
                f"* OK [UIDNEXT {uidnext}] next\r\n".encode(),
                "OK",
            )
        if name == "SEARCH":
            return self._search(command), "OK"
        if name == "FETCH":
            return self._fetch(command)
        if name == "STORE":
            self.seen += self._uids(command.split()[2])
        return b"", "OK"

    def _search(self, command):
        """Find by UID alone; like real servers, ``n:*`` finds the last one anyway."""
        found = set(self.messages)
        for text in re.findall(r"UID (\S+)", command.removeprefix("UID ")):
            found &= set(self._uids(text))
        return f"* SEARCH {' '.join(map(str, sorted(found)))}\r\n".encode()

    def _fetch(self, command):
        answers, status = [], "OK"
        for uid in self._uids(command.split()[2]):
            number, raw = uid, self.messages[uid]
            if "SIZE" in command:
                line = f"* {number} FETCH (UID {uid} RFC822.SIZE {len(raw)})\r\n"
                answers.append(line.encode())
            elif uid in self.deadly:
                return b"".join([*answers, b"* BYE something broke\r\n"]), None
            elif uid in self.refused:
                status = "NO"
            elif uid not in self.empty:
                head = f"* {number} FETCH (BODY[] {{{len(raw)}}}\r\n".encode()
                answers.append(head + raw + f" UID {uid})\r\n".encode())
        return b"".join(answers), status

    def _uids(self, text):
        """Return the UIDs of messages in a set of the protocol."""
        last = max(self.messages, default=0)
        found = set()
        for part in text.split(","):
            ends = [last if end == "*" else int(end) for end in part.split(":")]
            found |= {uid for uid in self.messages if min(ends) <= uid <= max(ends)}
        return sorted(found)
