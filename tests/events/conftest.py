import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import activate

from directory.freshness import BERLIN

AT = dt.datetime(2026, 11, 23, 9, tzinfo=BERLIN)
"""“Now” of most tests."""


@pytest.fixture(autouse=True)
def _in_german():
    """A request leaves its language active in the thread; texts made afterwards would speak it."""
    activate("de")
    yield
    activate("de")


@pytest.fixture
def at(monkeypatch):
    """It is the 23rd of November 2026, nine o'clock in Berlin, for everything that asks for the present."""
    monkeypatch.setattr(timezone, "now", lambda: AT.astimezone(dt.UTC))
    return AT
