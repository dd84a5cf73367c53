"""Everything in one go: what `make run` starts, and all that one small machine needs."""

import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from portal.serving import THREADS, forget_metrics, server_command, spare_memory
from search.engines import get_engine
from search.engines.base import IndexMissing, SearchUnavailable
from search.pipeline import rebuild

STOP_WAIT = 10  # seconds until a process that does not end is killed


class Command(BaseCommand):
    help = "Brings the database up to date and serves the portal with its worker beside it. Ctrl-C ends all of it."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--demo", action="store_true", help="Load the demo content and print its logins.")
        parser.add_argument("--workers", type=int, default=1, help="Processes that answer requests (default: 1).")
        parser.add_argument("--threads", type=int, default=THREADS, help=f"Requests side by side in each of them (default: {THREADS}).")

    def handle(self, *, host, port, demo, workers, threads, **options):
        self._refuse_taken_port(host, port)
        if self._pending_migrations():
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0)
        if demo:
            call_command("demo", if_empty=True)  # a portal that has content of its own keeps it
        self._build_missing_index()
        connections.close_all()
        forget_metrics()
        spare_memory()
        self._run(self._commands(host, port, workers, threads), f"http://{'localhost' if host == '127.0.0.1' else host}:{port}/")

    @staticmethod
    def _refuse_taken_port(host, port):
        if not 0 < port < 65536:
            raise CommandError(f"{port} is no port. Please choose one between 1024 and 65535, for example PORT=8001.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} is taken or not allowed ({error.strerror}). Another program, perhaps this portal, is running there. "
                    f"End it, or choose another port: PORT={port + 1 if port < 65535 else 8001} make run"
                ) from error

    @staticmethod
    def _pending_migrations():
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        return executor.migration_plan(executor.loader.graph.leaf_nodes())

    def _build_missing_index(self):
        """The worker would build it too; done here, the first visitor finds something."""
        try:
            get_engine().current()
        except IndexMissing:
            self.stdout.write("Building the search index …")
            rebuild()
        except SearchUnavailable as error:
            self.stderr.write(str(error))

    @staticmethod
    def _commands(host, port, workers, threads):
        server = server_command(host, port, workers=workers, threads=threads)
        return {"server": server, "worker": [sys.executable, "manage.py", "worker"]}

    def _run(self, commands, address):
        """Keep server and worker running until a signal comes; a worker that dies is started again, a server that dies ends all."""
        env = {"BASE_URL": address.rstrip("/"), **os.environ}  # mails lead to where the portal runs
        stopping = []
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda number, frame: stopping.append(number))
        # A group of their own: Ctrl-C in the terminal reaches this process alone, which then ends them in order.
        start = lambda name: subprocess.Popen(commands[name], cwd=settings.BASE_DIR, env=env, start_new_session=True)  # noqa: E731, S603
        processes = {name: start(name) for name in commands}
        try:
            self._wait_for_server(processes["server"], address, stopping)
            while not stopping:
                if processes["server"].poll() is not None:
                    raise CommandError("The server has ended by itself; the lines above say why.")
                if processes["worker"].poll() is not None:
                    self.stderr.write("The worker has ended by itself and is started again.")
                    processes["worker"] = start("worker")
                    time.sleep(2)
                time.sleep(0.2)
            self.stdout.write("\nEnding …")
        finally:
            self._end(processes.values())

    def _wait_for_server(self, server, address, stopping):
        host, port = address.split("/")[2].split(":")
        while not stopping and server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1" if host == "localhost" else host, int(port))) == 0:
                    self.stdout.write(self.style.SUCCESS(f"\nThe portal is ready: {address}   (Ctrl-C ends it)"))
                    if not settings.SECOND_FACTOR_REQUIRED:
                        self.stdout.write(
                            self.style.WARNING(
                                "For trying out: nobody is asked for a second factor here. SECOND_FACTOR=true does; production always does."
                            )
                        )
                    return
            time.sleep(0.05)

    @staticmethod
    def _end(processes):
        for process in processes:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_WAIT
        for process in processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
