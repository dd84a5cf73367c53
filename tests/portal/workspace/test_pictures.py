"""/mein/einrichtung/…/bild/: the picture of an institution, by its own people."""

import gc
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from directory.enums import MemberRole, Trust
from directory.models import ChangeProposal, Membership
from portal.media.models import PortalImage
from tests.factories import ActorFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
WORDS = {"alt_text": "Kinder singen im Garten", "credit": "Mia Muster", "licence": "CC BY 4.0", "consent": "on"}


@pytest.fixture(autouse=True)
def _left_open():
    """Wagtail reads pictures and leaves the file open: collected here, no other test is blamed."""
    yield
    gc.collect()


def photo(kind="JPEG"):
    """Taken with the camera held sideways, at a known place."""
    exif, content = Image.Exif(), BytesIO()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 0.0)})
    Image.new("RGB", (40, 20), "teal").save(content, kind, exif=exif)
    return SimpleUploadedFile("IMG_0001.jpg", content.getvalue(), "image/jpeg")


def house(client, role=MemberRole.EDITOR, trust=Trust.NORMAL):
    user, actor = UserFactory(), ActorFactory(name="Haus am See")
    Membership.objects.create(user=user, actor=actor, role=role, trust=trust)
    client.force_login(user)
    return actor, reverse("workspace:picture", args=[actor.uuid])


def test_a_trusted_editor_uploads_changes_the_words_and_removes(client):
    actor, address = house(client, trust=Trust.TRUSTED)

    client.post(address, WORDS | {"file": photo()})
    actor.refresh_from_db()
    first = actor.logo
    with first.file.storage.open(first.file.name) as file, Image.open(file) as stored:
        size, exif = stored.size, dict(stored.getexif())
    client.post(address, WORDS | {"credit": "Max Muster"})
    actor.refresh_from_db()
    second = actor.logo
    client.post(address, {"action": "remove"})
    actor.refresh_from_db()

    assert (size, exif) == ((20, 40), {})
    assert (first.alt_text, first.credit_line, first.width, first.height) == ("Kinder singen im Garten", "Mia Muster, CC BY 4.0", 20, 40)
    assert "IMG" not in first.file.name
    assert (second.credit, second.pk != first.pk, PortalImage.objects.get(pk=first.pk).credit) == ("Max Muster", True, "Mia Muster")
    assert actor.logo is None


def test_others_pictures_wait_for_the_office_with_what_was_promised(client):
    actor, address = house(client)

    page = client.post(address, WORDS | {"file": photo("WEBP")}, follow=True).content.decode()
    actor.refresh_from_db()

    waiting = ChangeProposal.objects.get()
    assert waiting.changes == {"logo": {"old": None, "new": PortalImage.objects.get().pk}}
    assert waiting.remark == "Zugesagt: Die Rechte liegen vor, und alle auf dem Bild sind einverstanden."
    assert "Ihr neues Bild, noch nicht öffentlich" in page
    assert actor.logo is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"file": SimpleUploadedFile("a.jpg", b"<svg/>", "image/jpeg")}, "Diese Datei lässt sich nicht als Bild lesen"),
        ({"file": photo("GIF")}, "Diese Datei lässt sich nicht als Bild lesen"),
        ({"file": photo(), "alt_text": " "}, 'id="id_alt_text_error"'),
        ({"file": photo(), "consent": ""}, 'id="id_consent_error"'),
        ({"file": ""}, 'id="id_file_error"'),
    ],
)
def test_what_is_no_picture_or_has_no_words_is_refused(client, changed, reason):
    _actor, address = house(client)

    page = client.post(address, WORDS | changed).content.decode()

    assert reason in page
    assert not PortalImage.objects.exists()


def test_a_file_that_is_too_large_is_refused(client, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    _actor, address = house(client)

    page = client.post(address, WORDS | {"file": photo()}).content.decode()

    assert "Diese Datei ist zu groß" in page
    assert not PortalImage.objects.exists()


def test_viewers_and_strangers_change_nothing(client):
    _actor, address = house(client, role=MemberRole.VIEWER)
    viewer = client.post(address, WORDS | {"file": photo()}).status_code
    client.force_login(UserFactory())
    stranger = client.post(address, WORDS | {"file": photo()}).status_code

    assert (viewer, stranger) == (404, 404)
    assert not PortalImage.objects.exists()
