"""The form of a section, with what was seen when it was opened."""

import json

from django import forms

from .pieces import Fact
from .saving import MINE, THEIRS, Opened

SEEN, LOOKED, CHOICE = "seen", "looked", "choice-"


class SectionForm(forms.Form):
    """Fields named as the keys of `pieces`; `content` is the entry as it is now. `reviewed`: names of fields that wait for the office."""

    def __init__(self, data=None, *, content, pieces, reviewed=(), draft=None):
        self.pieces, self.content, self.reviewed = pieces, content, reviewed
        self.now = {piece.key: piece.shown(content) for piece in pieces}
        self.conflicts, self.draft = {}, draft
        typed = {key: value for key, value in draft.typed.items() if key in self.now} if draft else {}
        super().__init__(data, initial=self.now | typed, label_suffix="")
        self.looked = {}
        for piece in pieces:
            self.fields[piece.key] = piece.form_field(content)

    @property
    def opened(self):
        return Opened(
            seen=_carried(self.data.get(SEEN)),
            looked=_carried(self.data.get(LOOKED)),
            chosen={key: given for key in self.now if (given := self.data.get(CHOICE + key)) in (MINE, THEIRS)},
        )

    @property
    def typed(self):
        """{key: as `shown` gives it}. Only of a valid form."""
        return {
            key: sorted(value) if isinstance(value, list) else value.replace("\r\n", "\n").strip()
            for key, value in self.cleaned_data.items()
        }

    @property
    def raw(self):
        """As `typed`, also of a form that isn't valid."""
        found = {}
        for key in self.now:
            given = self[key].data
            found[key] = sorted(given) if isinstance(given, list) else str(given or "").replace("\x00", "").replace("\r\n", "\n")
        return found

    def refuse(self, not_saved):
        """Show what `saving.NotSaved` says; what was typed stays in the fields."""
        self.conflicts = not_saved.conflicts
        self.looked = not_saved.conflicts
        for key, text in not_saved.refused.items():
            self.add_error(key or None, text)

    @property
    def seen_json(self):
        return json.dumps(
            _carried(self.data.get(SEEN)) if self.is_bound else (self.draft.seen if self.draft else self.now), ensure_ascii=False
        )

    @property
    def looked_json(self):
        return json.dumps(self.looked or (_carried(self.data.get(LOOKED)) if self.is_bound else {}), ensure_ascii=False)

    def rows(self):
        """[{"field", "is_reviewed", "is_fact", "conflict": None | {"now", "mine", "name", "chosen"}}]"""
        for piece in self.pieces:
            conflict = None
            if piece.key in self.conflicts:
                now = piece.words(self.content, self.conflicts[piece.key])
                mine = piece.words(self.content, self.typed[piece.key])
                conflict = {"now": now, "mine": mine, "name": CHOICE + piece.key, "chosen": self.data.get(CHOICE + piece.key)}
            yield {
                "field": self[piece.key],
                "is_reviewed": piece.name in self.reviewed,
                "conflict": conflict,
                "is_fact": isinstance(piece, Fact),
            }


def _carried(text):
    """{key: value} out of a hidden field; nothing when somebody spoiled it."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
