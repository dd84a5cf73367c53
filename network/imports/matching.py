"""Institutions of the register that a row means: by key, name and address. What isn't sure is told and left to people.

sure      the key of a source; the same name at the same address; nearly the same name at exactly the same address; without an address in the row,
          the same name, legal form included, that only one institution has
doubtful  the same name elsewhere, another name at this address, nearly the same name without an address, another legal form, several that fit
missing   nothing near enough
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from directory.models import Actor, ActorIdentifier, Location

from .names import Address, address, core, legal_form, normal

NEARLY = 85
"""Of 100: “herman gmeiner” and “hermann gmeiner” have 97."""
MISSPELT = 75
"""Of streets whose house number and postcode are the same: “Deichstarße” and “Deichstraße” have 80."""
WORTH_SHOWING = 60
SHOWN = 3


@dataclass(frozen=True)
class Sought:
    """What a row says about one partner. `kinds` (slugs) only decide among several that fit. `keys`: [(source, key)]."""

    name: str
    street: str = ""
    postcode: str = ""
    kinds: tuple = ()
    keys: tuple = ()

    def __str__(self):
        place = " ".join(part for part in (self.street, self.postcode) if part)
        return f"{self.name} ({place})" if place else self.name


@dataclass
class Entry:
    pk: int
    name: str
    kind: str
    names: set = field(default_factory=set)
    """Normal forms of its names."""
    cores: set = field(default_factory=set)
    forms: set = field(default_factory=set)
    addresses: list = field(default_factory=list)

    @property
    def shown(self):
        place = self.addresses[0][1] if self.addresses else ""
        return f"{self.name} ({place})" if place else self.name


@dataclass(frozen=True)
class Finding:
    """`entry` only when it is sure. `state`: "sure", "doubtful", "missing". `how` says by what, or what is in doubt."""

    state: str
    how: str
    entry: Entry | None = None
    candidates: tuple = ()
    """Names and addresses of what is nearest, the nearest first."""
    remark: str = ""
    """What differs although it is sure."""


class Register:
    """All institutions that aren't archived, with names and addresses; read once for a whole table. Three queries."""

    def __init__(self):
        self.entries = {}
        for pk, name, other_names, kind in (
            Actor.objects.filter(archived_at=None).order_by("pk").values_list("pk", "name", "other_names", "kind__slug")
        ):
            entry = self.entries[pk] = Entry(pk, name, kind or "")
            for each in (name, *(part for part in other_names.replace(";", "\n").splitlines() if part.strip())):
                entry.names.add(normal(each))
                entry.cores.add(core(each))
                entry.forms.add(legal_form(each))
        for pk, street, postcode, municipality in (
            Location.objects.filter(actor__in=self.entries, archived_at=None)
            if len(self.entries) < 500
            else Location.objects.filter(actor__archived_at=None, archived_at=None)
        ).values_list("actor", "street", "postcode", "municipality"):
            if street and pk in self.entries:
                shown = ", ".join(part for part in (street, f"{postcode} {municipality}".strip()) if part)
                self.entries[pk].addresses.append((address(street, postcode), shown))
        self._by_key = {(source, key): pk for source, key, pk in ActorIdentifier.objects.values_list("source", "key", "actor")}
        self._index()

    def _index(self):
        self._by_core, self._by_street, self._by_number = defaultdict(set), defaultdict(set), defaultdict(set)
        for entry in self.entries.values():
            for each in entry.cores | entry.names:
                self._by_core[each].add(entry.pk)
            for where, _shown in entry.addresses:
                self._by_street[where.street].add(entry.pk)
                for number in where.numbers:
                    self._by_number[where.postcode, number].add(entry.pk)
        self._cores = [(each, entry.pk) for entry in self.entries.values() for each in entry.cores]

    def find(self, sought: Sought) -> Finding:
        for key in sought.keys:
            entry = self.entries.get(self._by_key.get(key))
            if entry:
                return Finding("sure", _("by the key %(key)s") % {"key": ":".join(key)}, entry)
        where = address(sought.street, sought.postcode)
        return self._find_at(sought, where) if where else self._find_by_name(sought)

    # --- With an address --------------------------------------------------------------------------------------------------

    def _find_at(self, sought, where):
        names = {normal(sought.name), core(sought.name)}
        same_name = [self.entries[pk] for pk in sorted(set().union(*(self._by_core.get(name, ()) for name in names)))]
        here = [entry for entry in same_name if _nearness(entry, where)]
        if here:
            best = max(_nearness(entry, where) for entry in here)
            return self._one_of([entry for entry in here if _nearness(entry, where) == best], sought, where)
        around = set(self._by_street.get(where.street, ())).union(
            *(self._by_number.get((where.postcode, number), ()) for number in where.numbers)
        )
        at = [self.entries[pk] for pk in sorted(around) if _nearness(self.entries[pk], where) == EXACT]
        alike = [entry for entry in at if _likeness(sought.name, entry) >= NEARLY]
        if alike:
            return self._one_of(alike, sought, where, nearly=True)
        if same_name:
            return Finding("doubtful", _("the name is there, but at another address"), candidates=_shown(same_name))
        if at:
            at.sort(key=lambda entry: (-_likeness(sought.name, entry), entry.pk))
            return Finding("doubtful", _("at this address there is another name"), candidates=_shown(at))
        return self._nearest(sought)

    def _one_of(self, entries, sought, where, *, nearly=False):
        if len(entries) > 1 and sought.kinds:
            entries = [entry for entry in entries if entry.kind in sought.kinds] or entries
        if len(entries) > 1:
            return Finding("doubtful", _("several institutions fit"), candidates=_shown(entries))
        remarks = []
        if nearly:
            remarks.append(_("the name is spelled differently: %(name)s") % {"name": entries[0].name})
        if not any(where.street == here.street and where.numbers & here.numbers for here, _text in entries[0].addresses):
            remarks.append(_("another house number: %(address)s") % {"address": entries[0].addresses[0][1]})
        elif where.postcode and all(where.postcode != here.postcode for here, _text in entries[0].addresses):
            remarks.append(_("another postcode: %(address)s") % {"address": entries[0].addresses[0][1]})
        return Finding("sure", _("by name and address"), entries[0], remark="; ".join(remarks))

    # --- Without one --------------------------------------------------------------------------------------------------------

    def _find_by_name(self, sought):
        name, form = normal(sought.name), legal_form(sought.name)
        same = [self.entries[pk] for pk in sorted(self._by_core.get(name, ())) if name in self.entries[pk].names]
        exact = [entry for entry in same if not form or form in entry.forms]
        if len(exact) > 1 and sought.kinds:
            exact = [entry for entry in exact if entry.kind in sought.kinds] or exact
        if len(exact) == 1:
            return Finding("sure", _("by the name"), exact[0])
        if exact:
            return Finding("doubtful", _("several institutions have this name"), candidates=_shown(exact))
        if same:
            return Finding("doubtful", _("the name is there with another legal form"), candidates=_shown(same))
        return self._nearest(sought)

    def _nearest(self, sought):
        """Of the kinds that the row means, where there are such."""
        wanted = core(sought.name)
        pool = [(each, pk) for each, pk in self._cores if not sought.kinds or self.entries[pk].kind in sought.kinds] or self._cores
        texts = [each for each, _pk in pool]
        alike = process.extract(wanted, texts, scorer=fuzz.token_sort_ratio, score_cutoff=NEARLY, limit=SHOWN)
        found = alike or process.extract(wanted, texts, scorer=fuzz.WRatio, score_cutoff=WORTH_SHOWING, limit=2 * SHOWN)
        entries = list(dict.fromkeys(pool[position][1] for _each, _score, position in found))[:SHOWN]
        shown = _shown([self.entries[pk] for pk in entries])
        return Finding(
            "doubtful" if alike else "missing", _("only a name that is nearly the same") if alike else _("no such name"), candidates=shown
        )


EXACT, STREET = 2, 1


def _nearness(entry, where: Address):
    """EXACT: same street and house number; STREET: same street in the same postcode; else 0. A typing error in the street counts as the same where the rest is."""
    best = 0
    for here, _text in entry.addresses:
        number = bool(where.numbers & here.numbers)
        postcode = bool(where.postcode) and where.postcode == here.postcode
        same = where.street == here.street or (number and postcode and fuzz.ratio(where.street, here.street) >= MISSPELT)
        if same and number and (postcode or not where.postcode or _near_postcodes(where.postcode, here.postcode)):
            best = EXACT
        elif same and postcode:
            best = max(best, STREET)
    return best


def _near_postcodes(one, other):
    """The same delivery region, or two digits mixed up: 10319 and 10315, 13015 and 10315."""
    return one[:2] == other[:2] or sorted(one) == sorted(other)


def _likeness(name, entry):
    return max(fuzz.token_sort_ratio(core(name), each) for each in entry.cores)


def _shown(entries):
    return tuple(entry.shown for entry in entries[:SHOWN])
