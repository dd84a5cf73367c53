"""The demo's own drawings: files/<name>.svg is the drawing, files/<name>.webp what the portal shows."""

from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.models import Collection

from . import data

CREDIT = "Bildungsbüro"
"""Shown below the pictures of news; what the other drawings are is said in the imprint."""


def write_pictures(*, by):
    """Put every picture into the library: {name: image}."""
    collection = Collection.get_first_root_node()
    pictures = {}
    for name, row in data.read("pictures").items():
        content = (data.FILES / f"{name}.webp").read_bytes()
        is_logo = name.startswith("logo-")
        pictures[name] = get_image_model().objects.create(
            title=row["title"],
            file=ContentFile(content, name=f"{name}.webp"),
            width=400 if is_logo else 1200,
            height=400 if is_logo else 800,
            file_size=len(content),
            alt_text=row["alt"],
            credit=CREDIT if name.startswith("news-") else "",
            collection=collection,
            uploaded_by_user=by,
        )
    return pictures
