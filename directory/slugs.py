"""Addresses that last: a slug is given once (a draft's follows its name until it is published), kept for ever, and never given to another thing.

`FormerSlug` holds every slug that a thing ever had, the present one too. `Entry.save()` gives the slug at the first save
(`give_slug`, `keep_slug`); bulk writers ask `free_slugs`, write their rows and call `keep_slugs`, all in one transaction.
"""

import re
from collections import Counter

from anyascii import anyascii
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from .models.entries import FormerSlug

MAX_LENGTH = 120
"""Of what is made from a name; the column has 140 characters, which leaves room for a number."""

GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "&": " und ", "@": " at ", "+": " plus "}
)
NAMELESS = {
    "actor": "einrichtung",
    "offer": "angebot",
    "meeting": "termin",
    "series": "reihe",
    "cooperation": "kooperation",
    "cooperationwish": "gesuch",
    "alliance": "buendnis",
}
RESERVED = {"meeting": {"reihen", "bescheinigung", "einlass"}, "cooperation": {"gesuche", "anfrage"}}
"""Parts of addresses that mean something else."""
CHUNK = 500


def make_slug(name, *, nameless="eintrag"):
    """“musikschule-grossbeeren” for “Musikschule Großbeeren”; `nameless` when nothing of the name is left. At most 120 characters, cut between words."""
    slug = slugify(anyascii(name.translate(GERMAN)).replace("_", "-"))
    if len(slug) > MAX_LENGTH:
        slug = slug[:MAX_LENGTH].rpartition("-")[0] or slug[:MAX_LENGTH]
    return slug.strip("-") or nameless


def free_slugs(model, names):
    """A slug for each of `names`, in their order, all different and none ever given to a thing of `model`: [str, …].

    Call it in the transaction that writes the things and then `keep_slugs`: until its end nobody else gets slugs of `model`.
    """
    bases = [make_slug(name, nameless=NAMELESS.get(model._meta.model_name, "eintrag")) for name in names]
    _wait_for_turn(model)
    found = {base: [] for base in bases}
    lacking = Counter(bases)
    first = dict.fromkeys(lacking, 1)
    given = set()
    while lacking:
        candidates = {}
        for base, count in lacking.items():
            width = 1 if first[base] == 1 and count == 1 else count + len(found[base]) + first[base] + 8
            candidates[base] = [_numbered(base, number) for number in range(first[base], first[base] + width)]
            first[base] += width
        taken = given | _taken(model, [slug for slugs in candidates.values() for slug in slugs])
        for base, slugs in candidates.items():
            for slug in slugs:
                # “kita-2” may be another name's base as well: what one of this batch has got, no other gets.
                if lacking[base] and slug not in taken:
                    taken.add(slug)
                    given.add(slug)
                    found[base].append(slug)
                    lacking[base] -= 1
        lacking = Counter({base: count for base, count in lacking.items() if count})
    queues = {base: iter(slugs) for base, slugs in found.items()}
    return [next(queues[base]) for base in bases]


def keep_slugs(things):
    """Write down the slugs of `things` (of one model, with primary keys) after a bulk write. Raises `IntegrityError` if another thing had one of them."""
    things = list(things)
    FormerSlug.objects.bulk_create(
        (FormerSlug(model=thing._meta.model_name, slug=thing.slug, object_id=thing.pk) for thing in things), batch_size=CHUNK
    )


def give_slug(thing):
    """Set the slug of `thing`, which has none yet. In the transaction that saves it and then calls `keep_slug`."""
    [thing.slug] = free_slugs(type(thing), [thing.name])


def follow_name(thing):
    """Give a draft that nobody outside has seen yet the slug of its new name, and say whether it got one. The old one becomes free again.

    Otherwise a name that was mistyped at the first save would stand in the address for ever.
    """
    model = type(thing)
    old_name = model.objects.filter(pk=thing.pk).values_list("name", flat=True).first()
    if (
        old_name is None
        or make_slug(old_name) == make_slug(thing.name)
        or not re.fullmatch(re.escape(make_slug(old_name)) + r"(-\d+)?", thing.slug)
    ):
        return False
    FormerSlug.objects.filter(model=model._meta.model_name, slug=thing.slug, object_id=thing.pk).delete()
    give_slug(thing)
    return True


def keep_slug(thing):
    """Write down the present slug of `thing`; one that it had before is simply its own again. Raises `IntegrityError` if another thing had it."""
    FormerSlug.objects.get_or_create(model=thing._meta.model_name, slug=thing.slug, object_id=thing.pk)


def find_by_former_slug(model, slug):
    """The primary key of the thing that has or had `slug`, else None."""
    return FormerSlug.objects.filter(model=model._meta.model_name, slug=slug).values_list("object_id", flat=True).first()


def is_free(model, slug, *, for_thing=None):
    """Whether `slug` may be given to `for_thing`: nobody else has or had it."""
    own = for_thing.pk if for_thing else None
    if slug in RESERVED.get(model._meta.model_name, ()):
        return False
    return find_by_former_slug(model, slug) in (None, own) and not model.objects.filter(slug=slug).exclude(pk=own).exists()


def _numbered(base, number):
    return base if number == 1 else f"{base}-{number}"


def _taken(model, slugs):
    taken = RESERVED.get(model._meta.model_name, set()) & set(slugs)
    for start in range(0, len(slugs), CHUNK):
        chunk = Q(slug__in=slugs[start : start + CHUNK])
        taken.update(FormerSlug.objects.filter(chunk, model=model._meta.model_name).values_list("slug", flat=True))
        taken.update(model.objects.filter(chunk).values_list("slug", flat=True))
    return taken


def _wait_for_turn(model):
    """Hold a lock until the end of the transaction. On SQLite the transaction has the write lock anyway (IMMEDIATE)."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("free_slugs() needs the transaction in which the things are written.")
    content_type = ContentType.objects.get_for_model(model)
    # no_key: rows that refer to the content type (revisions, log) can still be written by others
    ContentType.objects.select_for_update(no_key=True).get(pk=content_type.pk)
