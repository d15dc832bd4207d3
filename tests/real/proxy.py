# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What happens between Odoo and a mail server: delays, and cut connections."""

import contextlib
import heapq
import itertools
import select
import socket
import threading
import time

CHUNK = 65536


class Proxy:
    """Passes TCP connections on to another port of the loopback address.

    :param int target: that port.
    :param float latency: seconds that a round trip takes longer.
    """

    def __init__(self, target, latency=0):
        self.target, self.latency = target, latency
        self.is_cut = None
        """Function of (text, whether the server sent it): cut the connection here?"""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        """Take no more connections; those that are open go on."""
        self._listener.close()

    def _serve(self):
        """Take connections, each in a thread of its own."""
        with contextlib.suppress(OSError):  # closed
            while True:
                client, _address = self._listener.accept()
                threading.Thread(target=self._pass, args=[client], daemon=True).start()

    def _pass(self, client):
        """Pass on what both sides say, later than they said it."""
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            client.close()
            return
        others = {client: server, server: client}
        pending, order = [], itertools.count()
        with contextlib.suppress(OSError), client, server:
            for sock in others:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                wait = max(pending[0][0] - time.monotonic(), 0) if pending else None
                for sock in select.select(list(others), [], [], wait)[0]:
                    text = sock.recv(CHUNK)
                    if not text:
                        return
                    if self.is_cut and self.is_cut(text, sock is server):
                        return
                    due = time.monotonic() + self.latency / 2
                    heapq.heappush(pending, (due, next(order), others[sock], text))
                while pending and pending[0][0] <= time.monotonic():
                    _due, _number, receiver, text = heapq.heappop(pending)
                    receiver.sendall(text)
