"""The base transitions that come with `migrate` (network/data/transitions.toml)."""

import tomllib
from pathlib import Path

from directory.models import ActorKind

from .models import Transition

DATA = Path(__file__).parent / "data" / "transitions.toml"


def write_base_transitions(**kwargs):
    """Fill the vocabulary when it is empty; what the office changed or took away later stays as it is.

    Runs on `post_migrate` after `directory` has written its kinds. A kind that the office has taken away is left out.
    """
    if Transition.objects.exists():
        return
    kinds = {kind.slug: kind for kind in ActorKind.objects.all()}
    for position, term in enumerate(tomllib.loads(DATA.read_text(encoding="utf-8"))["transitions"]):
        transition = Transition.objects.create(
            slug=term["slug"],
            name=term["name"],
            names={"en": term["en"], "de-simple": term["simple"]},
            sort_order=(position + 1) * 10,
        )
        transition.from_kinds.set(kinds[slug] for slug in term["from"] if slug in kinds)
        transition.to_kinds.set(kinds[slug] for slug in term["to"] if slug in kinds)
