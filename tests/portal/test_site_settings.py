import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from portal.branding import Brand
from portal.contrast import contrast, contrast_problems, from_town_colour, oklch, text_pairs
from portal.models import SiteSettings
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


def test_contrast_is_what_wcag_says():
    assert round(contrast("#ffffff", "#000000"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_oklch_finds_the_way_back_from_a_brand_colour():
    lightness, _chroma, hue = oklch(Brand(hue=212, chroma=0.08).colour)

    assert (round(lightness, 2), round(hue)) == (0.42, 212)


@pytest.mark.parametrize("chroma", [0.03, 0.08, 0.14])
def test_no_hue_makes_text_unreadable(chroma):
    weakest = min(pair.ratio for hue in range(0, 360, 15) for pair in text_pairs(Brand(hue=hue, chroma=chroma)))

    assert weakest > 7


def test_contrast_problems_say_what_where_and_how_much():
    problems = contrast_problems(Brand(hue=150, chroma=0.14), least=7.2)

    assert problems == [
        "Links auf getöntem Grund: In der hellen Ansicht wäre der Kontrast 7,1 : 1. Menschen mit schwachen Augen brauchen mindestens 7,2 : 1."
    ]


def test_a_town_colour_gives_its_hue_and_says_what_was_changed():
    found = from_town_colour("#ffe600")

    assert (found.hue, found.chroma) == (101, 0.14)
    assert "1,2 : 1" in found.message
    assert "dunkler" in found.message


def test_a_grey_has_no_hue_of_its_own():
    assert (from_town_colour("#808080").hue, from_town_colour("#808080").chroma) == (250, 0.03)


@pytest.mark.django_db
class TestSaving:
    @pytest.fixture
    def settings(self):
        return SiteSettings.for_site(Site.objects.get())

    def test_colours_out_of_range_are_refused_with_a_reason(self, settings):
        settings.brand_chroma = 0.4

        with pytest.raises(ValidationError) as refused:
            settings.full_clean()

        assert list(refused.value.message_dict) == ["brand_chroma"]

    def test_unreadable_colours_are_refused_with_a_reason(self, settings, monkeypatch):
        monkeypatch.setattr("portal.models.settings.contrast_problems", lambda brand: contrast_problems(brand, least=12))

        with pytest.raises(ValidationError) as refused:
            settings.full_clean()

        assert refused.value.message_dict["brand_hue"][0] == "Diese Farben können nicht gespeichert werden:"
        assert "mindestens 12,0 : 1" in refused.value.message_dict["brand_hue"][1]

    def test_the_notice_shows_from_its_first_to_its_last_day(self, settings):
        settings.notice_text, settings.notice_from, settings.notice_until = "Umzug", dt.date(2026, 12, 1), dt.date(2026, 12, 3)

        shown = [bool(settings.notice(dt.date(2026, 11, 30) + dt.timedelta(days=day))) for day in range(5)]

        assert shown == [False, True, True, True, False]

    def test_a_notice_ends_after_it_begins(self, settings):
        settings.notice_text, settings.notice_from, settings.notice_until = "Umzug", dt.date(2026, 12, 3), dt.date(2026, 12, 1)

        with pytest.raises(ValidationError) as refused:
            settings.full_clean()

        assert list(refused.value.message_dict) == ["notice_until"]

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "//böse.example", "data:text/html,x", "/\\evil", "ftp://x.example/"])
    def test_an_address_that_leads_astray_is_refused(self, settings, address):
        settings.notice_text, settings.notice_url, settings.notice_label = "Umzug", address, "mehr"

        with pytest.raises(ValidationError) as refused:
            settings.full_clean()

        assert list(refused.value.message_dict) == ["notice_url"]

    def test_texts_show_in_the_reader_s_language_else_in_german(self, settings):
        settings.wordmark, settings.description = "Ottersee", "Alles, was bildet."
        settings.texts = [("language", {"language": "en", "description": "Everything that educates."})]

        assert settings.text("description", "en") == "Everything that educates."
        assert settings.text("wordmark", "en") == "Ottersee"
        assert settings.text("description", "de") == "Alles, was bildet."

    def test_two_texts_for_one_language_are_refused(self, settings):
        settings.texts = [("language", {"language": "en", "wordmark": "Lake"}), ("language", {"language": "en", "wordmark": "See"})]

        with pytest.raises(ValidationError) as refused:
            settings.full_clean()

        assert list(refused.value.message_dict) == ["texts"]

    def test_a_list_has_its_introduction_in_each_language_of_its_own(self, settings, client):
        settings.list_texts = [("text", {"list": "angebote", "language": "de", "text": "Was es hier zu lernen gibt."})]
        settings.save()

        assert "Was es hier zu lernen gibt." in client.get("/angebote/").content.decode()
        assert "Was es hier zu lernen gibt." not in client.get("/en/angebote/").content.decode()

    def test_the_colour_of_the_town_sets_hue_and_chroma_in_the_admin(self, settings, client):
        client.force_login(UserFactory(is_superuser=True))
        url = reverse("wagtailsettings:edit", args=["portal", "sitesettings", settings.site_id])

        response = client.post(url, form_data(town_colour="#FFE600"), follow=True)

        settings.refresh_from_db()
        assert (settings.town_colour, settings.brand_hue, settings.brand_chroma) == ("#ffe600", 101, 0.14)
        assert "Von Ihrer Farbe #ffe600" in " ".join(map(str, response.context["messages"]))


def form_data(**changed):
    streams = {f"{name}-count": "0" for name in ("social_links", "footer", "list_texts", "texts")}
    plain = {
        "name": "Bildungslandschaft",
        "brand_hue": "212",
        "brand_chroma": "0.08",
        "accent_hue": "78",
        "warmth_hue": "85",
        "notice_tone": "info",
    }
    return streams | plain | changed
