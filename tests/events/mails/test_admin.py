"""Mail texts and the list of mails in the admin."""

import pytest
from django.urls import reverse

from events.enums import MailKind
from events.mails import tell
from events.mails.texts import portal_text
from events.models import ListAccess, Mail, MailText
from tests.factories import MeetingFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
LIST_QUERIES = 15


@pytest.fixture
def texts_url():
    return lambda name, *args: reverse(f"wagtailsnippets_events_mailtext:{name}", args=args)


@pytest.fixture
def mails_url():
    return lambda name, *args: reverse(f"wagtailsnippets_events_mail:{name}", args=args)


def test_the_office_sees_all_texts_and_whose_they_are(as_user, office, texts_url):
    MailText.objects.create(kind="reminder", language="de", subject="Bis bald: {meeting}", body="{greeting}")
    browser = as_user(office)
    browser.get(texts_url("list"))

    page = browser.get(texts_url("list")).content.decode()

    assert "Bis bald: {meeting}" in page
    assert page.count("Text des Portals") == 3 * len(MailKind) - 1 + 1  # and the way back to it
    assert page.count("eigener Text") == 1


def test_the_form_begins_with_the_words_of_the_portal_and_saves_our_own(as_user, office, texts_url):
    browser = as_user(office)
    came = portal_text("waiting", "de")

    page = browser.get(texts_url("add") + "?kind=waiting&language=de")
    saved = browser.post(
        texts_url("add"), {"kind": "waiting", "language": "de", "subject": "Sie warten: {meeting}", "body": "Guten Tag\n\n{link}"}
    )

    assert (page.context["form"]["subject"].value(), page.context["form"]["body"].value()) == (came.subject, came.body)
    assert "{full_note}" not in page.content.decode()  # belongs to another mail
    assert saved.status_code == 302
    assert MailText.objects.values_list("kind", "language", "subject", "body").get() == (
        "waiting",
        "de",
        "Sie warten: {meeting}",
        "Guten Tag\n\n{link}",
    )


def test_unknown_and_broken_placeholders_are_refused_with_what_is_wrong(as_user, office, texts_url):
    browser = as_user(office)

    page = browser.post(
        texts_url("add"), {"kind": "waiting", "language": "de", "subject": "{nam} {deadline}", "body": "Hallo {name, willkommen\n{ link }"}
    )

    assert page.context["form"].errors["subject"] == [
        "Den Platzhalter {nam} gibt es nicht. Bitte wählen Sie einen aus der Liste.",
        "{deadline} gibt es in dieser E-Mail nicht. Bitte wählen Sie einen Platzhalter aus der Liste.",
    ]
    assert page.context["form"].errors["body"] == [
        "Bei „{name,“ steht eine geschweifte Klammer allein. Platzhalter sehen so aus: {meeting}, in Kleinbuchstaben und ohne Leerzeichen."
    ]
    assert not MailText.objects.exists()


def test_a_text_without_what_the_mail_is_for_is_refused(as_user, office, texts_url):
    page = as_user(office).post(texts_url("add"), {"kind": "verify", "language": "de", "subject": "Hallo", "body": "Bitte bestätigen"})

    assert page.context["form"].errors == {"body": ["{link} fehlt. Ohne das kann niemand etwas mit dieser E-Mail anfangen."]}


@pytest.mark.parametrize("query", ["", "?kind=unbekannt&language=de", "?kind=waiting&language=fr"])
def test_a_form_without_a_known_kind_is_not_there(as_user, office, texts_url, query):
    assert as_user(office).get(texts_url("add") + query).status_code == 404


@pytest.mark.parametrize("kind", MailKind.values)
def test_each_kind_is_previewed_before_it_is_saved(as_user, office, texts_url, kind):
    browser, came = as_user(office), portal_text(kind, "de")
    data = {"kind": kind, "language": "de", "subject": "Vorschau {meeting}" if kind != "message" else "{subject}", "body": came.body}

    told = browser.post(texts_url("preview_on_add"), data)
    html = browser.get(texts_url("preview_on_add") + "?mode=html")
    text = browser.get(texts_url("preview_on_add") + "?mode=text")

    assert told.json() == {"is_valid": True, "is_available": True}
    assert "Guten Tag Kim Beispiel," in html.content.decode()
    assert "style-src 'self' 'unsafe-inline'" in html.headers["Content-Security-Policy"]
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Guten Tag Kim Beispiel," in text.content.decode()
    assert "{" not in text.content.decode()
    assert ("Am Lesezeichen 7" in text.content.decode()) == ("Wo: {where}" in came.body and kind != "reminder")
    assert not MailText.objects.exists()


def test_deleting_our_text_brings_back_the_portals(as_user, office, texts_url):
    text = MailText.objects.create(kind="reminder", language="de", subject="Bis bald", body="{greeting}")
    browser = as_user(office)

    asked = browser.get(texts_url("delete", text.pk))
    browser.post(texts_url("delete", text.pk))

    assert "Wieder den Text des Portals nehmen" in asked.content.decode()
    assert not MailText.objects.exists()


def test_an_existing_text_keeps_its_kind(as_user, office, texts_url):
    text = MailText.objects.create(kind="reminder", language="de", subject="Bis bald", body="{greeting}")

    as_user(office).post(texts_url("edit", text.pk), {"kind": "verify", "language": "en", "subject": "Bald", "body": "{greeting}"})

    text.refresh_from_db()
    assert (text.kind, text.language, text.subject) == ("reminder", "de", "Bald")


def test_only_the_office_may_change_texts(as_user, moderator, editor, client, texts_url):
    text = MailText.objects.create(kind="reminder", language="de", subject="Bis bald", body="{greeting}")
    for user in (moderator, editor):
        for address in (
            texts_url("list"),
            texts_url("add") + "?kind=waiting&language=de",
            texts_url("edit", text.pk),
            texts_url("delete", text.pk),
        ):
            assert as_user(user).get(address).status_code == 302


def mails(number):
    meeting = MeetingFactory(registration="hier")
    made = [tell(RegistrationFactory(meeting=meeting, name=f"Kim {n}"), MailKind.CONFIRMED) for n in range(number)]
    Mail.objects.update(state="failed", error="Die Adresse wurde abgelehnt: 550 unknown")
    return made


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_says_what_failed_and_why(as_user, moderator, mails_url, django_assert_num_queries, number):
    mails(number)
    browser = as_user(moderator)
    browser.get(mails_url("list"))

    with django_assert_num_queries(LIST_QUERIES):
        page = browser.get(mails_url("list"))

    assert page.content.decode().count("Die Adresse wurde abgelehnt: 550 unknown") == number


def test_who_looks_at_mails_of_a_meeting_is_written_down_once_an_hour(as_user, moderator, mails_url):
    [mail] = mails(1)
    browser = as_user(moderator)

    for address in (mails_url("list"), mails_url("list"), mails_url("inspect", mail.pk)):
        assert browser.get(address).status_code == 200

    assert ListAccess.objects.values_list("meeting", "user", "what").get() == (mail.registration.meeting_id, moderator.pk, "mails")


def test_mails_are_found_by_state_kind_and_meeting(as_user, office, mails_url):
    [mail] = mails(1)
    other = tell(RegistrationFactory(), MailKind.WAITING)
    browser = as_user(office)

    def found(query):
        return [each.pk for each in browser.get(mails_url("list") + query).context["object_list"]]

    assert found("?state=failed") == [mail.pk]
    assert found("?kind=waiting") == [other.pk]
    assert found(f"?meeting={mail.registration.meeting_id}") == [mail.pk]


def test_what_failed_is_sent_again(as_user, moderator, mails_url):
    [mail] = mails(1)
    browser = as_user(moderator)

    asked = browser.get(mails_url("again", mail.pk))
    browser.post(mails_url("again", mail.pk))

    assert "noch einmal senden?" in asked.content.decode()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("queued", 0, "")


def test_what_is_on_its_way_is_not_sent_again(as_user, moderator, mails_url):
    [mail] = mails(1)
    Mail.objects.update(state="sending")

    page = as_user(moderator).post(mails_url("again", mail.pk), follow=True)

    assert "lässt sich nicht noch einmal senden" in page.content.decode()
    assert Mail.objects.get().state == "sending"


def test_editors_neither_see_mails_nor_send_them(as_user, editor, mails_url):
    [mail] = mails(1)
    browser = as_user(editor)

    assert browser.get(mails_url("list")).status_code == 302
    assert browser.post(mails_url("again", mail.pk)).status_code == 302
    assert Mail.objects.get().state == "failed"


def test_nobody_writes_or_deletes_mails_by_hand(as_user, office, mails_url):
    [mail] = mails(1)
    browser = as_user(office)

    assert [
        browser.get(mails_url(name, *args)).status_code for name, args in [("add", []), ("edit", [mail.pk]), ("delete", [mail.pk])]
    ] == [302] * 3
