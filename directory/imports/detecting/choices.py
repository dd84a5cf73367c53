"""What a person decided about a file, step by step; kept as JSON with the run and with a saved mapping."""

from dataclasses import asdict, dataclass, field


@dataclass
class Choices:
    """`columns`: {column: target}. `kind`: slug for rows whose kind nothing else says. `kind_from_name`: read it from words of the name first.

    `values`: {column: {text of the file: value or list of values; "" for none}}; a text that is not in it is reported by the import.
    `utm`: zone of eastings and northings. `municipality`, `provider`: where no column names the town or who offers it.
    """

    subject: str = "actor"
    title: str = ""
    columns: dict = field(default_factory=dict)
    kind: str = ""
    kind_from_name: bool = False
    municipality: str = ""
    provider: str = ""
    utm: int = 32
    splits: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    empty: dict = field(default_factory=dict)

    @classmethod
    def from_json(cls, data):
        known = cls.__dataclass_fields__
        return cls(**{name: value for name, value in (data or {}).items() if name in known})

    def as_json(self):
        return asdict(self)

    def of(self, target):
        """The columns that become `target`, in the order of the file."""
        return [column for column, chosen in self.columns.items() if chosen == target]

    def missing(self):
        """Codes of what is still needed before a mapping can be written: "name", "kind", "provider", "twice:…"."""
        found = []
        if not self.of(f"{self.subject}.name"):
            found.append("name")
        if self.subject == "offer" and not self.of("actor.name") and not self.provider:
            found.append("provider")
        if not self.kind and not self.of("actor.kind"):
            found.append("kind")
        if bool(self.of("location.lat")) != bool(self.of("location.lon")) or bool(self.of("location.utm_east")) != bool(
            self.of("location.utm_north")
        ):
            found.append("point")
        return found
