"""The web server alone, for servers and containers: see docs/operations.md."""

import os

from django.core.management.base import BaseCommand
from django.db import connections

from portal.serving import THREADS, default_workers, forget_metrics, server_command, spare_memory


class Command(BaseCommand):
    help = (
        "Serves the portal's pages, nothing else: no migrations, no worker (`manage.py worker`). SIGTERM ends it after the requests under way, "
        "SIGHUP starts its processes anew one by one, with the code as it is then."
    )

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=default_workers(), help="Processes (default: one for each processor).")
        parser.add_argument("--threads", type=int, default=THREADS, help=f"Requests side by side in each (default: {THREADS}).")

    def handle(self, *, host, port, workers, threads, **options):
        connections.close_all()
        forget_metrics()
        spare_memory()
        command = server_command(host, port, workers=max(1, workers), threads=max(1, threads), lasting=True)
        os.execv(command[0], command)  # noqa: S606 (signals reach the server itself)
