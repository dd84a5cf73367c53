"""What people try who want more than they may: each test names who may not."""

import datetime
import json
import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from directory.models import Actor, Location, Membership, Offer
from portal.models import ContentPage, HomePage, NewsIndexPage, NewsPage
from search.pipeline import rebuild
from tests.factories import ActorFactory, LocationFactory, OfferFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "https:evil.example"]


def views(patterns=None):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.callback


def test_no_view_of_ours_does_without_the_token_against_forged_forms():
    """Those of the interfaces of Wagtail's admin ask for it themselves, see below."""
    exempt = {view.__module__ + "." + view.__name__ for view in views() if getattr(view, "csrf_exempt", False)}

    assert {name for name in exempt if not name.startswith(("wagtail.", "wagtail_localize.views."))} == set()


def test_the_admins_interfaces_ask_for_the_token_themselves(moderator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    page = HomePage.objects.get()

    assert client.post(f"/cms/api/main/pages/{page.pk}/action/unpublish/").status_code == 403
    assert client.put("/cms/localize/translate/1/strings/1/edit/").status_code == 403
    assert client.put("/cms/localize/translate/1/overrides/1/edit/").status_code == 403
    assert HomePage.objects.get().live


def test_people_of_memberships_are_named_to_the_office_only(as_user, editor, office):
    hidden, actor = UserFactory(first_name="Geheimperson", email="geheim@example.org"), ActorFactory()
    of_office = Client()
    of_office.force_login(office)
    of_office.post(
        reverse(Membership.snippet_viewset.get_url_name("add")), {"user": hidden.pk, "actor": actor.pk, "role": "owner"}
    )  # by the form, for the log
    membership = Membership.objects.get()
    addresses = [
        "/cms/localize/api/snippets/directory/membership/",
        f"/cms/localize/api/snippets/directory/membership/{membership.pk}/",
        "/cms/snippets/choose/directory/membership/",
        "/cms/snippets/choose/directory/membership/results/",
        f"/cms/snippets/choose/directory/membership/chosen/{membership.pk}/",
        reverse(Actor.snippet_viewset.get_url_name("usage"), args=[membership.actor_id]),
        reverse(Membership.snippet_viewset.get_url_name("list")) + "?export=csv",
        reverse(Membership.snippet_viewset.get_url_name("edit"), args=[membership.pk]),
        reverse(Membership.snippet_viewset.get_url_name("usage"), args=[membership.pk]),
        reverse(Membership.snippet_viewset.get_url_name("history"), args=[membership.pk]),
        "/cms/reports/site-history/",
        "/cms/users/",
    ]

    client = as_user(editor)
    for address in addresses:
        text = client.get(address, follow=True).content.decode()
        assert "Geheimperson" not in text, address
        assert "geheim@" not in text, address
    assert "Geheimperson" in of_office.get(addresses[0]).content.decode()


def test_a_forged_form_changes_nothing(moderator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    actor = ActorFactory(name="Alt")
    names = Actor.snippet_viewset
    addresses = [
        reverse(names.get_url_name("edit"), args=[actor.pk]),
        reverse(names.get_url_name("archive"), args=[actor.pk]),
        reverse(names.get_url_name("unpublish"), args=[actor.pk]),
        reverse("wagtail_bulk_action", args=["directory", "actor", "archive"]) + f"?id={actor.pk}",
        "/konto/logout/",
        "/konto/login/",
        "/konto/password/reset/",
    ]

    assert [client.post(address).status_code for address in addresses] == [403] * len(addresses)
    assert (Actor.objects.get().name, Actor.objects.get().live, Actor.objects.get().archived_at) == ("Alt", True, None)


def test_looking_changes_nothing(as_user, moderator):
    actor = ActorFactory()
    client = as_user(moderator)

    for view in ("archive", "restore", "unpublish", "lock", "unlock"):
        client.get(reverse(Actor.snippet_viewset.get_url_name(view), args=[actor.pk]))
    client.get(reverse("wagtail_bulk_action", args=["directory", "actor", "archive"]) + f"?id={actor.pk}")
    client.get("/konto/logout/")

    now = Actor.objects.get()
    assert (now.live, now.locked, now.archived_at) == (True, False, None)
    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("where", ELSEWHERE)
def test_nobody_is_led_away_after_signing_in_or_acting(client, moderator, where):
    moderator.set_password("richtig-langes-wort")
    moderator.save()
    actor = ActorFactory()

    signed_in = client.post("/konto/login/", {"login": moderator.email, "password": "richtig-langes-wort", "next": where})
    acted = client.post(
        reverse("wagtail_bulk_action", args=["directory", "actor", "archive"]) + f"?id={actor.pk}",
        {"next": where},
        query_params={"next": where},
    )
    signed_out = client.post("/konto/logout/", {"next": where})

    for response in (signed_in, acted, signed_out):
        assert "evil" not in response.headers.get("Location", "")
        assert "javascript" not in response.headers.get("Location", "")


def test_another_host_is_refused(client, settings):
    settings.ALLOWED_HOSTS = ["portal.example"]

    client.raise_request_exception = False
    for path in ("/", "/suche/", "/sitemap.xml", "/robots.txt", "/konto/password/reset/"):
        assert client.get(path, headers={"host": "evil.example"}).status_code == 400
    assert "evil" not in client.get("/robots.txt", headers={"host": "portal.example", "x-forwarded-host": "evil.example"}).content.decode()


def test_one_guesser_does_not_lock_everybody_out(client, moderator, settings):
    """Behind the proxy of a server all requests come from one address; who a visitor is stands last in the header, written by the proxy itself."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # as in production
    moderator.set_password("richtig-langes-wort")
    moderator.save()

    def sign_in(visitor, password, login=moderator.email):
        return client.post("/konto/login/", {"login": login, "password": password}, headers={"x-forwarded-for": visitor})

    guesses = [sign_in(f"10.0.0.{number}, 192.0.2.1", "falsch", f"niemand{number}@example.org") for number in range(40)]

    assert guesses[-1].status_code == 429
    assert "Zu viele Versuche" in guesses[-1].content.decode()
    assert sign_in("198.51.100.7", "richtig-langes-wort").status_code == 302


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x"]
)
def test_no_link_of_a_page_runs_anything(as_user, moderator, address):
    page = HomePage.objects.get().add_child(instance=ContentPage(title="Ganztag", slug="ganztag"))
    text = {
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}},
        "blocks": [
            {
                "key": "a",
                "text": "Hier klicken",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 4, "key": 0}],
            }
        ],
    }
    client = as_user(moderator)
    form = {
        "title": "Ganztag", "slug": "ganztag", "intro": "", "seo_title": "", "search_description": "", "go_live_at": "", "expire_at": "",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "body-count": "1", "body-0-deleted": "", "body-0-order": "0",
        "body-0-type": "text", "body-0-id": "", "body-0-value": json.dumps(text), "action-publish": "1",
    }  # fmt: skip
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)

    html = client.get("/ganztag/").content.decode()
    assert "klicken" in html
    assert address.strip().lower() not in html.lower()


def test_nobody_learns_who_has_an_account(client, mailoutbox):
    user = UserFactory(email="aenne@example.org")
    user.set_password("richtig-langes-wort")
    user.save()

    def answers(address):
        pages = [
            client.post("/konto/login/", {"login": address, "password": "falsch"}),
            client.post("/konto/password/reset/", {"email": address}),
        ]
        return [
            (
                page.status_code,
                page.headers.get("Location"),
                re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode()).replace(address, ""),
            )
            for page in pages
        ]

    assert answers("aenne@example.org") == answers("niemand@example.org")
    assert client.get("/cms/password_reset/").status_code in (302, 404)


def entry_addresses():
    """Every address of the register's screens with an entry behind it."""
    for thing in (ActorFactory(live=False), LocationFactory(live=False), OfferFactory(live=False)):
        revision = thing.save_revision()
        names = type(thing).snippet_viewset
        for pattern in names.get_urlpatterns():
            for args in ([], [thing.pk], [thing.pk, revision.pk], [thing.pk, revision.pk, "latest"]):
                try:
                    yield reverse(names.get_url_name(pattern.name), args=args)
                except NoReverseMatch:
                    continue


def test_neither_strangers_nor_people_without_the_right_see_the_registers_screens(client):
    nobody = UserFactory()
    nobody.user_permissions.add(Permission.objects.get(codename="access_admin"))
    addresses = list(entry_addresses())
    assert len(addresses) > 40

    for address in addresses:
        assert client.get(address).url.startswith(("/cms/login/", "/konto/login/")), address
    client.force_login(nobody)
    for address in addresses:
        for response in (client.get(address), client.post(address)):
            if "confirm_cancellation" in address:  # says only whether the form must ask
                assert response.json() == {"step": "no_confirmation_needed"}
                continue
            assert response.status_code in (302, 403, 404, 405), address
            assert response.headers.get("Location", "/cms/") == "/cms/", address


def test_private_pages_and_drafts_are_named_nowhere(client, index_place):
    home = HomePage.objects.get()
    folder = home.add_child(instance=ContentPage(title="Offen", slug="offen"))
    news = NewsIndexPage.objects.child_of(home).first() or home.add_child(instance=NewsIndexPage(title="Neues", slug="neues"))
    private = [
        folder.add_child(instance=ContentPage(title="Geheimnis A", slug="geheimnis-a", intro="Geheimnis")),
        news.add_child(instance=NewsPage(title="Geheimnis B", slug="geheimnis-b", intro="Geheimnis", date=datetime.date(2026, 11, 1))),
    ]
    for page in private:
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    private[0].add_child(instance=ContentPage(title="Geheimnis C", slug="geheimnis-c"))
    folder.add_child(instance=ContentPage(title="Geheimnis D", slug="geheimnis-d", live=False))
    public = folder.add_child(instance=ContentPage(title="Sichtbar", slug="sichtbar"))
    public.title = "Geheimnis E"
    public.save_revision()
    rebuild()
    feed = news.url + news.reverse_subpage("feed")
    addresses = [
        "/",
        folder.url,
        news.url,
        feed,
        "/sitemap-seiten-1.xml",
        "/suche/?q=Geheim",
        "/suche/?q=Geheim&format=csv",
        "/suche/vorschlaege/?q=Gehei",
    ]

    for address in addresses:
        response = client.get(address)
        text = (b"".join(response) if response.streaming else response.content).decode().lower()
        assert response.status_code == 200, address
        assert "geheimnis" not in text, address
    for page in private:
        assert client.get(page.url).url.startswith("/konto/login/?next=")
        assert client.get(f"{page.url}?seite=1&preview=1").status_code == 302
    for name, args in (
        ("view_draft", [public.pk]),
        ("preview_on_edit", [public.pk]),
        ("revisions_view", [public.pk, public.latest_revision_id]),
    ):
        assert "/login/" in client.get(reverse(f"wagtailadmin_pages:{name}", args=args)).url
    assert "/login/" in client.get("/cms/api/main/pages/").url
    assert "Sichtbar" in client.get(folder.url).content.decode()


def test_a_private_document_is_for_those_who_signed_in(client, editor):
    collection = Collection.get_first_root_node().add_child(name="Intern")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = get_document_model().objects.create(title="Intern", file=ContentFile(b"geheim", "intern.pdf"), collection=collection)

    assert "/login/" in client.get(document.url).url
    assert client.get(f"/media/{document.file.name}").status_code == 404
    client.force_login(editor)
    assert b"".join(client.get(document.url).streaming_content) == b"geheim"
    document.file.delete()


def test_a_document_never_runs_in_the_portal(client):
    for name in ("seite.txt", "seite.csv"):
        document = get_document_model().objects.create(title="x", file=ContentFile(EVIL.encode(), name))
        response = client.get(document.url)
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        b"".join(response.streaming_content)
        document.file.delete()


@pytest.fixture
def poisoned(index_place):
    """A register into which somebody wrote programs, indexed."""
    topic = TopicFactory(name=f"Musik {EVIL}", slug="musik-x")
    actor = ActorFactory(
        name=f"Klangwerk {EVIL}",
        summary=f"Klangwerk {EVIL}",
        description=f"<p>Klangwerk {EVIL}<a href='javascript:alert(1)'>x</a></p>",
        contact_person=EVIL,
    )
    actor.topics.set([topic])
    actor.save()
    LocationFactory(actor=actor, name=EVIL, street=EVIL, municipality=EVIL, lat=52.5, lon=13.4)
    offer = OfferFactory(name=f"Klangwerk {EVIL}", actor=actor, summary=EVIL, schedule_note=EVIL, price_note=EVIL)
    rebuild()
    return {"topic": topic, "actor": actor, "offer": offer}


def test_programs_in_names_and_texts_stay_text_everywhere(client, poisoned):
    addresses = [
        poisoned["actor"].get_absolute_url(),
        poisoned["offer"].get_absolute_url(),
        poisoned["topic"].get_absolute_url(),
        "/einrichtungen/",
        "/angebote/",
        "/suche/?q=Klangwerk",
        "/suche/?q=Klangwerk&ansicht=karte",
        f"/suche/?thema=musik-x&q={EVIL}",
        "/suche/?q=alert+script",
        "/suche/?q=Klangwerk&format=atom",
        reverse("search:things") + f"?ding=actor:{poisoned['actor'].pk}",
    ]

    for address in addresses:
        html = client.get(address).content.decode().replace("\u00ad", "")
        assert "<script>alert" not in html, address
        assert "<img src=x" not in html, address
        assert "javascript:" not in html, address
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
            json.loads(data)
    assert "Klangwerk" in client.get(addresses[5]).content.decode().replace("\u00ad", "")


def test_answers_for_programs_are_no_pages(client, poisoned):
    for address, kind in ((reverse("search:suggest") + "?q=Klang", "application/json"), (reverse("search:places"), "application/geo+json")):
        response = client.get(address)
        assert (response["Content-Type"].split(";")[0], response["X-Content-Type-Options"]) == (kind, "nosniff")
        assert "Klangwerk" in response.content.decode().replace("\u00ad", "")
        response.json()


def test_a_spreadsheet_calculates_nothing(client, index_place):
    for number, start in enumerate(("=", "+", "-", "@", "\t=", " =")):
        ActorFactory(name=f"{start}HYPERLINK({number})", summary="=1+1")
    rebuild()

    text = b"".join(client.get("/suche/?format=csv")).decode()

    assert text.count("HYPERLINK") == 6
    assert not re.search(r'(^|;|")[ \t]*[=+@-]', text.replace('"', ""), re.MULTILINE)


def test_only_who_may_is_told_why_a_hit_stands_where_it_stands(client, editor, office, index_place):
    ActorFactory(name="Klangwerk")
    rebuild()

    def told():
        return "explanation" in client.get("/suche/?q=Klangwerk&erklaerung=1").context

    assert not told()
    client.force_login(editor)
    assert not told()
    client.force_login(office)
    assert told()


def test_headers_hold_the_line(client):
    for path in ("/", "/suche/", "/gibt-es-nicht/", "/konto/login/"):
        response = client.get(path)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "base-uri 'none'" in policy
        assert (response["X-Content-Type-Options"], response["Referrer-Policy"], response["X-Frame-Options"]) == (
            "nosniff",
            "same-origin",
            "SAMEORIGIN",
        )


def test_health_gives_nothing_away(client):
    assert set(client.get("/gesund/").json()) == {"database", "index", "worker", "outbox"}


def test_whoever_may_edit_cannot_give_themselves_more(as_user, editor, office):
    client = as_user(editor)
    assert client.get(reverse("wagtailusers_users:index")).status_code == 302
    client.post(reverse("wagtailusers_users:edit", args=[editor.pk]), {"email": editor.email, "is_superuser": "on"})
    as_user(office).post(
        reverse("wagtailusers_users:edit", args=[office.pk]),
        {"email": office.email, "first_name": "A", "last_name": "B", "is_active": "on", "is_superuser": "on", "is_staff": "on"},
    )

    for user in (editor, office):
        user.refresh_from_db()
        assert (user.is_superuser, user.is_staff) == (False, False)
    assert Location.objects.count() == Offer.objects.count() == 0


def test_nobody_takes_the_address_of_somebody_else(client):
    mine, other = UserFactory(email="a@example.org"), UserFactory(email="b@example.org")
    client.force_login(mine)

    for data in ({"action_add": "", "email": "b@example.org"}, {"action_primary": "", "email": "b@example.org"}):
        assert client.post("/konto/email/", data).status_code in (200, 302)

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.email, other.email) == ("a@example.org", "b@example.org")
    assert sorted(EmailAddress.objects.values_list("user_id", "email")) == sorted([(mine.pk, mine.email), (other.pk, other.email)])
