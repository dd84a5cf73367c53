"""Uploaded files in a bucket: a real server speaks S3, on this machine."""

import gc
import urllib.request
from urllib.parse import urlsplit
from xml.etree import ElementTree

import boto3
import pytest
from django.core.files.base import ContentFile
from moto.server import ThreadedMotoServer
from wagtail.models import Collection, CollectionViewRestriction

from portal.media.models import PortalDocument, PortalImage
from portal.settings.storage import s3_storage

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    ),  # django-storages leaves them to Python
]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint, settings):
    """Its listing: `bucket()` → {key: bytes}."""
    origin, storage = s3_storage(urlsplit(f"s3+http://key:se%2Fcret@{endpoint}/portal?region=eu-central-1"))
    settings.STORAGE_URL, settings.STORAGES = "s3+http://…", settings.STORAGES | {"default": storage}
    client = boto3.client(
        "s3", endpoint_url=origin, aws_access_key_id="key", aws_secret_access_key="se/cret", region_name="eu-central-1"
    )  # fmt: skip
    client.create_bucket(Bucket="portal", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

    def listing():
        found = client.list_objects_v2(Bucket="portal").get("Contents", [])
        return {entry["Key"]: client.get_object(Bucket="portal", Key=entry["Key"])["Body"].read() for entry in found}

    yield listing
    for key in listing():
        client.delete_object(Bucket="portal", Key=key)
    gc.collect()  # here, where the warning is expected, and not in another test
    client.delete_bucket(Bucket="portal")


def test_a_second_file_of_one_name_never_takes_the_place_of_the_first(bucket):
    for content in (b"eins", b"zwei"):
        PortalDocument.objects.create(title="Satzung", file=ContentFile(content, name="satzung.txt"))

    assert sorted(bucket().values()) == [b"eins", b"zwei"]


def test_browsers_get_signed_addresses_of_pictures_that_work(bucket, endpoint):
    picture = PortalImage.objects.create(title="Logo", alt_text="Ein Logo", file=ContentFile(SVG, name="logo.svg"), width=10, height=10)

    url = picture.get_rendition("max-100x100|preserve-svg").url
    with urllib.request.urlopen(url) as answer:
        content = answer.read()

    assert url.startswith(f"http://{endpoint}/portal/images/")
    assert "X-Amz-Signature=" in url
    assert "X-Amz-Expires=86400" in url
    assert ElementTree.fromstring(content)[0].tag == "{http://www.w3.org/2000/svg}rect"


def test_documents_go_through_the_portal_which_knows_who_may_read_them(bucket, client, editor):
    root = Collection.get_first_root_node()
    private = root.add_child(name="Intern")
    restriction = CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    public, internal = [
        PortalDocument.objects.create(title=name, file=ContentFile(name.encode(), name=f"{name}.txt"), collection=place)
        for name, place in (("offen", root), ("intern", private))
    ]

    shown, refused = client.get(public.url), client.get(internal.url)
    client.force_login(editor)
    inside = client.get(internal.url)

    assert restriction.pk
    assert public.url.startswith("/dokumente/")
    assert (shown.status_code, b"".join(shown)) == (200, b"offen")
    assert refused.status_code == 302
    assert b"".join(inside) == b"intern"
