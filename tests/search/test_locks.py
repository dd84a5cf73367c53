"""One holder at a time, in this process and in others; who dies holds nothing."""

import subprocess
import sys
import threading
import time

import pytest
from django.db import connection

from search.engines import locks
from search.engines.base import WriterBusy
from search.engines.locks import holding

pytestmark = pytest.mark.django_db
HOLD_FILE = (
    "import fcntl, sys, time; file = open(sys.argv[1], 'w'); fcntl.flock(file, fcntl.LOCK_EX); print('held', flush=True); time.sleep(600)"
)
HOLD_KEY = """
import sys, time, psycopg
connection = psycopg.connect(sys.argv[1])
connection.execute("SELECT pg_advisory_lock(%s)", [int(sys.argv[2])]); print("held", flush=True); time.sleep(600)
"""


def is_free(name):
    try:
        with holding(name):
            return True
    except WriterBusy:
        return False


def test_a_lock_is_held_once_and_free_afterwards():
    with holding("a"):
        assert (is_free("a"), is_free("b")) == (False, True)
    assert is_free("a")


def test_a_lock_is_free_after_an_error():
    with pytest.raises(KeyError), holding("a"):
        raise KeyError

    assert is_free("a")


def test_who_waits_gets_it_when_it_is_free():
    taken, done = threading.Event(), threading.Event()

    def hold():
        with locks._in_process("a", time.monotonic()):
            taken.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait(10)
    threading.Timer(0.2, done.set).start()

    with holding("a", wait=10):
        assert done.is_set()
    thread.join()


def test_another_process_holds_it_until_it_is_killed():
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        dsn = connection.connection.info.dsn
        process = [sys.executable, "-c", HOLD_KEY, dsn, str(locks.key_of("a"))]
    else:
        with holding("a"):
            pass  # makes the file
        process = [sys.executable, "-c", HOLD_FILE, str(locks.file_of("a"))]
    with subprocess.Popen(process, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"

        assert not is_free("a")
        other.kill()

    deadline = time.monotonic() + 10
    while not is_free("a") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_free("a")
