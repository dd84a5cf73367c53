"""Pieces of the frame that templates write once show every change at once, and languages don't mix."""

import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from portal.models import SiteSettings
from portal.templatetags.facet_tags import rest_options

from .test_shell import site  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def written(template, language="de", **context):
    with translation.override(language):
        return template.render(RequestContext(RequestFactory().get("/"), context))


def test_a_piece_is_written_once(site):  # noqa: F811
    said = iter(["erst", "dann"])
    template = Template("{% load kept_tags %}{% kept %}{{ say }}{% endkept %}")

    texts = [written(template, say=lambda: next(said)) for _time in range(2)]

    assert texts == ["erst", "erst"]


def test_a_renamed_site_shows_at_once(site):  # noqa: F811
    template = Template("{% load kept_tags %}{% kept %}{{ shell.name }}{% endkept %}")
    before = written(template)
    settings = SiteSettings.objects.get()
    settings.name = "Lernland"
    settings.save()

    assert (before, written(template)) == ("Bildungslandschaft", "Lernland")


def test_each_language_has_its_own(site):  # noqa: F811
    template = Template("{% load i18n kept_tags %}{% kept %}{% translate 'Search' %}{% endkept %}")

    assert [written(template, language) for language in ("de", "en", "de")] == ["Suchen", "Search", "Suchen"]


def test_what_else_it_depends_on_is_named(site):  # noqa: F811
    template = Template("{% load kept_tags %}{% kept place %}{{ place }}{% endkept %}")

    assert [written(template, place=place) for place in ("hier", "dort", "hier")] == ["hier", "dort", "hier"]


def test_without_a_request_nothing_is_kept():
    template = Template("{% load kept_tags %}{% kept %}{{ place }}{% endkept %}")

    assert [template.render(Context({"place": place})) for place in ("hier", "dort")] == ["hier", "dort"]


def test_a_menu_marks_the_page_that_is_open(site, client):  # noqa: F811
    pages = [client.get(path).content.decode() for path in ("/einrichtungen/", "/angebote/", "/einrichtungen/")]

    assert [page.count('href="/angebote/" aria-current="page"') for page in pages] == [0, 2, 0]


def test_a_safe_label_lends_its_marks_to_no_plain_one():
    safe, plain = (rest_options({"name": "art"}, [{"value": "x", "label": label}]) for label in (mark_safe("<b>a</b>"), "<b>a</b>"))

    assert "<span><b>a</b></span>" in safe
    assert "<span>&lt;b&gt;a&lt;/b&gt;</span>" in plain
