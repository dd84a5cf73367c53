"""What belongs to people goes along when two institutions are merged, and comes back."""

import datetime as dt

import pytest

from directory import operations
from directory.models import ChangeProposal
from tests.factories import ActorFactory, LocationFactory
from upkeep.models import AccessEntry, AccessMail, Claim, Invitation

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


def belonging():
    return (
        list(Invitation.objects.order_by("pk").values_list("actor", "email", "role", "state", "settled_at")),
        list(Claim.objects.values_list("actor", "name")),
        list(AccessEntry.objects.values_list("actor", "person")),
        list(AccessMail.objects.order_by("pk").values_list("actor", "address", "key")),
        list(ChangeProposal.objects.order_by("pk").values_list("actor", "model", "object_id", "state")),
    )


def test_who_is_invited_to_both_is_invited_once_and_everything_comes_back():
    kept, gone = ActorFactory(name="Musikschule Klangwerk"), ActorFactory(name="MS Klangwerk")
    main, twin = LocationFactory(actor=kept, street="Notenweg 12"), LocationFactory(actor=gone, street="Notenweg 12")
    for actor, email, role in ((kept, "a@ton.example", "editor"), (gone, "a@ton.example", "owner"), (gone, "b@ton.example", "editor")):
        Invitation.objects.create(actor=actor, email=email, role=role, made_at=AT, expires_at=AT + WEEK)
    Claim.objects.create(actor=gone, name="Uli Beispiel", email="c@ton.example", made_at=AT)
    AccessEntry.objects.create(actor=gone, at=AT, action="eingeladen", person="b…@ton.example")
    for actor, key in ((kept, "einmal"), (gone, "einmal"), (gone, "anders")):
        AccessMail.objects.create(actor=actor, address="a@ton.example", key=key, kind="einladung", due_at=AT)
    asked = {"kind": "change", "created_at": AT, "office_from": AT, "actor": gone, "title": "MS Klangwerk"}
    ChangeProposal.objects.create(model="actor", object_id=gone.pk, changes={"summary": {"old": "", "new": "Musik"}}, **asked)
    ChangeProposal.objects.create(model="location", object_id=twin.pk, changes={"transport": {"old": "", "new": "Bus 5"}}, **asked)
    before = belonging()

    run = operations.merge(kept, gone, at=AT)

    assert belonging() == (
        [
            (kept.pk, "a@ton.example", "owner", "offen", None),
            (kept.pk, "a@ton.example", "owner", "widerrufen", AT),
            (kept.pk, "b@ton.example", "editor", "offen", None),
        ],
        [(kept.pk, "Uli Beispiel")],
        [(kept.pk, "b…@ton.example")],
        [(kept.pk, "a@ton.example", "einmal"), (kept.pk, "a@ton.example", "anders")],
        [(kept.pk, "actor", kept.pk, "open"), (kept.pk, "location", main.pk, "open")],
    )

    operations.undo_merge(run, at=AT + WEEK)

    run.refresh_from_db()
    assert (belonging(), run.left) == (before, [])
