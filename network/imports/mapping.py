"""What a mapping of edges says, and rows read by it. Files and values are as in `directory.imports`; docs/import.md explains the format."""

from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from directory.imports.fields import field_of
from directory.imports.mapping import Mapping, Spec, Thing
from directory.imports.mapping_files import Loader, load_toml
from directory.imports.mapping_files import shipped as shipped_in
from directory.imports.parsers import Unreadable
from directory.imports.values import RowReader, ThingValues

from ..enums import PartnerRole
from ..models import Cooperation
from .matching import Sought

SHIPPED = Path(__file__).parent / "mappings"
TOP_KEYS = {"mapping", "source", "read", "row", "values", "tables", "cooperation", "partners"}
PARTNER_KEYS = {"name", "role", "street", "postcode", "kind", "keys"}
FIELDS = {
    name: field_of(Cooperation._meta.get_field(name))
    for name in (
        "name", "summary", "form", "status", "starts_on", "ends_on", "topics", "target_groups", "place_note", "agreement", "agreed_on", "people",
        "groups", "staff", "hours_per_week", "funding", "funded_until", "about", "running", "helps", "hinders", "agreement_for", "reach_for",
        "funding_for", "about_for", "running_for", "helps_for", "hinders_for",
    )
}  # fmt: skip
"""What a table may fill. Contact data isn't among it: people are asked first."""


class CooperationThing(Thing):
    @property
    def model_fields(self):
        return FIELDS


@dataclass
class PartnerSpec:
    slot: str
    name: Spec
    role: str
    street: Spec | None = None
    postcode: Spec | None = None
    kind: Spec | None = None
    keys: list = field(default_factory=list)
    """[(source, Spec)]"""

    def specs(self):
        return [spec for spec in (self.name, self.street, self.postcode, self.kind, *(spec for _source, spec in self.keys)) if spec]


@dataclass
class EdgeMapping(Mapping):
    cooperation: Thing | None = None
    partners: list = field(default_factory=list)

    def columns(self):
        specs = [*self.cooperation.fields.values(), *(spec for partner in self.partners for spec in partner.specs())]
        found = [*super().columns(), *(column for spec in specs for column in spec.all_columns())]
        return list(dict.fromkeys(column for column in found if not column.startswith("@")))


def read_mapping(name, *, beside=None, files=None) -> EdgeMapping:
    """The mapping called `name` (shipped) or in the file `name`. Raises `MappingRefused`."""
    path, data = load_toml(name, SHIPPED)
    return EdgeLoader(path, data, beside, files).mapping()


def shipped():
    return shipped_in(SHIPPED)


class EdgeLoader(Loader):
    def mapping(self):
        begun = self.beginning(TOP_KEYS)
        mapping = EdgeMapping(**vars(begun))
        data = self._table(self.data, "cooperation", needed=True)
        thing = CooperationThing("cooperation", "cooperation", mapping.key, main=True)
        for name, spec in data.items():
            if name not in FIELDS:
                self._refuse(f"cooperation.{name}", _("there is no such field"))
            thing.fields[name] = self.spec(spec, f"cooperation.{name}")
        if "name" not in thing.fields:
            self._refuse("cooperation.name", _("the name is needed"))
        mapping.cooperation = thing
        partners = self._table(self.data, "partners", needed=True)
        if len(partners) < 2:
            self._refuse("partners", _("at least two of them are needed"))
        mapping.partners = [self._partner(slot, partner) for slot, partner in partners.items()]
        return mapping

    def _partner(self, slot, data):
        place = f"partners.{slot}"
        self._only(data, PARTNER_KEYS, place)
        role = data.get("role", PartnerRole.PARTNER)
        if role not in PartnerRole.values:
            self._refuse(f"{place}.role", _("one of %(choices)s is needed") % {"choices": ", ".join(PartnerRole.values)})
        keys = data.get("keys", {})
        if not isinstance(keys, dict):
            self._refuse(f"{place}.keys", _("a table of settings is needed"))
        parts = {part: self.spec(data[part], f"{place}.{part}") for part in ("street", "postcode", "kind") if part in data}
        return PartnerSpec(
            slot,
            self.spec(data.get("name"), f"{place}.name"),
            role,
            keys=[(source, self.spec(spec, f"{place}.keys.{source}")) for source, spec in keys.items()],
            **parts,
        )


@dataclass
class EdgeRow:
    """`partners`: {slot: Sought}, without those that the row doesn't name."""

    line: int
    key: str = ""
    values: dict = field(default_factory=dict)
    partners: dict = field(default_factory=dict)
    skipped: str = ""


class EdgeReader(RowReader):
    def read(self, row):
        begun = super().read(row)
        result = EdgeRow(begun.line, begun.key, skipped=begun.skipped)
        if result.skipped:
            return result
        values = ThingValues(self.mapping.cooperation, begun.key, True)
        for name, spec in self.mapping.cooperation.fields.items():
            self._fill(values, name, spec)
        self._check_together(values)
        result.values = values.values
        for partner in self.mapping.partners:
            name = self._text(partner.name)
            if name:
                result.partners[partner.slot] = Sought(
                    name,
                    self._text(partner.street),
                    self._text(partner.postcode),
                    tuple(self._list(partner.kind)),
                    tuple((source, key) for source, spec in partner.keys if (key := self._text(spec))),
                )
        return result

    def _list(self, spec):
        try:
            value = self._evaluate(spec) if spec else None
        except Unreadable as error:
            self._report(spec.label, self._shown(spec), str(error))
            return []
        return [" ".join(str(item).split()) for item in (value if isinstance(value, list) else [value]) if item not in (None, "")]

    def _text(self, spec):
        return " ".join(self._list(spec))
