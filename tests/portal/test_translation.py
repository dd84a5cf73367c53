"""A page goes into another language the way an editor does it: with wagtail-localize, in the admin."""

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from portal.models import ContentPage, HomePage
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
GERMAN = {
    "Ganztag": "All day",
    "Was am Nachmittag geschieht.": "What happens in the afternoon.",
    "ganztag": "all-day",
    "Fach": "Subject",
    "Musik": "Music",
    "Was es gibt": "What there is",
    "Mehr": "More",
    "Zur Liste": "To the list",
}


@pytest.fixture
def page():
    home = HomePage.objects.get()
    blocks = [
        ("heading", "Was es gibt"),
        (
            "table",
            {"caption": "Fach", "table": {"data": [["Musik", "14"]], "first_row_is_table_header": False, "first_col_is_header": True}},
        ),
        ("call_to_action", {"title": "Mehr", "text": "", "link": {"page": None, "address": "/angebote/", "label": "Zur Liste"}}),
    ]
    page = home.add_child(instance=ContentPage(title="Ganztag", slug="ganztag", intro="Was am Nachmittag geschieht.", body=blocks))
    page.save_revision().publish()
    return page


def test_a_content_page_is_translated_published_and_linked(client, page, django_capture_on_commit_callbacks):
    client.force_login(UserFactory(is_superuser=True))
    english = Locale.objects.get(language_code="en")

    client.post(reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {"locales": [english.pk]})
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=english)
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=english, data=GERMAN[segment.string.data], has_error=False
        )
    with django_capture_on_commit_callbacks(execute=True):  # it publishes when the transaction ends
        translation.save_target(publish=True)

    html = client.get("/en/all-day/").content.decode()
    assert [words in html for words in ("What happens in the afternoon.", "Music", "14", "What there is")] == [True] * 4
    assert 'href="/en/angebote/"' in html
    assert 'href="/en/all-day/"' in client.get("/ganztag/").content.decode()
