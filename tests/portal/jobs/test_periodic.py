import datetime as dt

import pytest

from portal.jobs import periodic
from portal.jobs.models import PeriodicJob

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def ran(monkeypatch):
    """The times at which the job “tests.count” ran; it is the only job there is."""
    monkeypatch.setattr(periodic, "JOBS", {})
    times = []
    periodic.periodic("tests.count", every=MINUTE)(times.append)
    return times


def test_run_due_jobs_runs_a_job_once_in_its_time(ran):
    for seconds in (0, 30, 60, 90):
        periodic.run_due_jobs(AT + dt.timedelta(seconds=seconds))

    assert ran == [AT, AT + MINUTE]


def test_a_job_that_fails_is_written_down_and_the_others_run(ran):
    @periodic.periodic("tests.broken", every=MINUTE)
    def broken(at):
        raise ValueError("no such list")

    names = periodic.run_due_jobs(AT)

    assert sorted(names) == ["tests.broken", "tests.count"]
    assert "no such list" in PeriodicJob.objects.get(name="tests.broken").error
    assert PeriodicJob.objects.get(name="tests.count").error == ""


def test_a_job_that_another_worker_is_running_waits_until_that_one_counts_as_dead(ran):
    PeriodicJob.objects.create(name="tests.count", due_at=AT, started_at=AT - MINUTE)

    periodic.run_due_jobs(AT)
    periodic.run_due_jobs(AT + periodic.CLAIM_LIMIT)

    assert ran == [AT + periodic.CLAIM_LIMIT]


def test_two_jobs_can_not_share_a_name(ran):
    with pytest.raises(ValueError, match=r"tests\.count"):
        periodic.periodic("tests.count", every=MINUTE)(lambda at: None)
