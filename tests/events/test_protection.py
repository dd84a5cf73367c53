"""Programs at the public forms: what they try, what they get, and that people still get through."""

import base64
import hashlib
import json
import time

import pytest
from django.core.signing import TimestampSigner
from django.test import Client

from directory import limits
from directory.forms import protection
from events.models import Mail, Registration
from tests.directory.test_views import text_of
from tests.events.test_registration_pages import errors_of, form_of, send
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db
AGAIN = ["Bitte senden Sie das Formular noch einmal ab. Alles, was Sie eingetragen haben, ist noch da."]


@pytest.fixture
def strict(settings):
    """As on a server."""
    settings.FORM_PROOF = True
    return settings


@pytest.fixture
def meeting():
    return MeetingFactory(here=True, onsite=True, capacity_onsite=200)


def solved(puzzle, **changes):
    """What the script of the page finds."""
    asked = json.loads(puzzle)
    number = next(
        number
        for number in range(protection.HARDEST + 1)
        if hashlib.sha256(f"{asked['salt']}{number}".encode()).hexdigest() == asked["challenge"]
    )
    return packed({name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": number} | changes)


def packed(answer):
    return base64.b64encode(json.dumps(answer).encode()).decode()


# --- The field that only programs fill, and the time ------------------------------------------------------------------------------


def test_who_fills_the_trap_is_asked_again_and_a_person_gets_through_then(client, meeting):
    trapped = send(client, meeting, website="https://pillen.example")
    asked_again = form_of(client, meeting)
    person = send(client, meeting, **asked_again)

    assert (errors_of(trapped), person.status_code) == (AGAIN, 302)
    assert ("pillen" in trapped.content.decode(), 'value="ines@klangwerk.example"' in trapped.content.decode()) == (False, True)
    assert Registration.objects.count() == 1


def test_a_form_that_comes_back_at_once_is_asked_again_and_then_taken(client, meeting, settings, monkeypatch):
    settings.FORM_SECONDS = (2, 3600)
    hidden = form_of(client, meeting)

    quick = send(client, meeting, **hidden)
    later = time.time() + 3
    monkeypatch.setattr(time, "time", lambda: later)
    again = send(client, meeting, **hidden)

    assert (errors_of(quick), hidden["submission"] in quick.content.decode()) == (AGAIN, True)
    assert (again.status_code, Registration.objects.count()) == (302, 1)


def test_a_form_that_is_too_old_or_not_ours_gets_a_new_key(client, meeting, settings):
    settings.FORM_SECONDS = (0, -1)
    old = send(client, meeting)
    settings.FORM_SECONDS = (0, 3600)
    stranger = TimestampSigner(key="another", salt=protection.SALT).sign("x")

    forged = [send(client, meeting, submission=key) for key in ("", "x", stranger, "a:b:c", "ä", "x" * 300)]

    assert [errors_of(answer) for answer in (old, *forged[:-1])] == [AGAIN] * 6
    assert [answer.status_code for answer in forged] == [200] * 6
    assert Registration.objects.count() == 0


# --- The proof of work ------------------------------------------------------------------------------------------------------------


def test_with_a_proof_one_is_confirmed_at_once_and_without_the_mail_decides(client, meeting, strict):
    meeting_without_mail = meeting

    proven = send(client, meeting_without_mail, email="a@klangwerk.example", proof=solved(protection.challenge()))
    unproven = send(client, meeting_without_mail, email="b@klangwerk.example")

    assert (proven.status_code, unproven.status_code) == (302, 302)
    assert list(Registration.objects.order_by("email").values_list("state", flat=True)) == ["confirmed", "pending"]
    assert list(Mail.objects.order_by("registration__email").values_list("kind", flat=True)) == ["confirmed", "verify"]
    assert "Öffnen Sie den Link in der Mail" in text_of(client.get(unproven["Location"]))


def test_a_proof_holds_once_and_only_if_it_is_ours(strict, meeting):
    puzzle = protection.challenge()
    good = solved(puzzle)
    asked = json.loads(puzzle)
    own = {"algorithm": "SHA-256", "salt": "s", "number": 1, "challenge": hashlib.sha256(b"s1").hexdigest(), "signature": "0" * 64}

    wrong = [
        protection.is_proven(answer)
        for answer in (
            "", "x", "é", packed([]), packed({}), packed(own), packed({**asked, "number": "1"}), packed({**asked, "number": None}),
            solved(puzzle, number=10**400), solved(puzzle, salt=asked["salt"].replace("expires=", "expires=9")), solved(puzzle, algorithm="MD5"), "A" * 5000,
        )
    ]  # fmt: skip

    assert wrong == [False] * 12
    assert (protection.is_proven(good), protection.is_proven(good)) == (True, False)


def test_the_page_holds_a_challenge_only_where_proofs_are_asked_for(client, meeting, settings):
    path = f"/termine/{meeting.slug}/anmeldung/"
    settings.FORM_PROOF = True
    with_proof = client.get(path).content.decode()
    settings.FORM_PROOF = False

    assert ("data-puzzle=" in with_proof, "data-puzzle=" in client.get(path).content.decode()) == (True, False)


# --- Limits -----------------------------------------------------------------------------------------------------------------------


def test_a_network_that_sends_without_end_is_stopped_and_others_are_not(client, meeting, settings):
    settings.FORMS_PER_HOUR = (3, 10)

    answers = [send(client, meeting, email=f"p{number}@klangwerk.example") for number in range(5)]
    other = send(Client(REMOTE_ADDR="198.51.100.7"), meeting, email="fern@klangwerk.example")

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429, 429]
    assert errors_of(answers[-1])[0].startswith("Aus Ihrem Netz kamen in kurzer Zeit zu viele Formulare. Bitte versuchen Sie es in ")
    assert 'value="p4@klangwerk.example"' in answers[-1].content.decode()
    assert (other.status_code, Registration.objects.count()) == (302, 4)


def test_without_a_proof_the_limit_is_a_sixth(client, meeting, strict):
    strict.FORMS_PER_HOUR = (12, 100)

    answers = [send(client, meeting, email=f"p{number}@klangwerk.example").status_code for number in range(3)]

    assert answers == [302, 302, 429]


def test_one_address_gets_few_mails_whoever_asks(meeting, settings):
    settings.FORMS_PER_HOUR = (100, 2)
    path = f"/termine/{meeting.slug}/anmeldung/link/"

    answers = [
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(path, {"email": email}).status_code
        for number, email in enumerate(["opfer@klangwerk.example", "OPFER@klangwerk.example", "opfer@Klangwerk.example"])
    ]

    assert answers == [200, 200, 429]


def test_the_limit_ends_with_the_hour_and_can_be_switched_off(rf, settings, monkeypatch):
    settings.FORMS_PER_HOUR = (1, 10)
    request = rf.post("/")
    found = [limits.limit(request, what="x") for _once in range(2)]
    next_hour = (int(time.time()) // 3600 + 1) * 3600
    monkeypatch.setattr(time, "time", lambda: next_hour)
    after = limits.limit(request, what="x")
    settings.FORMS_PER_HOUR = (0, 0)

    assert (found[0], 1 <= found[1].minutes <= 60, after) == (None, True, None)
    assert [limits.limit(request, what="x", email="a@b.example") for _once in range(3)] == [None] * 3


def test_nothing_in_the_cache_names_an_address(rf, settings, monkeypatch):
    settings.FORMS_PER_HOUR = (10, 10)
    keys = []
    monkeypatch.setattr(limits.cache, "add", lambda key, *_args: keys.append(key) or True)

    limits.limit(rf.post("/", REMOTE_ADDR="198.51.100.7"), what="registration", email="ines@klangwerk.example")

    assert len(keys) == 2
    assert not [key for key in keys if "198" in key or "ines" in key or "klangwerk" in key]


@pytest.mark.parametrize(
    ("address", "forwarded", "expected"),
    [
        ("198.51.100.7", None, "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "<script>", "unknown"),
    ],
)
def test_whose_network_it_is_stands_in_the_header_that_the_own_proxy_writes(rf, settings, address, forwarded, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    request = rf.post("/", REMOTE_ADDR=address, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}))

    assert limits.network(request) == expected


# --- Hostile texts ----------------------------------------------------------------------------------------------------------------


def test_hostile_names_and_addresses_are_refused_or_harmless(client, meeting):
    bad = [
        send(client, meeting, email="a@klangwerk.example\nBcc: alle@klangwerk.example"),
        send(client, meeting, name="Ines\0"),
        send(client, meeting, name="Ines\u202egnirts"),
        send(client, meeting, name="x" * 151),
        send(client, meeting, email="a" * 250 + "@klangwerk.example"),
        send(client, meeting, phone="+49" + "1" * 500),
        send(client, meeting, proof="x" * 3000),
        send(client, meeting, takes_part="mond", actor="x" * 400),
    ]
    good = send(client, meeting, name="  <script>alert(1)</script>\r\nBcc: x ", email="gut@klangwerk.example", institution="=1+1")

    assert ([answer.status_code for answer in bad], good.status_code) == ([200] * 8, 302)
    found = Registration.objects.get()
    assert (found.name, found.institution) == ("<script>alert(1)</script> Bcc: x", "=1+1")
