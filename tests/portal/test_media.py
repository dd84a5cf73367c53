"""Pictures: an alternative text or the word "decorative" on every way in; no programs in SVG."""

import gc
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from portal.media.models import PortalDocument, PortalImage
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


@pytest.fixture(autouse=True)
def _left_open():
    """Wagtail reads what was uploaded (for its hash, for duplicates) and leaves the file open: collected here, no other test is blamed."""
    yield
    gc.collect()


def png(name="logo.png"):
    buffer = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def svg(inside="", attributes="", name="logo.svg"):
    text = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="8" height="8" {attributes}>{inside}</svg>'
    return SimpleUploadedFile(name, text.encode(), "image/svg+xml")


@pytest.fixture
def editor(client):
    client.force_login(person("Redaktion"))
    return client


def upload(client, file, **fields):
    return client.post(reverse("wagtailimages:add"), {"title": "Logo", "file": file, "collection": 1, **fields})


def reasons(response):
    return [str(text) for texts in response.context["form"].errors.values() for text in texts]


def test_a_described_picture_and_a_decoration_are_taken(editor):
    upload(editor, png(), alt_text="Ein grünes Feld")
    upload(editor, svg('<path d="M0 0h8v8z" style="fill:url(#a)"/>'), decorative="on")

    assert sorted(PortalImage.objects.values_list("alt_text", "decorative")) == [("", True), ("Ein grünes Feld", False)]


def test_a_picture_without_words_is_refused(editor):
    response = upload(editor, png())

    assert reasons(response) == ["Bitte sagen Sie, was zu sehen ist, oder kreuzen Sie „nur Schmuck“ an."]
    assert PortalImage.objects.count() == 0


def test_several_at_once_wait_until_each_has_words(editor):
    answer = editor.post(reverse("wagtailimages:add_multiple"), {"files[]": png(), "title": "logo.png", "collection": 1}).json()
    assert PortalImage.objects.count() == 0
    number = answer["uploaded_file_id"]
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number])

    refused = editor.post(url, {f"uploaded-image-{number}-title": "Logo", f"uploaded-image-{number}-collection": 1}).json()
    assert (refused["success"], PortalImage.objects.count()) == (False, 0)

    taken = editor.post(
        url,
        {
            f"uploaded-image-{number}-title": "Logo",
            f"uploaded-image-{number}-alt_text": "Ein Feld",
            f"uploaded-image-{number}-collection": 1,
        },
    ).json()
    assert (taken["success"], PortalImage.objects.get().alt_text) == (True, "Ein Feld")


def test_several_at_once_refuse_a_program(editor):
    answer = editor.post(
        reverse("wagtailimages:add_multiple"), {"files[]": svg("<script>1</script>"), "title": "logo", "collection": 1}
    ).json()

    assert answer["success"] is False
    assert "script" in answer["error_message"]


def test_the_chooser_on_a_page_asks_for_words_too(editor):
    url = reverse("wagtailimages_chooser:create")
    data = {"image-chooser-upload-title": "Logo", "image-chooser-upload-collection": 1}

    editor.post(url, data | {"image-chooser-upload-file": png()})
    assert PortalImage.objects.count() == 0

    editor.post(url, data | {"image-chooser-upload-file": png(), "image-chooser-upload-alt_text": "Ein Feld"})
    assert PortalImage.objects.count() == 1


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (svg("<script>alert(1)</script>"), "script"),
        (svg('<rect width="8" height="8" onclick="alert(1)"/>'), "onclick"),
        (svg("", 'onload="alert(1)"'), "onload"),
        (svg('<image href="https://spy.example/p.png"/>'), "spy.example"),
        (svg('<a xlink:href="javascript:alert(1)"><rect/></a>'), "javascript"),
        (svg('<use href="//evil.example/x.svg#a"/>'), "evil.example"),
        (svg("<foreignObject><p>x</p></foreignObject>"), "foreignObject"),
        (svg("<style>@import 'https://spy.example/a.css';</style>"), "Stil"),
        (svg("<style>rect{fill:url(https://spy.example/a)}</style>"), "spy.example"),
        (svg('<rect style="fill:url(https://spy.example/a)"/>'), "spy.example"),
        (svg('<animate attributeName="href" to="javascript:alert(1)"/>'), "animate"),
        (svg('<h:meta xmlns:h="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=https://evil.example/"/>'), "meta"),
        (svg('<h:form xmlns:h="http://www.w3.org/1999/xhtml" action="https://evil.example/"/>'), "form"),
        (svg('<image href="data:image/svg+xml;base64,PHN2Zz4="/>'), "data:"),
        (SimpleUploadedFile("x.svg", b'<?xml version="1.0"?><?xml-stylesheet href="https://spy.example/a.xsl"?><svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>', "image/svg+xml"), "Stil"),
    ],
)  # fmt: skip
def test_an_svg_that_is_a_program_is_refused_with_the_reason(editor, file, reason):
    response = upload(editor, file, alt_text="Logo")

    assert PortalImage.objects.count() == 0
    assert reason in " ".join(reasons(response))


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("logo.png", b"no picture at all", "image/png"),
        SimpleUploadedFile("logo.svg", b"<html><body>x</body></html>", "image/svg+xml"),
        SimpleUploadedFile("logo.svg", b"\x00\x01\x02", "image/svg+xml"),
        SimpleUploadedFile("logo.svg", b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><text>&b;</text></svg>', "image/svg+xml"),
        SimpleUploadedFile("logo.exe", b"MZ", "application/octet-stream"),
        SimpleUploadedFile("logo.png", b"", "image/png"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(editor, file):
    response = upload(editor, file, alt_text="Logo")

    assert PortalImage.objects.count() == 0
    assert reasons(response)


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=0-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
        ("bytes=-", 200, b"0123456789", None),
        ("pages=1-2", 200, b"0123456789", None),
    ],
)
def test_a_film_is_served_in_the_piece_that_the_browser_asks_for(client, asked, status, content, told):
    film = PortalDocument.objects.create(title="Film", file=SimpleUploadedFile("film.mp4", b"0123456789"))

    response = client.get(film.url, headers={"Range": asked})

    data = b"".join(response.streaming_content) if response.streaming else response.content
    assert (response.status_code, data, response.headers.get("Content-Range")) == (status, content, told)


def test_a_film_in_a_private_collection_is_not_served_in_pieces_either(client):
    private = Collection.objects.get(depth=1).add_child(name="Intern")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    film = PortalDocument.objects.create(title="Film", file=SimpleUploadedFile("film.mp4", b"0123456789"), collection=private)

    response = client.get(film.url, headers={"Range": "bytes=0-3"})

    assert (response.status_code, b"0123" in response.content) == (302, False)
