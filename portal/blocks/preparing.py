"""Loads what the blocks of a page show, all at once: the number of queries depends on the kinds of blocks, not on how many there are."""

from wagtail import blocks

from portal.media.models import Rendition

from .content import PICTURE_SPECS, EntriesValue, PictureValue
from .links import resolve_links

WITH_HEADING = {"heading", "accordion", "call_to_action", "teasers", "contact", "actors", "offers"}
"""Blocks that bring a heading of the second level."""


def prepare(*streams, language=None):
    """Call before rendering stream values: resolves links to pages, entries of the register and pictures."""
    resolve_links(*streams, language=language)
    found = [value for stream in streams for value in _structs(stream)]
    for kind in {type(value) for value in found if isinstance(value, EntriesValue)}:
        _load_entries([value for value in found if type(value) is kind])
    for stream in streams:
        _order_headings(stream)
    _load_renditions([value["image"] for value in found if isinstance(value, PictureValue) and value["image"]])


def _order_headings(stream):
    """A text that begins with headings of the third level, with none of the second before it, shows them as second: screen readers count."""
    seen = False
    for block in stream:
        if block.block_type == "text":
            block.value.lift_headings = not seen and "<h2" not in block.value.source
            seen = seen or "<h2" in block.value.source
        elif block.block_type in WITH_HEADING:
            seen = True


def _structs(value):
    if isinstance(value, blocks.StructValue):
        yield value
    elif isinstance(value, blocks.StreamValue):
        for child in value:
            yield from _structs(child.value)


def _load_entries(values):
    chosen = [value.chosen() for value in values]
    found = {entry.pk: entry for entry in values[0].public().filter(pk__in={pk for pks in chosen for pk in pks})}
    for value, pks in zip(values, chosen, strict=True):
        value.entries = [found[pk] for pk in pks if pk in found]


def _load_renditions(images):
    if not images:
        return
    specs = (
        set(PICTURE_SPECS) | {spec.replace("|preserve-svg", "") for spec in PICTURE_SPECS} | {spec.split("|")[0] for spec in PICTURE_SPECS}
    )
    by_image = {}
    for rendition in Rendition.objects.filter(image__in={image.pk for image in images}, filter_spec__in=specs):
        by_image.setdefault(rendition.image_id, []).append(rendition)
    for image in images:
        image.prefetched_renditions = list(by_image.get(image.pk, ()))
