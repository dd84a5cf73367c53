"""A mail server on this machine that keeps what it accepts, and can be slow or refuse."""

import asyncio
import email
import email.policy
import socket
import time

from aiosmtpd.controller import Controller


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Sink:
    """`accepted`: [(when, address, message)] in their order. `slow`: seconds before it accepts a mail, `late`: between accepting and saying so."""

    def __init__(self, port):
        self.accepted, self.refused, self.slow, self.late, self.reading = [], set(), 0, 0, 0
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 5.1.1 user unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.reading += 1
        try:
            await asyncio.sleep(self.slow)  # ends with an error when the other side is gone
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.accepted.append((time.monotonic(), envelope.rcpt_tos[0], message))
            await asyncio.sleep(self.late)
        finally:
            self.reading -= 1
        return "250 OK"

    @property
    def addresses(self):
        return [address for _when, address, _message in self.accepted]

    @property
    def names(self):
        return [message["Message-ID"] for _when, _address, message in self.accepted]

    def start(self):
        self.controller.start()
        return self

    def stop(self):
        self.controller.stop()
