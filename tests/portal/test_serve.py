import socket

import pytest
from django.core.management import CommandError, call_command


def test_serve_refuses_a_taken_port_and_says_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=rf"Port {port} is taken.*PORT={port + 1}"):
            call_command("serve", port=port)


def test_serve_refuses_what_is_no_port():
    with pytest.raises(CommandError, match="99999 is no port"):
        call_command("serve", port=99999)
