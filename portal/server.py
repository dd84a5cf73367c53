"""The web server's main process: `python -m portal.server` with the words of `portal.serving.server_command`.

It loads the portal once and then forks, so that its processes share what none of them changes: a quarter of their memory. After SIGHUP they are started
as new programs instead, which read the code and the libraries as they are then (an upgrade).
"""

import argparse
import gc
import multiprocessing
import os
import sys
import threading
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def load():
    """All that pages need, in the main process. Nothing that a fork would break may be open then: no connection, no thread."""
    from importlib import import_module

    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from django.template import engines
    from django.urls import get_resolver

    get_wsgi_application()
    import_module(settings.ROOT_URLCONF)
    get_resolver().url_patterns  # noqa: B018 (reads all addresses)
    engines.all()
    connections.close_all()
    if threading.active_count() > 1:
        raise RuntimeError(f"Loading the portal has started threads, which a fork would lose: {threading.enumerate()}")
    gc.collect()
    gc.freeze()


def start_afresh():
    """From now on, processes are new programs."""
    multiprocessing.set_start_method("spawn", force=True)


def main(arguments):
    parser = argparse.ArgumentParser(prog="portal.server")
    parser.add_argument(
        "--code", required=True, help="The folder of the portal, by the name that stays when a release takes the place of another."
    )
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument(
        "--lasting", action="store_true", help="A process that breaks is started again, and requests under way have 30 s to finish."
    )
    parser.add_argument("--files", nargs=2, action="append", default=[], metavar=("ADDRESS", "FOLDER"))
    chosen = parser.parse_args(arguments)
    sys.path[0] = chosen.code
    server = Granian(
        "portal.wsgi:application",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        workers=chosen.workers,
        blocking_threads=chosen.threads,
        log_level=LogLevels.warning,
        respawn_failed_workers=chosen.lasting,
        workers_kill_timeout=30 if chosen.lasting else 5,
        static_path_route=[address for address, _folder in chosen.files] or None,
        static_path_mount=[Path(folder) for _address, folder in chosen.files] or None,
    )
    if sys.platform == "linux" and chosen.workers > 1:
        multiprocessing.set_start_method("fork")
        server.on_startup(load)
        server.on_reload(start_afresh)
    server.serve()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
    main(sys.argv[1:])
