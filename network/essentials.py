"""What partners confirm: the essentials of a cooperation, kept with each answer, so that a confirmation holds for what was confirmed and for nothing else."""

import json
from hashlib import sha256

from .models.cooperations import ESSENTIALS


def essentials_of(cooperation) -> dict[str, str]:
    """{field: value as text} of an instance, saved or not; what is empty is ""."""
    return {name: str(getattr(cooperation, name) or "") for name in ESSENTIALS}


def changed(before, after) -> list[str]:
    """Names of the fields that differ between two `essentials_of`."""
    return [name for name in ESSENTIALS if before.get(name, "") != after.get(name, "")]


def digest(essentials) -> str:
    """16 characters that stand in a form for what its reader saw."""
    return sha256(json.dumps(essentials, sort_keys=True).encode()).hexdigest()[:16]


def shown_to_partners(cooperation):
    """The cooperation as partners are asked about it: the public version, else the latest draft."""
    return cooperation if cooperation.live else cooperation.get_latest_revision_as_object()
