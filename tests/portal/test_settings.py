import os
import subprocess
import sys

from django.conf import settings

COMPLETE = {
    "SECRET_KEY": "k7Qz-4mWx_9tRb2LpVd8sYf3Hc6Jn1Ge5Ua0Ro" * 2,
    "ALLOWED_HOSTS": "portal.example",
    "BASE_URL": "https://portal.example",
    "DATABASE_URL": "sqlite:////tmp/none.sqlite3",
    "EMAIL_URL": "smtp://localhost",
    "DEFAULT_FROM_EMAIL": "portal@portal.example",
}


def run_check(environment):
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings.production"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_production_stops_at_once_and_names_what_is_missing():
    run = run_check({name: value for name, value in COMPLETE.items() if name not in ("SECRET_KEY", "EMAIL_URL")})

    assert run.returncode != 0
    assert "SECRET_KEY:" in run.stderr
    assert "EMAIL_URL:" in run.stderr
    assert "BASE_URL:" not in run.stderr


def test_deployment_check_of_a_complete_production_is_clean():
    run = run_check(COMPLETE)

    assert (run.returncode, "no issues" in run.stdout) == (0, True), run.stderr


def test_production_refuses_a_storage_that_it_cannot_understand():
    for wrong in ("ftp://key:secret@files.example/bucket", "s3://files.example/bucket", "s3://key:secret@files.example/"):
        run = run_check({**COMPLETE, "STORAGE_URL": wrong})

        assert run.returncode != 0
        assert "s3://key:secret@endpoint/bucket" in run.stderr
