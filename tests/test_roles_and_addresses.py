"""Every address × every role. An address that stands in no row makes the test fail, and so does a row that no address needs any more.

anonymous, stranger (an account that works nowhere), viewer, editor, owner (of the institution “Haus”), operator (owner of its operator), reviewer
(Moderation), office (Netzwerkbüro), admin. What a role may change within a page stands in the tests of the page.
"""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from directory.models import Membership
from tests.factories import ActorFactory, CooperationFactory, CooperationWishFactory, MeetingFactory, OfferFactory, UserFactory
from tests.people import person

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "stranger", "viewer", "editor", "owner", "operator", "reviewer", "office", "admin"]
OUTSIDE = ROLES[:6]
"""Nobody of them may enter the admin."""

EVERYBODY = [
    # (pattern, address, status for everybody)
    ("gesund/", "/gesund/", None), ("gesund/lebt/", "/gesund/lebt/", 200), ("gesund/bereit/", "/gesund/bereit/", None),
    ("metriken/", "/metriken/", 404), ("marke.css", "/marke.css", 200), ("marke/redaktion.css", "/marke/redaktion.css", 200),
    ("marke/symbol.svg", "/marke/symbol.svg", 200), ("marke/symbol-<int:size>.png", "/marke/symbol-32.png", 200),
    ("marke/karte.png", "/marke/karte.png", None), ("manifest.webmanifest", "/manifest.webmanifest", 200), ("robots.txt", "/robots.txt", 200),
    ("sitemap.xml", "/sitemap.xml", 200), ("sitemap-<slug:part>-<int:number>.xml", "/sitemap-einrichtungen-1.xml", 200), ("favicon.ico", "/favicon.ico", 302),
    ("kontakt/mail/<str:token>/", "/kontakt/mail/falsch/", 404),
    ("einrichtungen/", "/einrichtungen/", 200), ("einrichtungen/<slug:slug>/", "/einrichtungen/haus/", 200), ("einrichtungen/<slug:slug>/", "/einrichtungen/entwurf/", 404),
    ("angebote/", "/angebote/", 200), ("angebote/<slug:slug>/", "/angebote/chor/", 200), ("angebote/<slug:slug>/", "/angebote/entwurf/", 404),
    ("themen/", "/themen/", 200), ("themen/<slug:slug>/", "/themen/keins/", 404), ("gebiete/", "/gebiete/", 200),
    ("gebiete/umrisse.geojson", "/gebiete/umrisse.geojson", 200), ("gebiete/<slug:slug>/", "/gebiete/keins/", 404),
    ("mitmachen/einladung/<str:token>/", "/mitmachen/einladung/falsch/", 404), ("mitmachen/anfrage/<str:token>/", "/mitmachen/anfrage/falsch/", 404),
    ("mitmachen/bestaetigung/<str:token>/", "/mitmachen/bestaetigung/falsch/", 404), ("mitmachen/einrichtung/<slug:slug>/", "/mitmachen/einrichtung/haus/", 200),
    ("mitmachen/einrichtung/<slug:slug>/", "/mitmachen/einrichtung/entwurf/", 404),
    ("hinweis/<slug:what>/<int:key>/", "/hinweis/einrichtung/{house}/", 200), ("hinweis/<slug:what>/<int:key>/", "/hinweis/einrichtung/{draft}/", 404),
    ("hinweis/antwort/<str:token>/", "/hinweis/antwort/falsch/", 404), ("hinweis/einrichtung-fehlt/", "/hinweis/einrichtung-fehlt/", 200),
    ("stimmt-noch/<str:token>/", "/stimmt-noch/falsch/", 404), ("stimmt-noch/<str:token>/<slug:what>/<int:key>/", "/stimmt-noch/falsch/einrichtung/{house}/", 404),
    ("hinweis/einrichtung-fehlt/aehnlich/", "/hinweis/einrichtung-fehlt/aehnlich/", 200),
    ("buendnisse/", "/buendnisse/", 200), ("buendnisse/<slug:slug>/", "/buendnisse/keins/", 404),
    ("kooperationen/", "/kooperationen/", 200), ("kooperationen/feed.xml", "/kooperationen/feed.xml", 200), ("kooperationen/tabelle.csv", "/kooperationen/tabelle.csv", 200),
    ("kooperationen/anfrage/<str:token>/", "/kooperationen/anfrage/falsch/", 404), ("kooperationen/gesuche/", "/kooperationen/gesuche/", 200),
    ("kooperationen/nachfragen/<str:token>/", "/kooperationen/nachfragen/falsch/", 404),
    ("kooperationen/gesuche/<slug:slug>/", "/kooperationen/gesuche/entwurf/", 404), ("kooperationen/<slug:slug>/", "/kooperationen/einseitig/", 404),
    ("kooperationen/<slug:slug>/steckbrief.pdf", "/kooperationen/einseitig/steckbrief.pdf", 404), ("netzwerk/", "/netzwerk/", 200),
    ("netzwerk/daten.json", "/netzwerk/daten.json", 200), ("netzwerk/bild.svg", "/netzwerk/bild.svg", 200),
    ("netzwerk/einrichtung/<int:pk>/", "/netzwerk/einrichtung/{draft}/", 404),
    (r"netzwerk/^(?P<name>einrichtungen|verbindungen|netzwerk)\.(?P<kind>csv|xlsx|graphml|gexf)$", "/netzwerk/einrichtungen.csv", 200),
    ("termine/", "/termine/", 200), ("termine/kalender.ics", "/termine/kalender.ics", 200), ("termine/feed.xml", "/termine/feed.xml", 200),
    ("termine/reihen/", "/termine/reihen/", 200), ("termine/reihen/<slug:slug>/", "/termine/reihen/keine/", 404),
    ("termine/reihen/<slug:slug>/kalender.ics", "/termine/reihen/keine/kalender.ics", 404), ("termine/anmeldung/einrichtungen/", "/termine/anmeldung/einrichtungen/", 200),
    ("termine/bescheinigung/", "/termine/bescheinigung/", 200), ("termine/bescheinigung/<str:code>/", "/termine/bescheinigung/falsch/", None),
    ("termine/<slug:slug>/", "/termine/treffen/", 200), ("termine/<slug:slug>/", "/termine/entwurf/", 404), ("termine/<slug:slug>/termin.ics", "/termine/treffen/termin.ics", 200),
    ("termine/<slug:slug>/anmeldung/", "/termine/treffen/anmeldung/", 200), ("termine/<slug:slug>/anmeldung/", "/termine/entwurf/anmeldung/", 404),
    ("termine/<slug:slug>/anmeldung/gesendet/", "/termine/treffen/anmeldung/gesendet/", 200), ("termine/<slug:slug>/anmeldung/link/", "/termine/treffen/anmeldung/link/", 200),
    *((f"termine/<slug:slug>/anmeldung/<str:token>/{end}", f"/termine/treffen/anmeldung/falsch/{path}", 404) for end, path in (
        ("", ""), ("aendern/", "aendern/"), ("absagen/", "absagen/"), ("daten/", "daten/"), ("daten.json", "daten.json"), ("material/<int:pk>/", "material/1/"),
        ("einlass-<int:position>.svg", "einlass-1.svg"), ("bescheinigung.pdf", "bescheinigung.pdf"),
    )),
    ("termine/<slug:slug>/rueckmeldung/<str:token>/", "/termine/treffen/rueckmeldung/falsch/", 404),
    ("suche/", "/suche/", None), ("suche/vorschlaege/", "/suche/vorschlaege/", None), ("suche/filter/<slug:param>/", "/suche/filter/thema/", None),
    ("suche/orte.geojson", "/suche/orte.geojson", None), ("suche/orte/", "/suche/orte/", None), (r"^((?:[\w\-]+/)*)$", "/", 200),
]  # fmt: skip
"""None: the same for everybody, whatever it is (what the machine has, whether there is an index)."""

HOUSE, NOBODYS = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000000"
MAY_EDIT = [302, 404, 404, *[200] * 3, *[404] * 3]
"""What only people of “Haus” or its operator get."""

BY_ROLE = [
    # (pattern, address, status of each role in the order of ROLES)
    ("mein/", "/mein/", [302, *[200] * 8]),
    ("mein/einrichtungen/<uuid:uuid>/bestaetigen/", "/mein/einrichtungen/00000000-0000-4000-8000-000000000000/bestaetigen/", [405] * 9),
    ("mein/einrichtungen/<uuid:uuid>/zuruecknehmen/", "/mein/einrichtungen/00000000-0000-4000-8000-000000000000/zuruecknehmen/", [405] * 9),
    ("mein/angebote/", "/mein/angebote/", [302, *[200] * 8]),
    ("mein/angebote/bestaetigen/", "/mein/angebote/bestaetigen/", [405] * 9),
    ("mein/angebote/<uuid:uuid>/beenden/", "/mein/angebote/{choir}/beenden/", [302, 404, 404, 200, 200, 200, 404, 404, 404]),
    ("mein/kooperationen/", "/mein/kooperationen/", [302, *[200] * 8]),
    ("mein/kooperationen/anfrage/<int:pk>/", "/mein/kooperationen/anfrage/{house}/", [302, *[404] * 8]),
    ("mein/vorschlaege/<uuid:uuid>/zurueckziehen/", "/mein/vorschlaege/00000000-0000-4000-8000-000000000000/zurueckziehen/", [405] * 9),
    ("mein/einrichtung/<uuid:uuid>/", f"/mein/einrichtung/{HOUSE}/", MAY_EDIT),
    ("mein/einrichtung/<uuid:uuid>/", f"/mein/einrichtung/{NOBODYS}/", [302, *[404] * 8]),
    ("mein/einrichtung/<uuid:uuid>/bild/", f"/mein/einrichtung/{HOUSE}/bild/", MAY_EDIT),
    ("mein/einrichtung/<uuid:uuid>/standort-neu/", f"/mein/einrichtung/{HOUSE}/standort-neu/", MAY_EDIT),
    (
        "mein/einrichtung/<uuid:uuid>/standort/<uuid:place>/<slug:slug>/",
        f"/mein/einrichtung/{HOUSE}/standort/{NOBODYS}/zeiten/",
        [302, *[404] * 8],
    ),
    ("mein/einrichtung/<uuid:uuid>/<slug:slug>/", f"/mein/einrichtung/{HOUSE}/kontakt/", MAY_EDIT),
    ("mein/einrichtung/<uuid:uuid>/<slug:slug>/", f"/mein/einrichtung/{NOBODYS}/kontakt/", [302, *[404] * 8]),
    ("mitmachen/team/<int:key>/", "/mitmachen/team/{house}/", [302, 404, 200, 200, 200, 200, 404, 404, 404]),
    ("mitmachen/team/<int:key>/", "/mitmachen/team/{foreign}/", [302, *[404] * 8]),
    ("stil/", "/stil/", [302, *[403] * 5, 200, 200, 200]),
    ("termine/einlass/<str:code>/", "/termine/einlass/falsch/", None),
    ("termine/<slug:slug>/einlass/", "/termine/treffen/einlass/", None),
]
"""None: refused to everybody outside (302, 403 or 404)."""

ELSEWHERE = ["konto/", "dokumente/", "_util/"]
"""Addresses of allauth and Wagtail for accounts, files and pages with a password; tests/portal/test_accounts.py and test_documents.py."""

REVIEWS, STEERS = ["reviewer", "office", "admin"], ["office", "admin"]
ADMIN = [
    # (beginning of the pattern, who of reviewer, office and admin gets a list or form of it)
    ("cms/register/mitgliedschaften/", STEERS), ("cms/register/pruefregeln/", STEERS), ("cms/register/quellen/", STEERS), ("cms/register/importe/", STEERS), ("cms/register/person-waehlen/", None),
    ("cms/register/", REVIEWS), ("cms/termine/mailtexte/add/", None), ("cms/termine/mailtexte/", STEERS), ("cms/termine/datenschutz/", STEERS), ("cms/termine/", REVIEWS),
    ("cms/netzwerk/analyse/", STEERS), ("cms/netzwerk/", REVIEWS), ("cms/suche/empfehlungen/", STEERS), ("cms/suche/", REVIEWS),
    ("cms/mitmachen/", STEERS), ("cms/users/", STEERS), ("cms/snippets/", None), ("cms/localize/", None),
]  # fmt: skip
"""The first beginning that fits counts. None: only that nobody outside gets it."""
PUBLIC_IN_ADMIN = {"cms/login/", "cms/logout/", "cms/jsi18n/", "cms/sprite/", "cms/password_reset/"}
"""Reached by everybody; they lead to /konto/ or hold words of scripts."""


def patterns(found=None, before=""):
    """[(whole pattern, view)] of all addresses; the language before them counts for nothing."""
    for pattern in get_resolver().url_patterns if found is None else found:
        whole = before + ("" if type(pattern.pattern).__name__ == "LocalePrefixPattern" else str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern.url_patterns, whole)
        else:
            yield whole, pattern.callback


OURS = ("portal", "directory", "mailing", "upkeep", "network", "events", "search")


@pytest.fixture
def world():
    operator = ActorFactory(name="Träger", slug="traeger")
    house = ActorFactory(name="Haus", slug="haus", operator=operator, uuid=HOUSE)
    foreign, draft = ActorFactory(slug="fremd"), ActorFactory(slug="entwurf", live=False)
    choir = OfferFactory(slug="chor", actor=house)
    OfferFactory(slug="entwurf", actor=house, live=False)
    MeetingFactory(slug="treffen", here=True)
    MeetingFactory(slug="entwurf", here=True, live=False)
    CooperationFactory(slug="einseitig", partners=[house])
    CooperationWishFactory(slug="entwurf", actor=house, live=False)
    users = {
        "stranger": UserFactory(),
        "reviewer": person("Moderation"),
        "office": person("Netzwerkbüro"),
        "admin": UserFactory(is_superuser=True),
    }
    for role in ("viewer", "editor", "owner"):
        users[role] = UserFactory()
        Membership.objects.create(user=users[role], actor=house, role=role)
    users["operator"] = UserFactory()
    Membership.objects.create(user=users["operator"], actor=operator, role="owner")
    clients = {"anonymous": Client()}
    for role, user in users.items():
        clients[role] = Client()
        clients[role].force_login(user)
    return {"clients": clients, "house": house.pk, "foreign": foreign.pk, "draft": draft.pk, "choir": choir.uuid}


def test_every_address_stands_in_the_table():
    found = [pattern for pattern, view in patterns()]
    public = {pattern for pattern in found if not pattern.startswith(("cms/", *ELSEWHERE))}
    admin = {pattern for pattern, view in patterns() if pattern.startswith("cms/") and view.__module__.partition(".")[0] in OURS}

    assert sorted(public ^ {row[0] for row in EVERYBODY + BY_ROLE}) == []
    assert sorted(pattern for pattern in admin if not pattern.startswith(tuple(start for start, _roles in ADMIN))) == []
    assert [start for start, _roles in ADMIN if not any(pattern.startswith(start) for pattern in found)] == []


def test_public_addresses_answer_everybody_alike(world):
    told = {}
    for _pattern, address, status in EVERYBODY:
        address = address.format(**world)
        answers = {client.get(address).status_code for client in world["clients"].values()}
        if answers != {status} and (status is not None or len(answers) > 1):
            told[address] = answers

    assert told == {}


def test_own_addresses_answer_by_role(world):
    told = {}
    for _pattern, address, expected in BY_ROLE:
        address = address.format(**world)
        answers = [world["clients"][role].get(address).status_code for role in ROLES]
        if answers != expected if expected else not set(answers[: len(OUTSIDE)]) <= {302, 403, 404}:
            told[address] = answers

    assert told == {}


def example(pattern):
    """An address of a pattern of the admin, with keys that nothing has. None where a regular expression says too much."""
    address = re.sub(r"<int:\w+>", "987654", pattern)
    address = re.sub(r"<(?:str|slug|path):(\w+)>|<(\w+)>", "wert", address)
    address = re.sub(r"\(\?P<\w+>[^()]*\)|\(\\d\+\)", "987654", address)
    return "/" + address.replace("^", "").replace("$", "").replace("\\", "") if "(" not in address else None


@pytest.mark.parametrize("role", OUTSIDE)
def test_nobody_outside_gets_anything_of_the_admin(world, role):
    """All addresses of Wagtail and the portal, for anonymous people and owners; for the others, who have the same rights there, the portal's own."""
    client, told, asked = world["clients"][role], {}, 0
    for pattern, view in patterns():
        if not pattern.startswith("cms/") or pattern in PUBLIC_IN_ADMIN:
            continue
        if role not in ("anonymous", "owner") and view.__module__.partition(".")[0] not in OURS:
            continue
        if address := example(pattern):
            asked += 1
            response = client.get(address)
            if response.status_code not in (302, 403, 404) or (response.status_code == 302 and "/login/" not in response["Location"]):
                told[address] = response.status_code

    assert told == {}
    assert asked > 80


def test_screens_of_the_admin_answer_by_role(world):
    """Lists and forms without a key: 200 for those who may, a refusal for the others."""
    told = {}
    for pattern, view in patterns():
        if view.__module__.partition(".")[0] not in OURS or not pattern.startswith("cms/") or "<" in pattern or "(" in pattern:
            continue
        if pattern.endswith(("/results/", "/locations/")):
            continue  # pieces of a list
        may = next(roles for start, roles in ADMIN if pattern.startswith(start))
        if may is None:
            continue
        answers = [role for role in ROLES[6:] if world["clients"][role].get(f"/{pattern}").status_code == 200]
        if answers != may:
            told[pattern] = answers

    assert told == {}
