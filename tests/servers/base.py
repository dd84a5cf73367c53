"""What every server for tests needs: a folder it may use, a user that isn't root, a port that is free."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path


class Unavailable(Exception):
    """This machine can't have the server; the text says what is missing. Tests that need it are skipped loudly."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_user(*names):
    """Arguments for `subprocess`: as the first of these users that exists, when we are root; servers refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in names:
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Unavailable(f"none of the users {', '.join(names)} exists")


def make_folder(prefix, user, parent=None):
    """A new folder that belongs to `user` (see `as_user`), by default in the system's temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    if user:
        os.chown(folder, user["user"], user["group"])
    return folder


def end(process, *, folder=None, number=signal.SIGTERM, seconds=20):
    """Ask the process group of `process` to end, kill it when it doesn't, and delete `folder`."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
