# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""A small HTTP server that treats the gateway script in every way that may happen.

It works on bare sockets, because an HTTP library would not let it misbehave.
"""

import re
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

DROP_PERIOD = 0.1  # seconds between the bytes of an answer that trickles


@dataclass
class Request:
    """What the script sent: the bytes of its request line and headers, and the rest."""

    head: bytes = b""
    body: bytes = b""

    @property
    def target(self):
        """The path and the query."""
        return self.head.split(b" ")[1].decode()

    def header(self, name):
        """Return the value of the header of this name, None where there is none."""
        pattern = rb"(?im)^%s: *(.*?)\r$" % re.escape(name.encode())
        match = re.search(pattern, self.head)
        return match and match[1].decode()


@dataclass
class Conversation:
    """One connection of the script, as a behaviour sees it."""

    socket: socket.socket
    stopped: threading.Event
    request: Request = field(default_factory=Request)

    def receive_head(self):
        """Read the request line and the headers, and leave the body."""
        while b"\r\n\r\n" not in self.request.head:
            self.request.head += self._receive(1)

    def receive(self):
        """Read the whole request."""
        self.receive_head()
        missing = int(self.request.header("Content-Length"))
        chunks = []
        while missing:
            chunks.append(self._receive(min(missing, 65536)))
            missing -= len(chunks[-1])
        self.request.body = b"".join(chunks)

    def receive_rest(self):
        """Add to the body whatever comes until the script closes the connection."""
        with suppress(OSError):
            while chunk := self.socket.recv(65536):
                self.request.body += chunk

    def send(self, data):
        """Send these bytes."""
        self.socket.sendall(data)

    def answer(self, status, media_type, content):
        """Answer as a well-behaved server does."""
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\n"
        self.send(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)

    def trickle(self, data):
        """Send a byte now and then, for ever."""
        while not self.stopped.wait(DROP_PERIOD):
            self.send(data)

    def wait(self):
        """Do nothing, with the connection open."""
        self.stopped.wait()

    def reset(self):
        """Break the connection as a crash does, without the TCP handshake."""
        self.socket.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.socket.close()

    def _receive(self, size):
        data = self.socket.recv(size)
        if not data:
            raise ConnectionError("the script closed the connection")
        return data


class MisbehavingServer:
    """A server on a free port, whose connections are all treated by one behaviour.

    A context manager. Its requests are complete once it has been left, which raises
    what the behaviour raised, but for the errors of connections.

    :param behave: called with each Conversation, in a thread of its own
    :param tls: an ssl.SSLContext, or None to speak http
    """

    def __init__(self, behave: Callable[[Conversation], None], tls=None):
        self.behave = behave
        self.tls = tls
        self.requests = []
        self._stopped = threading.Event()
        self._threads = []
        self._crashes = []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._start(self._accept)
        scheme = "https" if self.tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        return self

    def __exit__(self, *_exc):
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()
        if self._crashes:
            raise self._crashes[0]

    def _start(self, function, *args):
        thread = threading.Thread(target=function, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        with suppress(OSError):  # the listener is closed
            while True:
                connection, _address = self._listener.accept()
                self._start(self._converse, connection)

    def _converse(self, connection):
        try:
            with connection:
                connection.settimeout(30)
                if self.tls:
                    connection = self.tls.wrap_socket(connection, server_side=True)
                with connection:
                    conversation = Conversation(connection, self._stopped)
                    self.requests.append(conversation.request)
                    self.behave(conversation)
        except OSError:
            return  # the script may leave at any moment: that is what is tested
        except Exception as crash:
            self._crashes.append(crash)
