"""The web server as processes: forked from one that has loaded the portal, and new programs after SIGHUP, while pages go on being answered."""

import signal
import urllib.error
import urllib.request
from pathlib import Path

from tests.servers.base import free_port

from .conftest import wait_until


def test_web_processes_share_a_loaded_portal_and_are_new_programs_after_a_reload(machine):
    port = free_port()
    server = machine.start("web", "--port", str(port), "--workers", "2")
    wait_until(lambda: is_answered(port))
    forked = children(server.pid)
    assert all("portal.server" in words for words in forked.values())

    server.send_signal(signal.SIGHUP)

    wait_until(
        lambda: (
            is_answered(port)
            and sum("spawn_main" in words for words in children(server.pid).values()) == 2
            and not forked.keys() & children(server.pid).keys()
        )
    )
    assert is_answered(port)


def is_answered(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/gesund/", timeout=10) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        return error.code == 503  # without a worker there is no index yet
    except OSError:
        return False


def children(pid):
    """{pid: words of its command}"""
    found = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            found[int(child)] = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
    return found
