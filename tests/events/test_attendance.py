"""At the door: the list on the phone, the code of each person, who comes without a registration. Afterwards: certificates."""

import datetime as dt
from io import BytesIO

import pytest
from pypdf import PdfReader

from events import operations
from events.attendance import checkin
from events.enums import Format, TakesPart
from events.models import AgendaItem, ListAccess, Meeting, Participant, Registration
from events.personal import links
from tests.directory.viewsets.forms import url
from tests.factories import ActorFactory, MeetingFactory, SeriesFactory

from .conftest import AT
from .registered import registered

pytestmark = pytest.mark.django_db
TODAY = (2026, 11, 23, 9, 30)
OVER = (2026, 11, 20, 16, 30)


def here(**fields):
    return MeetingFactory(**{"registration": "hier", "local": TODAY, "onsite": True, **fields})


def door(meeting):
    return f"/termine/{meeting.slug}/einlass/"


def text_of(response):
    return response.content.decode().replace("\u00ad", "")


def messages_of(response):
    return [str(message).strip() for message in response.context["messages"]]


# --- The list at the door ------------------------------------------------------------------------------------------------


def test_somebody_is_ticked_and_the_tick_taken_back(as_user, office, at):
    meeting = here()
    ines, _mara = registered(meeting, "Ines Radtke", others=["Mara Quelle"]).participants.all()
    client = as_user(office)

    there = client.post(door(meeting) + "?q=i", {"participant": ines.pk, "present": "yes"})
    assert there.url == f"{door(meeting)}?q=i#p{ines.pk}"
    assert list(Participant.objects.values_list("attended", "checked_in_at")) == [(True, AT), (None, None)]
    page = client.get(door(meeting)).context
    assert (page["present"], page["expected"]) == (1, 2)

    client.post(door(meeting), {"participant": ines.pk, "present": "no"})
    assert list(Participant.objects.values_list("attended", flat=True)) == [None, None]


def test_who_takes_part_online_stands_on_no_list_for_the_house_and_is_found_at_the_door(as_user, office, at):
    meeting = here(onsite=False, hybrid=True)
    registered(meeting, "Ines Radtke", takes_part=TakesPart.ONSITE)
    registered(meeting, "Mara Quelle", takes_part=TakesPart.ONLINE)
    client = as_user(office)

    pages = [
        client.get(address) for address in (door(meeting), url(Meeting, "printed_list", meeting.pk), url(Meeting, "badges", meeting.pk))
    ]
    searched = client.get(door(meeting) + "?q=mara")

    assert [[person.name for person in page.context["people"]] for page in pages] == [["Ines Radtke"]] * 3
    assert pages[0].context["expected"] == 1
    assert ([person.name for person in searched.context["people"]], "online angemeldet" in text_of(searched)) == (["Mara Quelle"], True)


def test_the_second_tick_keeps_the_first_time(office):
    meeting = here()
    person = registered(meeting).participants.get()

    operations.check_in(person, by=office, at=AT)
    operations.check_in(person, by=office, at=AT + dt.timedelta(minutes=20))

    assert Participant.objects.get().checked_in_at == AT


@pytest.mark.parametrize(("q", "found"), [("", 3), ("unal", 1), ("ünal", 1), ("ÜNAL", 1), ("klangwerk", 2), ("ute klang", 1), ("<b>", 0)])
def test_search_at_the_door(as_user, office, at, q, found):
    meeting, actor = here(), ActorFactory(name="Klangwerk")
    registered(meeting, "Ayşe Ünal")
    registered(meeting, "Ute Wald", actor=actor)
    registered(meeting, "Jonas Muster", institution="Verein Klangwerk")
    registered(meeting, "Wartende", state="waiting")

    response = as_user(office).get(door(meeting), {"q": q})

    assert len(response.context["people"]) == found


def test_who_comes_without_a_registration_gets_one_and_is_there(as_user, office, at):
    meeting = here(format=Format.HYBRID, capacity_onsite=1, closes_at=AT - dt.timedelta(days=1))
    client = as_user(office)
    sent = {"walk_in": "1", "name": "Ute Wald", "institution": "Kita"}

    first = client.post(door(meeting), sent, follow=True)
    second = client.post(door(meeting), sent | {"name": "Zu Viel"}, follow=True)
    empty = client.post(door(meeting), {"walk_in": "1"})

    assert messages_of(first) == ["Ute Wald ist angemeldet und da."]
    assert len(messages_of(second)) == 1
    assert "Bitte Vor- und Nachnamen eintragen." in text_of(empty)
    assert list(Registration.objects.values_list("name", "institution", "state", "takes_part", "made_by")) == [
        ("Ute Wald", "Kita", "confirmed", "vor-ort", office.pk)
    ]
    assert Participant.objects.get().attended is True


def test_a_second_click_at_the_door_registers_nobody_twice(as_user, office, at):
    meeting = here(onsite=True, capacity_onsite=5)
    client = as_user(office)
    key = client.get(door(meeting)).context["walk_in"]["submission"].value()
    sent = {"walk_in": "1", "name": "Ute Wald", "submission": key}

    for _click in range(2):
        client.post(door(meeting), sent)
    client.post(door(meeting), sent | {"submission": "anderes-formular"})

    assert (len(key) > 20, list(Participant.objects.values_list("name", "attended"))) == (True, [("Ute Wald", True)] * 2)


def test_nobody_is_there_before_the_day(as_user, office, at):
    meeting = here(local=(2026, 12, 8, 16, 30))
    person = registered(meeting).participants.get()

    response = as_user(office).post(door(meeting), {"participant": person.pk, "present": "yes"}, follow=True)

    assert "kommt erst noch" in messages_of(response)[0]
    assert Participant.objects.get().attended is None


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30])
def test_what_is_no_person_of_this_meeting_is_refused(as_user, office, at, key):
    other = registered(here(), "Andere").participants.get()
    client, meeting = as_user(office), here()

    answers = [client.post(door(meeting), {"participant": sent}, follow=True) for sent in (key, other.pk)]

    assert [messages_of(answer) for answer in answers] == [["Diese Person wird nicht mehr erwartet."]] * 2
    assert Participant.objects.get().attended is None


def test_check_in_is_for_those_who_manage_the_meeting(client, as_user, editor, at):
    meeting = here()
    person = registered(meeting, "Ines Radtke").participants.get()
    addresses = [door(meeting), checkin.address(person)]

    strangers = [client.get(address) for address in addresses]
    client = as_user(editor)
    editors = [answer for address in addresses for answer in (client.get(address), client.post(address, {"participant": person.pk}))]
    editors.append(client.get("/termine/einlass/1-AAAAAAAAAA/"))

    assert [answer.url for answer in strangers] == [f"/konto/login/?next={address}" for address in addresses]
    assert [answer.status_code for answer in editors] == [403] * 5
    assert not any("Radtke" in text_of(answer) for answer in editors)
    assert (Participant.objects.get().attended, ListAccess.objects.count()) == (None, 0)


def test_opening_the_list_is_written_down_once_an_hour_and_kept_nowhere(as_user, office, at):
    meeting = here()
    client = as_user(office)

    response = client.get(door(meeting))
    client.get(door(meeting))

    assert list(ListAccess.objects.values_list("what", flat=True)) == ["check-in"]
    assert (response["Cache-Control"], response["Referrer-Policy"], response["X-Robots-Tag"]) == (
        "max-age=0, no-cache, no-store, must-revalidate, private",
        "same-origin",
        "noindex, nofollow",
    )


@pytest.mark.parametrize("number", [5, 150])
def test_the_list_at_the_door_takes_the_same_queries(as_user, office, at, django_assert_num_queries, number):
    meeting = here()
    for n in range(number):
        registered(meeting, f"P{n} Muster")
    client = as_user(office)
    client.get(door(meeting))

    with django_assert_num_queries(8):
        client.get(door(meeting))


# --- Codes ---------------------------------------------------------------------------------------------------------------


def test_a_scanned_code_shows_the_person_and_the_button_ticks(as_user, office, at):
    person = registered(here(), "Ines Radtke").participants.get()
    client, address = as_user(office), checkin.address(person)

    shown = text_of(client.get(address))
    assert ("Ines Radtke" in shown, Participant.objects.get().attended) == (True, None)
    client.post(address, {"present": "yes"})

    assert Participant.objects.get().attended is True
    assert "Da seit 09:00" in text_of(client.get(address))


def test_a_code_in_small_letters_is_the_same():
    person = registered(here()).participants.select_related("registration").get()

    assert checkin.find(f" {checkin.code(person).lower()} ") == person


@pytest.mark.parametrize(
    "change", [lambda code: code[:-1] + ("A" if code[-1] != "A" else "B"), lambda code: "", lambda code: "ZZZZ" + code]
)
def test_a_forged_code_is_none(as_user, office, change):
    code = checkin.code(registered(here()).participants.select_related("registration").get())

    with pytest.raises(links.DeadLink):
        checkin.find(change(code))
    assert as_user(office).get("/termine/einlass/1-AAAAAAAAAA/").status_code == 404


def test_a_person_without_a_place_is_told_and_not_ticked(as_user, office, at):
    person = registered(here(), state="waiting").participants.get()
    client, address = as_user(office), checkin.address(person)

    shown = text_of(client.get(address))
    client.post(address, {"present": "yes"})

    assert "keinen bestätigten Platz: auf der Warteliste" in shown
    assert Participant.objects.get().attended is None


def test_the_own_page_has_the_code_as_a_picture(client, at):
    registration = registered(here(), "Ines Radtke", others=["Mara Quelle"])
    assert text_of(client.get(links.own_page(registration))).count("einlass-") == 2
    token = links.token(registration)
    address = f"/termine/{registration.meeting.slug}/anmeldung/{token}/einlass-1.svg"

    response = client.get(address)

    assert (response.status_code, response["Content-Type"], response.content[:4]) == (200, "image/svg+xml", b"<svg")
    assert [client.get(address.replace(token, "x" * 43)).status_code, client.get(address.replace("-1", "-7")).status_code] == [404, 404]


# --- Certificates --------------------------------------------------------------------------------------------------------


def certified(name="Ines Radtke", **fields):
    meeting = here(**{"local": OVER, "name": "Übergänge gestalten", "series": SeriesFactory(name="Läuft!"), **fields})
    meeting.agenda = [AgendaItem(title="Ankommen")]
    meeting.save()
    return registered(meeting, name, others=["Mara Quelle"], attended=True)


def own_file(registration):
    return f"/termine/{registration.meeting.slug}/anmeldung/{links.token(registration)}/bescheinigung.pdf"


def read(response):
    return PdfReader(BytesIO(response.content))


def test_the_certificate_is_tagged_german_and_says_what_it_certifies(client, at):
    response = client.get(own_file(certified("Ayşe Ünal")))

    file = read(response)
    root, pages = file.trailer["/Root"], [page.extract_text() for page in file.pages]
    code = Participant.objects.order_by("pk").first().certificate
    assert (response["Content-Type"], root["/Lang"], root["/MarkInfo"]["/Marked"], len(pages)) == ("application/pdf", "de", True, 2)
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert file.metadata.title == "Teilnahmebescheinigung: Übergänge gestalten"
    wanted = ["Teilnahmebescheinigung", "Ayşe Ünal", "Übergänge gestalten", "Läuft!", "90 Minuten", "Ankommen", code, "Ausgestellt am"]
    assert [word for word in wanted if word not in pages[0]] == []
    assert ("Mara Quelle" in pages[1], "Ünal" in pages[1]) == (True, False)


@pytest.mark.parametrize("name", ["محمد علي", "王小明", "Zoë 🎻", '#image("x") *_$\\', "N" * 150])
def test_any_name_gives_a_certificate(client, at, name):
    response = client.get(own_file(certified(name)))

    assert (response.status_code, len(read(response).pages)) == (200, 2)


def test_a_certificate_keeps_its_code(client, at):
    registration = certified()
    address = own_file(registration)
    assert address in text_of(client.get(links.own_page(registration)))

    client.get(address)
    first = set(Participant.objects.values_list("certificate", flat=True))
    client.get(address)

    assert set(Participant.objects.values_list("certificate", flat=True)) == first
    assert len(first) == 2


@pytest.mark.parametrize("fields", [{"local": TODAY}, {"absent": True}, {"forged": True}])
def test_there_is_no_certificate_before_the_end_nor_for_who_was_absent(client, at, fields):
    registration = certified(local=fields.get("local", OVER))
    if "absent" in fields:
        registration.participants.update(attended=False)
    assert ("bescheinigung.pdf" in text_of(client.get(links.own_page(registration)))) is ("forged" in fields)
    address = own_file(registration).replace("/anmeldung/", "/anmeldung/x") if "forged" in fields else own_file(registration)

    assert client.get(address).status_code == 404
    assert set(Participant.objects.values_list("certificate", flat=True)) == {None}


def test_whoever_has_the_code_reads_that_the_certificate_is_genuine(client, at):
    registration = certified()
    client.get(own_file(registration))
    code = Participant.objects.order_by("pk").first().certificate

    typed = client.get("/termine/bescheinigung/", {"code": code.lower().replace("-", " ")})
    page = text_of(client.get(typed.url))
    operations.anonymise(registration, at=AT)
    later = text_of(client.get(typed.url))

    assert all(word in page for word in ("ist echt", "Ines Radtke", "Übergänge gestalten"))
    assert ("ist echt" in later, "Ines Radtke" in later, "Der Name ist gelöscht" in later) == (True, False, True)


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "-", "%00", "x" * 200])
def test_a_code_that_nobody_gave_is_none(client, at, code):
    client.get(own_file(certified()))

    response = client.get(f"/termine/bescheinigung/{code}/")

    assert response.status_code == 404
    assert "Radtke" not in text_of(response)


def test_the_office_takes_all_certificates_as_one_file(as_user, office, at):
    registration = certified()
    registration.participants.filter(position=1).update(attended=False)
    client, address = as_user(office), url(type(registration.meeting), "certificates", registration.meeting.pk)

    response = client.get(address)

    assert len(read(response).pages) == 1
    assert list(ListAccess.objects.values_list("what", flat=True)) == ["certificates"]
    Participant.objects.update(attended=None)
    assert client.get(address).status_code == 404
