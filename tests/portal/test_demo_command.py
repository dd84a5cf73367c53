"""`manage.py demo` where something stands in its way."""

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from directory.models import Actor, Area
from portal.demo import people
from portal.media.models import PortalImage
from portal.models import ContentPage
from tests.factories import ActorFactory


def run(**options):
    out, err = StringIO(), StringIO()
    call_command("demo", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_a_database_with_content_of_others_is_left_alone(db):
    ActorFactory()

    with pytest.raises(CommandError, match="Einrichtungen: 1"):
        run()
    out, _err = run(if_empty=True)

    assert "Einrichtungen: 1" in out
    assert Actor.objects.count() == 1
    assert not Area.objects.exists()


def test_force_adds_the_demo_to_content_of_others(db):
    ActorFactory(name="Kita Ufernest", slug=None)

    run(force=True, date=dt.date(2026, 11, 23))

    assert Actor.objects.public().count() == 82
    assert Actor.objects.filter(name="Kita Ufernest").count() == 2


def test_a_failure_leaves_nothing_behind(db, monkeypatch):
    monkeypatch.setattr("portal.demo.pages.SiteWriter.write", lambda self: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        run()

    left = [model.__name__ for model in (Actor, Area, ContentPage, PortalImage, get_user_model()) if model.objects.exists()]
    assert left == []


def test_production_gets_no_accounts_with_known_passwords(db, settings):
    settings.DEMO_LOGINS = False

    out, _err = run()

    assert "No logins were made" in out
    assert people.PASSWORD not in out
    assert {(user.is_active, user.has_usable_password()) for user in get_user_model().objects.all()} == {(False, False)}


def test_production_gets_them_only_when_asked_and_warned(db, settings):
    settings.DEMO_LOGINS = False

    out, err = run(with_logins=True)

    assert "anybody can sign in" in err
    assert people.PASSWORD in out
