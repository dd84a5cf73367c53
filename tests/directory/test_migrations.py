from importlib import import_module

import pytest
from django.apps import apps

from directory.models import Actor, ActorText, OfferText
from tests.factories import ActorFactory, OfferFactory

pytestmark = pytest.mark.django_db

rich_descriptions = import_module("directory.migrations.0002_rich_descriptions")


def test_plain_texts_become_paragraphs_in_rows_and_in_revisions():
    actor = ActorFactory(description='<p data-block-key="a1">Seit <b>1994</b>.</p>')
    actor.texts.add(ActorText(language="tr", description="Herkes için.\n\nÇok & güzel <3"))
    actor.save()
    revision = actor.save_revision()
    OfferText.objects.create(offer=OfferFactory(), language="en", description="<p>As it is.</p>")

    rich_descriptions.clean_descriptions(apps, None)

    turkish = "<p>Herkes için.</p><p>Çok &amp; güzel &lt;3</p>"
    assert Actor.objects.values_list("description", "texts__description").get(pk=actor.pk) == ("<p>Seit <b>1994</b>.</p>", turkish)
    revision.refresh_from_db()
    assert (revision.content["description"], revision.content["texts"][0]["description"]) == ("<p>Seit <b>1994</b>.</p>", turkish)
    assert OfferText.objects.get().description == "<p>As it is.</p>"
