"""What an address of `/netzwerk/` asks for. What isn't understood is left out with a notice, never an error."""

import datetime as dt
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory.filter_groups import KindGroup, PlaceGroup, TopicGroup
from directory.listing import Option, clean
from directory.models import Actor

from ..enums import CooperationForm
from ..graph import Facts, Wanted

MOST_YEARS = 30
SORTS = ("kooperationen", "name", "partner", "gebiet", "bruecke")


@dataclass(frozen=True)
class Choice:
    """One of the selects above the picture."""

    param: str
    label: str
    options: list[Option]

    @property
    def chosen(self):
        return next((option for option in self.options if option.checked), None)


@dataclass(frozen=True)
class Question:
    """`area`, `kind`, `topic`: the things chosen, or None. `query`: what was understood, as parameters."""

    wanted: Wanted
    choices: list[Choice]
    kinds: dict
    areas: dict
    area: object
    kind: object
    topic: object
    query: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def address(self):
        return urlencode(self.query)

    def url(self, **changes):
        """The query string with other values; None takes one away."""
        kept = [pair for pair in self.query if pair[0] not in changes]
        text = urlencode(kept + [(name, value) for name, value in changes.items() if value is not None])
        return f"?{text}" if text else "?"


def read_question(params, years: list[int]) -> Question:
    """`params`: a QueryDict; `years`: those that may be asked for (`years_of`). Three queries."""
    notices: list[str] = []
    choices, query, found = [], [], {}
    for group in (PlaceGroup(), KindGroup(), TopicGroup(Actor)):
        value = _value(params, group.param)
        known = group.known([value] if value else [])
        if value and value not in known:
            notices.append(_unknown(value))
        thing = known.get(value)
        found[group.param] = known, thing
        query += [(group.param, value)] * bool(thing)
        options = [Option(slug, group.text(one), checked=one is thing) for slug, one in known.items()]
        choices.append(Choice(group.param, str(group.label), options))
    form = _form(params, notices)
    query += [("form", form)] * bool(form)
    forms = [Option(one.value, capfirst(str(one.label)), checked=one.value == form) for one in CooperationForm]
    choices.append(Choice("form", str(_("Form")), forms))
    year = _year(params, years, notices)
    query += [("jahr", str(year))] * bool(year)
    choices.append(Choice("jahr", str(_("Year")), [Option(str(one), str(one), checked=one == year) for one in years]))
    (areas, area), (kinds, kind), (_topics, topic) = (found[name] for name in ("gebiet", "art", "thema"))
    wanted = Wanted(
        area=area.path if area else "",
        kind=kind.pk if kind else None,
        topic=topic.path if topic else "",
        form=form,
        year=year,
    )
    return Question(wanted, choices, kinds, areas, area, kind, topic, query, notices)


def years_of(facts: Facts, today: dt.date) -> list[int]:
    """The years of which something is known, the latest first; without the present one where nothing is known of any other."""
    first = min((tie.starts_on.year for tie in facts.ties if tie.starts_on), default=today.year)
    return list(range(today.year, max(min(first, today.year), today.year - MOST_YEARS) - 1, -1))


def _value(params, name):
    return clean(params.get(name, ""))[:150]


def _unknown(value):
    return _("The filter “%(value)s” is not known here and was left out.") % {"value": value if len(value) <= 40 else f"{value[:40]}…"}


def _form(params, notices):
    value = _value(params, "form")
    if value and value not in CooperationForm.values:
        notices.append(_unknown(value))
        return ""
    return value


def _year(params, years, notices):
    value = _value(params, "jahr")
    if not value:
        return None
    if value.isascii() and value.isdecimal() and len(value) == 4 and int(value) in years:
        return int(value)
    notices.append(_("Nothing is known of this year. You see today."))
    return None
