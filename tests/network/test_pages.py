"""Pages of cooperations and wishes: what they say, and to whom."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import activate
from wagtail.documents import get_document_model

from directory.models import ActorKind
from directory.operations import archive
from network.models import Cooperation, CooperationPartner
from tests.factories import (
    ActorFactory,
    AreaFactory,
    CooperationFactory,
    CooperationPartnerFactory,
    CooperationWishFactory,
    LocationFactory,
    MembershipFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_german():
    activate("de")


def text(response):
    return response.content.decode().replace("\u00ad", "").replace("\u00a0", " ")


def kind(slug):
    return ActorKind.objects.get(slug=slug)


@pytest.fixture
def flutes():
    school, academy = (
        ActorFactory(name="Papierboot", slug="papierboot", kind=kind("schule")),
        ActorFactory(name="Klangwerk", slug="klangwerk"),
    )
    LocationFactory(actor=school, area=AreaFactory(name="Niederschönhausen", slug="nsh"), is_main=True)
    return CooperationFactory(
        name="Papierboot klingt",
        slug="papierboot-klingt",
        summary="Alle Erstklässler lernen Flöte.",
        form="bildungspartnerschaft",
        starts_on=dt.date(2024, 8, 1),
        people=84,
        hours_per_week=8,
        groups=4,
        staff=6,
        agreement="zertifiziert",
        agreed_on=dt.date(2024, 6, 3),
        about="<p>Dienstags kommt eine Lehrerin.</p>",
        helps="<ul><li>Feste Zeit</li></ul>",
        partners=[school, academy],
    )


def test_the_profile_says_who_does_what_since_when(client, flutes):
    html = text(client.get("/kooperationen/papierboot-klingt/"))

    for words in (
        "Papierboot klingt",
        "Bildungspartnerschaft",
        "von beiden Seiten bestätigt",
        "läuft seit August 2024",
        "Niederschönhausen",
        "Menschen im Jahr",
        ">84<",
        "Dienstags kommt eine Lehrerin.",
        "Feste Zeit",
        "bestätigt am 1. September 2026",
        "Zertifiziert",
        "vom 3. Juni 2024",
    ):
        assert words in html, words


def test_an_unconfirmed_partner_has_no_name(client, flutes):
    CooperationPartnerFactory(cooperation=flutes, actor=ActorFactory(name="Geheimverein", slug="geheimverein"))
    CooperationPartnerFactory(
        cooperation=flutes, actor=ActorFactory(name="Absageverein", slug="absageverein"), answer="abgelehnt", answered_at=timezone.now()
    )

    html = text(client.get("/kooperationen/papierboot-klingt/"))

    assert "Eine weitere Einrichtung" in html
    assert "Bestätigung steht aus" in html
    assert "von 2 Einrichtungen bestätigt" in html
    assert "eheimverein" not in html
    assert "bsageverein" not in html


def test_a_partner_that_was_archived_has_no_name(client, flutes):
    actor = ActorFactory(name="Altverein", slug="altverein")
    CooperationPartnerFactory(cooperation=flutes, actor=actor, confirmed=True)
    archive(actor)

    html = text(client.get("/kooperationen/papierboot-klingt/"))

    assert "ltverein" not in html
    assert "nicht mehr im Verzeichnis" in html


def test_who_left_is_named_among_former_partners(client, flutes):
    CooperationPartnerFactory(
        cooperation=flutes,
        actor=ActorFactory(name="Früherverein"),
        answer="ausgeschieden",
        answered_at=timezone.now(),
        left_on=dt.date(2025, 7, 31),
    )

    html = text(client.get("/kooperationen/papierboot-klingt/"))

    assert "Frühere Partner" in html
    assert "Früherverein" in html
    assert "bis Juli 2025" in html


PARTS = {
    "agreement": {"agreement": "schriftlich"},
    "reach": {"people": 4711},
    "funding": {"funding": "GEHEIM funding"},
    "about": {"about": "<p>GEHEIM about</p>"},
    "running": {"running": "<p>GEHEIM running</p>"},
    "helps": {"helps": "<p>GEHEIM helps</p>"},
    "hinders": {"hinders": "<p>GEHEIM hinders</p>"},
    "contact": {"contact_name": "GEHEIM contact", "contact_email": "geheim@example.org", "contact_note": "GEHEIM note"},
}
SHOWN = {"agreement": "Schriftlich", "reach": ">4711<", "contact": "GEHEIM contact"} | {
    part: f"GEHEIM {part}" for part in ("funding", "about", "running", "helps", "hinders")
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("audience", ["alle", "mitglieder", "intern"])
def test_each_part_is_for_those_who_may_read_it(client, flutes, office, part, audience):
    """Everybody, members of a partner, the office; members of others see no more than everybody."""
    Cooperation.objects.filter(pk=flutes.pk).update(
        **{f"{part}_for": audience}, **PARTS[part], **({} if part == "agreement" else {"agreement": "keine"})
    )
    member, stranger = UserFactory(), UserFactory()
    MembershipFactory(user=member, actor=flutes.partners.first().actor)
    MembershipFactory(user=stranger, actor=ActorFactory())
    seen = {}

    for name, user in (("everybody", None), ("stranger", stranger), ("member", member), ("office", office)):
        if user:
            client.force_login(user)
        else:
            client.logout()
        seen[name] = SHOWN[part] in text(client.get("/kooperationen/papierboot-klingt/"))

    assert seen == {
        "everybody": audience == "alle",
        "stranger": audience == "alle",
        "member": audience in ("alle", "mitglieder"),
        "office": True,
    }


def test_members_of_an_institution_that_declined_see_no_more_than_everybody(client, flutes):
    Cooperation.objects.filter(pk=flutes.pk).update(funding="GEHEIM")
    partner = CooperationPartnerFactory(cooperation=flutes, answer="abgelehnt", answered_at=timezone.now())
    member = UserFactory()
    MembershipFactory(user=member, actor=partner.actor)
    client.force_login(member)

    assert "GEHEIM" not in text(client.get("/kooperationen/papierboot-klingt/"))


@pytest.mark.parametrize(("audience", "status"), [("alle", 200), ("mitglieder", 404), ("intern", 404)])
def test_the_document_of_an_agreement_is_for_those_who_may_read_the_agreement(client, flutes, office, audience, status):
    document = get_document_model().objects.create(title="Vereinbarung", file=ContentFile(b"x", name="v.txt"))
    Cooperation.objects.filter(pk=flutes.pk).update(agreement_document=document, agreement_for=audience)

    def answer():
        response = client.get(document.url)
        assert not response.streaming or b"".join(response) == b"x"
        return response.status_code

    assert answer() == status
    assert ("/dokumente/" in text(client.get("/kooperationen/papierboot-klingt/"))) == (status == 200)
    client.force_login(office)
    assert answer() == 200


def test_a_page_with_parts_for_members_is_kept_nowhere(client, flutes, office):
    client.force_login(office)

    assert "no-store" in client.get("/kooperationen/papierboot-klingt/")["Cache-Control"]


def test_the_sheet_is_one_tagged_page_of_what_everybody_may_read(client, flutes, office):
    Cooperation.objects.filter(pk=flutes.pk).update(
        about="".join(
            f"<p>Absatz {number} mit sehr vielen Wörtern über das gemeinsame Musizieren in der Schule.</p>" for number in range(200)
        ),
        funding="GEHEIM",
    )
    client.force_login(office)

    response = client.get("/kooperationen/papierboot-klingt/steckbrief.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert b"/Count 1" in response.content
    assert b"pdfuaid" in response.content


def test_html_in_a_story_is_no_html(client, flutes):
    Cooperation.objects.filter(pk=flutes.pk).update(
        about='<p onclick="x()">Gut<script>alert(1)</script></p>',
        good_practice_reason="<b>x</b>",
        good_practice_at=timezone.now(),
        funding_for="alle",
        funding="<i>y</i>",
    )

    html = text(client.get("/kooperationen/papierboot-klingt/"))

    assert "alert(1)" not in html
    assert "onclick" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "&lt;i&gt;y&lt;/i&gt;" in html


@pytest.mark.parametrize("fields", [{"live": False}, {"confirmed_count": 1}])
def test_what_is_not_public_has_no_page(client, office, flutes, fields):
    Cooperation.objects.filter(pk=flutes.pk).update(**fields)
    client.force_login(office)

    assert [client.get(f"/kooperationen/papierboot-klingt/{end}").status_code for end in ("", "steckbrief.pdf")] == [404, 404]


def test_an_archived_cooperation_is_gone(client, flutes):
    archive(flutes)

    response = client.get("/kooperationen/papierboot-klingt/")

    assert response.status_code == 410
    assert "Die Kooperation steht nicht mehr in der Liste." in text(response)


def test_similar_cooperations_have_something_in_common(client, flutes):
    topic = TopicFactory()
    flutes.topics = [topic]
    flutes.save()
    partners = [ActorFactory(), ActorFactory()]
    like, unlike = (
        CooperationFactory(name="Auch Musik", partners=partners),
        CooperationFactory(name="Fußball", partners=[ActorFactory(kind=kind("verein")), ActorFactory(kind=kind("verein"))]),
    )
    like.topics = [topic]
    like.save()

    titles = [row.title for row in client.get("/kooperationen/papierboot-klingt/").context["similar"]]

    assert titles == ["Auch Musik"]
    assert unlike.is_public


@pytest.mark.parametrize("number", [2, 5])
def test_the_profile_takes_a_fixed_number_of_queries(client, flutes, number, django_assert_num_queries):
    for _place in range(number):
        CooperationPartnerFactory(cooperation=flutes, confirmed=True)
        other = CooperationFactory(partners=[ActorFactory(kind=kind("schule")), ActorFactory()])
        other.form = "bildungspartnerschaft"
        other.save()
    client.get("/kooperationen/papierboot-klingt/")

    with django_assert_num_queries(15):
        client.get("/kooperationen/papierboot-klingt/?neu")


# --- Institutions ---------------------------------------------------------------------------------------------------------


def test_both_sides_show_their_cooperation(client, flutes):
    for slug in ("papierboot", "klangwerk"):
        assert "Papierboot klingt" in text(client.get(f"/einrichtungen/{slug}/")), slug


def test_an_institution_that_has_not_confirmed_shows_nothing_of_it(client, flutes):
    actor = ActorFactory(slug="wartet")
    CooperationPartnerFactory(cooperation=flutes, actor=actor)

    assert "Papierboot klingt" not in text(client.get("/einrichtungen/wartet/"))


def test_many_cooperations_lead_to_their_list(client, flutes):
    actor = flutes.partners.first().actor
    for number in range(7):
        CooperationFactory(name=f"Weitere {number}", partners=[actor, ActorFactory()])

    html = text(client.get("/einrichtungen/papierboot/"))

    assert 'href="/kooperationen/?einrichtung=papierboot"' in html
    assert "Alle 8 zeigen" in html
    assert sum(f"Weitere {number}" in html for number in range(7)) == 4


@pytest.mark.parametrize("number", [1, 30])
def test_an_institution_takes_the_same_queries_however_many_cooperations(client, flutes, number, django_assert_num_queries):
    actor = flutes.partners.first().actor
    for _place in range(number + 4):
        CooperationFactory(partners=[actor, ActorFactory()])
    CooperationWishFactory(actor=actor)
    client.get("/einrichtungen/papierboot/")

    with django_assert_num_queries(24):
        client.get("/einrichtungen/papierboot/?neu")


# --- Wishes ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def wish():
    """A school in the north looks for a music school."""
    north = AreaFactory(name="Nord", slug="nord")
    actor = ActorFactory(name="Nordschule", slug="nordschule", kind=kind("schule"))
    LocationFactory(actor=actor, area=north, is_main=True)
    made = CooperationWishFactory(actor=actor, name="Musikschule gesucht", slug="musikschule-gesucht", text="<p>Für die Bläserklasse.</p>")
    made.kinds, made.areas = [kind("musikschule")], [north]
    made.save()
    return made


def test_open_wishes_are_listed_by_what_they_ask_for(client, wish):
    other = CooperationWishFactory(name="Schule gesucht", direction="bietet")
    other.kinds = [kind("schule")]
    other.save()
    CooperationWishFactory(name="Längst vorbei", until=dt.date(2020, 1, 1))
    CooperationWishFactory(name="Entwurf", live=False)

    def titles(query):
        return [row.title for row in client.get(f"/kooperationen/gesuche/{query}").context["rows"]]

    assert sorted(titles("")) == ["Musikschule gesucht", "Schule gesucht"]
    assert titles("?art=musikschule") == ["Musikschule gesucht"]
    assert titles("?richtung=bietet") == ["Schule gesucht"]
    assert titles("?gebiet=nord") == ["Musikschule gesucht"]


def test_a_wish_suggests_institutions_nearby_that_have_no_such_cooperation(client, wish):
    north, south = wish.areas.all()[0], AreaFactory(name="Süd")
    free, taken, far, club = (ActorFactory(name=name) for name in ("Freie Musikschule", "Vergebene", "Ferne", "Klub"))
    club.kind = kind("verein")
    club.save()
    for actor, area in ((free, north), (taken, north), (far, south), (club, north)):
        LocationFactory(actor=actor, area=area)
    CooperationFactory(partners=[taken, ActorFactory(kind=kind("schule"))])

    rows = client.get("/kooperationen/gesuche/musikschule-gesucht/").context["institutions"]

    assert [row.title for row in rows] == ["Freie Musikschule"]


def test_a_wish_suggests_wishes_of_the_other_direction(client, wish):
    def offer(name, **fields):
        made = CooperationWishFactory(name=name, direction="bietet", actor=ActorFactory(), **fields)
        made.kinds = [kind("schule")]
        made.save()

    offer("Wir kommen in Ihre Schule")
    offer("Vorbei", until=dt.date(2020, 1, 1))
    CooperationWishFactory(name="Sucht auch", direction="sucht")

    rows = client.get("/kooperationen/gesuche/musikschule-gesucht/").context["wishes"]

    assert [row.title for row in rows] == ["Wir kommen in Ihre Schule"]


def test_an_institution_shows_its_wishes(client, wish):
    assert "Musikschule gesucht" in text(client.get("/einrichtungen/nordschule/"))


def test_a_past_wish_says_so_and_asks_nobody_to_write(client, wish):
    wish.until = dt.date(2020, 1, 1)
    wish.save()

    response = client.get("/kooperationen/gesuche/musikschule-gesucht/")

    assert "Dieses Gesuch ist abgelaufen" in text(response)
    assert "Nachricht schreiben" not in text(response)


def test_the_wish_of_a_hidden_institution_has_no_page(client, wish):
    wish.actor.live = False
    wish.actor.save()

    assert client.get("/kooperationen/gesuche/musikschule-gesucht/").status_code == 404
    assert client.get("/kooperationen/gesuche/").context["total"] == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_wishes_take_a_fixed_number_of_queries(client, wish, number, django_assert_num_queries):
    for _place in range(number - 1):
        other = CooperationWishFactory()
        other.kinds = [kind("schule")]
        other.save()
    client.get("/kooperationen/gesuche/")

    with django_assert_num_queries(13):
        client.get("/kooperationen/gesuche/?neu")
    assert CooperationPartner.objects.count() == 0


def test_the_list_and_partners_lead_to_the_picture_of_the_network(client, flutes):
    school = flutes.partners.first().actor

    assert 'href="/netzwerk/"' in client.get("/kooperationen/").content.decode()
    assert f'href="/netzwerk/?um={school.slug}"' in client.get(school.get_absolute_url()).content.decode()
    assert client.get(f"/netzwerk/?um={school.slug}").status_code == 200
