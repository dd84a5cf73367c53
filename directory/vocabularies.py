"""The base vocabularies that come with `migrate` (directory/data/vocabularies.toml)."""

import tomllib
from pathlib import Path

from .models import ActorKind, TargetGroup, Topic

DATA = Path(__file__).parent / "data" / "vocabularies.toml"


def write_base_vocabularies(**kwargs):
    """Fill each vocabulary that is empty; what the office changed or took away later stays as it is.

    Runs on `post_migrate`, not in a migration: historical models have no tree methods, and tests without migrations need the terms too.
    """
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    if not ActorKind.objects.exists():
        _write_kinds(data["kinds"])
    for model, terms in ((Topic, data["topics"]), (TargetGroup, data["target_groups"])):
        if not model.objects.exists():
            _write_terms(model, terms, parent=None)


def _write_kinds(kinds):
    ActorKind.objects.bulk_create(
        ActorKind(
            slug=kind["slug"],
            name=kind["name"],
            name_plural=kind["plural"],
            names={"en": kind["en"][0]},
            names_plural={"en": kind["en"][1]},
            icon=kind["icon"],
            hue=kind["hue"],
            chroma=str(kind.get("chroma", 0.12)),
            schema_type=kind["schema"],
            synonyms=kind["synonyms"],
            sort_order=(position + 1) * 10,
        )
        for position, kind in enumerate(kinds)
    )


def _write_terms(model, terms, *, parent):
    for position, term in enumerate(terms):
        fields = {key: term[key] for key in ("slug", "name", "synonyms", "icon", "hue", "age_from", "age_to") if key in term}
        fields["names"] = {language: term[key] for language, key in (("en", "en"), ("de-simple", "simple")) if key in term}
        fields["sort_order"] = (position + 1) * 10
        node = parent.add_child(**fields) if parent else model.add_root(**fields)
        _write_terms(model, term.get("children", []), parent=node)
