import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.own_stack
def test_a_new_database_is_migrated_and_has_its_vocabularies(tmp_path, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def manage(*words):
        return subprocess.run([sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=600)

    migrated = manage("migrate", "--verbosity", "0")
    counted = manage("shell", "--no-imports", "-c", "from directory.models import ActorKind; print(ActorKind.objects.count())")

    assert migrated.returncode == 0, migrated.stderr
    assert int(counted.stdout) > 20
