from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, RequestContext, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from portal.hyphens import SHY


def render(source, **context):
    return Template("{% load portal_tags %}" + source).render(Context(context))


def test_icon_is_hidden_decoration_and_an_unknown_name_gets_a_plain_sign():
    assert render('{% icon "music" %}') == '<svg class="icon" aria-hidden="true"><use href="/static/portal/icons.svg#i-music"/></svg>'
    assert "#i-shapes" in render("{% icon name %}", name='x" onload="alert(1)')


def test_soft_hyphens_escape_text_and_leave_tags_of_safe_html_alone():
    assert (
        render("{{ text|soft_hyphens }}", text="<b>Bildungspartnerschaften</b>").replace(SHY, "")
        == "&lt;b&gt;Bildungspartnerschaften&lt;/b&gt;"
    )
    safe = render("{{ text|soft_hyphens }}", text=mark_safe('<mark title="Bildungspartnerschaften">Bildungspartnerschaften</mark> &amp;'))
    assert 'title="Bildungspartnerschaften"' in safe
    assert f"Bildungs{SHY}partner" in safe
    assert safe.endswith("&amp;")


@pytest.mark.parametrize(
    ("source", "value", "german"),
    [
        ("{{ value|number }}", 1284, "1.284"),
        ("{{ value|number }}", None, ""),
        ("{{ value|percent }}", 0.914, "91\xa0%"),
        ("{{ value|short_date }}", date(2026, 11, 3), "3.11.2026"),
        ("{{ value|long_date }}", date(2026, 10, 12), "12.\N{NO-BREAK SPACE}Oktober\N{NO-BREAK SPACE}2026"),
        ("{{ value|weekday_date }}", date(2026, 12, 8), "Dienstag, 8.\N{NO-BREAK SPACE}Dezember\N{NO-BREAK SPACE}2026"),
        ("{{ value|short_date }}", datetime(2026, 11, 2, 23, 30, tzinfo=UTC), "3.11.2026"),
        ("{{ value|file_size }}", 2_400_000, "2,4\xa0MB"),
        ("{{ value|file_size }}", 48_000, "48\xa0KB"),
    ],
)
def test_values_read_as_germans_write_them(source, value, german):
    assert render(source, value=value) == german


def test_dates_read_as_the_english_write_them():
    with translation.override("en"):
        dates = [render(f"{{{{ value|{name} }}}}", value=date(2026, 10, 2)) for name in ("short_date", "long_date", "weekday_date")]

    assert [shown.replace("\N{NO-BREAK SPACE}", " ") for shown in dates] == ["2 Oct 2026", "2 October 2026", "Friday, 2 October 2026"]


@pytest.mark.parametrize(("language", "url"), [("de", "/suche/"), ("en", "/en/suche/"), ("de-simple", "/de-simple/suche/")])
def test_a_fixed_address_stands_in_the_language_of_the_reader(language, url):
    with translation.override(language):
        assert render('{% address "/suche/" %}') == url


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 5, [1, 2, 3, 4, 5]),
        (1, 6, [1, 2, 3, None, 6]),
        (3, 5, [1, 2, 3, 4, 5]),
        (7, 18, [1, None, 6, 7, 8, None, 18]),
        (18, 18, [1, None, 16, 17, 18]),
        (4, 18, [1, 2, 3, 4, 5, None, 18]),
    ],
)
def test_page_range_shows_the_ends_and_the_neighbours(number, pages, shown):
    tag = render(
        "{% page_range number pages as numbers %}{% for page in numbers %}{{ page|default_if_none:'…' }} {% endfor %}",
        number=number,
        pages=pages,
    )

    assert tag.split() == [str(page) if page else "…" for page in shown]


def component(name, rf=None, path="/", **context):
    template = Template("{% include name %}")
    if rf:
        return template.render(RequestContext(rf.get(path), {"name": f"components/{name}.html", **context}))
    return template.render(Context({"name": f"components/{name}.html", **context}))


def test_pagination_keeps_the_query_and_gives_page_one_a_single_address(rf):
    html = component("pagination", rf, "/angebote/?thema=musik&thema=lesen&seite=2", number=2, pages=3)

    assert 'href="?thema=musik&amp;thema=lesen"' in html
    assert 'href="?thema=musik&amp;thema=lesen&amp;seite=3"' in html
    assert html.count('aria-current="page"') == 1


def test_pagination_of_one_page_is_empty(rf):
    assert component("pagination", rf, number=1, pages=1).strip() == ""


def test_a_row_escapes_what_people_typed():
    html = component(
        "row",
        title="<script>alert(1)</script>",
        url="/x/",
        icon="music",
        kicker=["<b>"],
        meta=[("clock", "<i>")],
        text="<u>",
        chips=[{"text": "<s>"}],
    )

    for tag in ["<script>", "<b><", "<i>", "<u>", "<s>"]:
        assert tag not in html


def test_a_facet_hides_rare_options_but_never_a_chosen_one():
    options = [{"value": str(n), "label": f"Wort {n}", "count": 9 - n, "checked": n == 7} for n in range(9)]
    html = component("facet", facet={"name": "thema", "label": "Thema", "options": options}, open=5)

    first, rest = html.split("<details")
    assert 'value="7" checked' in first
    assert "3 weitere" in rest
    assert 'value="8"' in rest


def test_numbers_in_attributes_are_for_programs():
    html = component("picture", rendition=SimpleNamespace(url="/x.png", width=1200, height=1630), alt="Haus")

    assert 'width="1200" height="1630"' in html


class Trial(forms.Form):
    name = forms.CharField(label="Name", help_text="Wie im Ausweis")
    kind = forms.ChoiceField(label="Art", choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_field_with_an_error_names_hint_and_error_and_the_summary_links_to_it():
    form = Trial({})
    form.is_valid()
    form.add_error(None, "Zusammen geht das nicht.")

    html = component("form", form=form, button="Senden")

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert "Bitte noch 3 Angaben prüfen" in html
    assert '<a href="#id_name">Name:' in html
    assert '<a href="#id_kind_0">Art:' in html
    assert "<li>Zusammen geht das nicht.</li>" in html


def test_every_component_says_in_its_first_line_what_it_takes(settings):
    names = sorted((settings.BASE_DIR / "templates" / "components").glob("*.html"))

    assert [file.name for file in names if not file.read_text().startswith((f"{{# {file.stem}:", f"{{# {file.stem} |"))] == []
