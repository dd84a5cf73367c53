"""A way to a server that can be blocked: for clusters that are slow, silent or away."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

OPEN, SILENT, CLOSED = "open", "silent", "closed"


class Proxy:
    """`state` may change at any time: open passes everything on, silent takes requests and answers nothing, closed refuses connections.

    `delay`: seconds that each answer waits. `requests` counts what came in while it was open or silent.
    """

    def __init__(self, host, port):
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.state, self.delay, self.requests = OPEN, 0.0, 0
        self._connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def close(self):
        self._listener.close()
        self.cut()

    def cut(self):
        """All connections that are open now."""
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._connections.clear()

    def set(self, state):
        self.state = state
        if state == CLOSED:
            self.cut()

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                if self.state == CLOSED:
                    client.close()
                    continue
                server = socket.create_connection(self._target)
                self._connections += [client, server]
                threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _pass(self, source, target, inwards):
        with suppress(OSError):
            while data := source.recv(65536):
                if inwards:
                    self.requests += 1
                else:
                    time.sleep(self.delay)
                while self.state == SILENT:
                    time.sleep(0.02)
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(url):
    """In front of `http://host:port`."""
    host, _colon, port = url.removeprefix("http://").partition(":")
    made = Proxy(host, int(port))
    try:
        yield made
    finally:
        made.close()
