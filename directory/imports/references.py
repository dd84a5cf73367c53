"""Wagtail's index of references ("where is this kind, tag or picture used?") for what an import wrote past `save()`.

`ReferenceIndex.create_or_update_for_object` asks the database about ten times per object; here each chunk takes one query per relation.
"""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import ReferenceIndex

from .bulk import insert
from .fields import MODELS
from .records import RELATIONS

CHUNK = 100


def write_references(written):
    """Bring the index up to date for {model name: primary keys}, in small transactions."""
    for model_name, pks in written.items():
        model, pks = MODELS[model_name], sorted(pks)
        if not ReferenceIndex.is_indexed(model):
            continue
        for start in range(0, len(pks), CHUNK):
            with transaction.atomic():
                _write(model, pks[start : start + CHUNK])


def _write(model, pks):
    objects = list(model._base_manager.filter(pk__in=pks))
    children = {name: _children(model, name, pks) for name in RELATIONS[model][0]}
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    rows = []
    for obj in objects:
        obj._cluster_related_objects = {name: found[obj.pk] for name, found in children.items()}
        for to_type, to_object, model_path, content_path in set(ReferenceIndex._extract_references_from_object(obj)):
            rows.append({
                "content_type_id": content_type.pk,
                "base_content_type_id": content_type.pk,
                "object_id": str(obj.pk),
                "to_content_type_id": to_type,
                "to_object_id": to_object,
                "model_path": model_path,
                "content_path": content_path,
                "content_path_hash": ReferenceIndex._get_content_path_hash(content_path),
            })  # fmt: skip
    ReferenceIndex.objects.filter(base_content_type=content_type, object_id__in=[str(obj.pk) for obj in objects]).delete()
    insert(ReferenceIndex, rows)


def _children(model, name, pks):
    relation = model._meta.get_field(name)
    parent = relation.field.attname
    found = defaultdict(list)
    for child in relation.related_model.objects.filter(**{f"{parent}__in": pks}):
        found[getattr(child, parent)].append(child)
    return found
