"""Hundreds by a table: every line is judged, nobody is written to before the office says so, and the worker does it in pieces."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.factories import ActorFactory
from tests.upkeep.world import member, posted, school
from upkeep import operations
from upkeep.models import AccessMail, Invitation, InvitationBatch
from upkeep.operations import batches
from upkeep.viewsets.invitations import progress_of

pytestmark = pytest.mark.django_db


def table(*lines):
    return "\n".join(["Einrichtung;E-Mail;Rolle;Vorname;Nachname", *lines]).encode("utf-8-sig")


def test_each_line_is_judged_by_itself():
    actor = school()
    member(actor, email="da@klangwerk.example")
    operations.invite(actor, "schon@klangwerk.example", role="editor", by=None, at=timezone.now())
    ActorFactory(name="Doppelt")
    ActorFactory(name="Doppelt")

    rows, problems = operations.check_rows(
        table(
            "Musikschule Klangwerk;Kim@Klangwerk.example;bearbeitet;Kim;Beispiel", "klangwerk;lea@klangwerk.example", "klangwerk;lea@klangwerk.example",
            "klangwerk;keine-adresse", "Nirgends;a@b.example", "Doppelt;a@b.example", "klangwerk;a@b.example;König", "klangwerk;da@klangwerk.example",
            "klangwerk;schon@klangwerk.example", "",
        ),
        at=timezone.now(),
    )  # fmt: skip

    assert rows == [
        {"actor": actor.pk, "email": "kim@klangwerk.example", "role": "editor", "first_name": "Kim", "last_name": "Beispiel"},
        {"actor": actor.pk, "email": "lea@klangwerk.example", "role": "owner", "first_name": "", "last_name": ""},
    ]
    assert [number for number, _words in problems] == [4, 5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2", table(), b"\0\1\2", b"x" * (operations.LARGEST + 1), table(*["a;b@c.de"] * 5001)])
def test_a_file_that_is_no_table_is_refused_with_words(data):
    with pytest.raises(operations.OperationRefused):
        operations.check_rows(data, at=timezone.now())


def test_a_table_goes_from_the_form_to_the_worker_and_its_progress_is_shown(as_user, office, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    school()
    client = as_user(office)
    file = SimpleUploadedFile("liste.csv", table(*(f"klangwerk;n{number}@b.example" for number in range(5)), "klangwerk;kaputt"))
    checked = client.post(reverse("upkeep_invitations:invite"), {"action": "table", "file": file}, follow=True).content.decode()
    batch = InvitationBatch.objects.get()
    assert "Zeile 7" in checked
    assert (Invitation.objects.count(), len(batch.rows)) == (0, 5)

    with pytest.MonkeyPatch.context() as patch:
        from django.db import transaction

        patch.setattr(transaction, "on_commit", lambda function, **kwargs: function())
        client.post(reverse("upkeep_invitations:batch", args=[batch.pk]), {"action": "start", "message": "Willkommen!"})
    assert Invitation.objects.count() == 0, "the request writes nothing but the wish"
    assert DBTaskResult.objects.filter(task_path="upkeep.tasks.write_invitations").count() == 1

    batch.refresh_from_db()
    operations.write_batch(batch, at=timezone.now())
    operations.write_batch(batch, at=timezone.now())  # the worker died and came back
    mails = posted()
    batch.refresh_from_db()
    assert (batch.state, batch.rows, len(mails), Invitation.objects.filter(message="Willkommen!").count()) == ("fertig", [], 5, 5)
    AccessMail.objects.filter(address="n1@b.example").update(state="failed", error="550 Unknown user")
    assert [number for _words, number in progress_of(batch)] == [5, 0, 4, 1, 0, 0]
    bounced = client.get(reverse("upkeep_invitations:index") + "?zeige=zurueck").content.decode()
    assert ("n1@b.example" in bounced, "550 Unknown user" in bounced, "n2@b.example" in bounced) == (True, True, False)
