import pytest
from django.db import IntegrityError, transaction

from directory import slugs
from directory.models import Actor, FormerSlug, Offer
from tests.factories import ActorFactory, ActorKindFactory, LocationFactory, OfferFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Musikschule Großbeeren", "musikschule-grossbeeren"),
        ("Käthe-Kollwitz-Öko-Übungsplätze", "kaethe-kollwitz-oeko-uebungsplaetze"),
        ("Kunst & Kultur", "kunst-und-kultur"),
        ("Ecole d'Ètè", "ecole-dete"),
        ("__ !!", "eintrag"),
        ("x" * 300, "x" * 120),
        ("Wort " * 60, "-".join(["wort"] * 24)),
    ],
)
def test_slug_reads_like_the_german_name(name, slug):
    assert slugs.make_slug(name) == slug


def test_slug_is_given_at_the_first_save_and_stays():
    actor = Actor.objects.create(name="Kita Löwenzahn", kind=ActorKindFactory())

    actor.name = "Kita Pusteblume"
    actor.save()

    actor.refresh_from_db()
    assert actor.slug == "kita-loewenzahn"
    assert list(FormerSlug.objects.values_list("model", "slug", "object_id")) == [("actor", "kita-loewenzahn", actor.pk)]


def test_a_draft_gets_its_slug_as_well():
    draft = Actor(name="Kita Löwenzahn", live=False)
    draft.save()

    assert draft.slug == "kita-loewenzahn"


def test_actors_and_offers_have_addresses_of_their_own():
    actor = Actor.objects.create(name="Klangwerk", kind=ActorKindFactory())
    offer = Offer.objects.create(name="Klangwerk", actor=actor)

    assert (actor.slug, offer.slug) == ("klangwerk", "klangwerk")


def test_a_given_slug_is_written_down_and_never_given_again():
    actor = ActorFactory(slug="kita-loewenzahn")
    Actor.objects.filter(pk=actor.pk).update(slug="kita-pusteblume")

    second = Actor.objects.create(name="Kita Löwenzahn", kind=ActorKindFactory())

    assert second.slug == "kita-loewenzahn-2"


def test_a_slug_of_another_thing_is_refused_and_nothing_is_saved():
    ActorFactory(slug="kita-loewenzahn")
    FormerSlug.objects.create(model="actor", slug="alte-adresse", object_id=4711)

    with pytest.raises(IntegrityError):
        ActorFactory(slug="alte-adresse")

    assert not Actor.objects.filter(slug="alte-adresse").exists()


def test_many_free_slugs_at_once_are_different_and_in_order():
    ActorFactory(slug="deutsch-a1")
    Actor.objects.create(name="Deutsch A1", kind=ActorKindFactory())

    with transaction.atomic():
        given = slugs.free_slugs(Actor, ["Deutsch A1", "Yoga", "Deutsch A1", "Deutsch A1 4", "Deutsch A1", "…"])

    assert given == ["deutsch-a1-3", "yoga", "deutsch-a1-4", "deutsch-a1-4-2", "deutsch-a1-5", "einrichtung"]


def test_thousands_of_equal_names_take_a_handful_of_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(60), transaction.atomic():
        given = slugs.free_slugs(Offer, ["Deutsch A1"] * 3000)

    assert given[-1] == "deutsch-a1-3000"


def test_bulk_written_things_keep_their_slugs():
    owner = ActorFactory()
    with transaction.atomic():
        names = ["Deutsch A1", "Deutsch A1"]
        offers = Offer.objects.bulk_create(
            Offer(actor=owner, name=name, slug=slug) for name, slug in zip(names, slugs.free_slugs(Offer, names), strict=True)
        )
        slugs.keep_slugs(offers)

    assert slugs.find_by_former_slug(Offer, "deutsch-a1-2") == offers[1].pk
    assert slugs.is_free(Offer, "deutsch-a1-2", for_thing=offers[1])
    assert not slugs.is_free(Offer, "deutsch-a1-2")


@pytest.mark.django_db(transaction=True)
def test_free_slugs_need_the_transaction_that_writes_the_things():
    with pytest.raises(transaction.TransactionManagementError):
        slugs.free_slugs(Actor, ["Klangwerk"])


def test_locations_have_no_address_of_their_own():
    location = LocationFactory(actor=OfferFactory().actor)

    assert not FormerSlug.objects.filter(model="location", object_id=location.pk).exists()


def test_a_draft_that_was_never_public_follows_its_name():
    draft = Actor.objects.create(name="Kita Löwnzahn", live=False)
    draft.name = "Kita Löwenzahn"
    draft.save()
    published = Actor.objects.get()
    published.live, published.kind, published.first_published_at = True, ActorKindFactory(), published.created_at
    published.save()
    published.live, published.name = False, "Kita Pusteblume"
    published.save()

    assert Actor.objects.get().slug == "kita-loewenzahn"
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["kita-loewenzahn"]
