"""How long the engine takes. Whoever wants to know connects to `searched`."""

import time
from functools import wraps

from django.dispatch import Signal

searched = Signal()
"""Sent after every question: `question` (name of the engine's method), `seconds`, `failed`."""

QUESTIONS = ("search", "suggest", "points", "values", "counts")


def timed(engine):
    """`engine` itself, which now tells how long its answers took."""
    for question in QUESTIONS:
        setattr(engine, question, _told(question, getattr(engine, question)))
    return engine


def _told(question, method):
    @wraps(method)
    def ask(*args, **kwargs):
        started = time.perf_counter()
        failed = True
        try:
            answer = method(*args, **kwargs)
            failed = False
            return answer
        finally:
            searched.send(None, question=question, seconds=time.perf_counter() - started, failed=failed)

    return ask
