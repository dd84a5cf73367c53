"""Choosing an entry out of thousands."""

import pytest

from directory import operations
from directory.models import Actor, Location, Offer
from tests.factories import (
    ActorFactory,
    LocationFactory,
)

from .forms import url

pytestmark = pytest.mark.django_db


def test_choosers_search_words_and_leave_out_the_archive(as_user, editor):
    ActorFactory(name="Träger Süd")
    ActorFactory(name="Träger Nord")
    operations.archive(ActorFactory(name="Träger Süd alt"))
    client = as_user(editor)

    page = client.get("/cms/snippets/choose/directory/actor/results/?q=süd+träger").content.decode()

    assert ("Träger Süd" in page, "Träger Nord" in page, "Träger Süd alt" in page) == (True, False, False)


def test_no_form_offers_thousands_of_choices(as_user, moderator):
    ActorFactory.create_batch(120)
    client = as_user(moderator)

    for model in (Actor, Location, Offer):
        page = client.get(url(model, "add")).content.decode()
        assert page.count("Musikschule Klangwerk") == 0


def test_links_from_an_institution_fill_it_in(as_user, editor):
    actor = LocationFactory().actor
    client = as_user(editor)

    page = client.get(url(Actor, "edit", actor.pk)).content.decode()
    assert f"{url(Offer, 'add')}?actor={actor.pk}" in page
    form = client.get(f"{url(Offer, 'add')}?actor={actor.pk}").context["form"]
    assert (form["actor"].value(), list(form.fields["locations"].queryset)) == (actor.pk, [actor.locations.get()])
    assert client.get(f"{url(Offer, 'add')}?actor=abc").status_code == 200
    assert "Notenweg" in client.get(url(Offer, "locations") + f"?actor={actor.pk}").content.decode()
