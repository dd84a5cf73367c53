"""What the profile of a cooperation says to somebody, as plain values: the page and the printed sheet show the same."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import richtext
from directory import wording as words
from directory.freshness import BERLIN
from directory.models import Area

from . import wording
from .enums import Agreement, Answer, Audience, PartnerRole
from .listing.columns import areas_of
from .models import Cooperation, CooperationPartner, CooperationPicture
from .models.cooperations import PARTS

STORY = ("about", "running", "helps", "hinders")


@dataclass(frozen=True)
class ShownPartner:
    """`name` is "" for who isn't named; `number` then says how many of them there are."""

    name: str
    url: str = ""
    icon: str = "building-2"
    kind: str = ""
    role: str = ""
    note: str = ""
    state: str = ""
    """confirmed, open, hidden (an institution that isn't in the register any more), left"""
    number: int = 1


@dataclass(frozen=True)
class Profile:
    """`notes`: part → whom it is for, where that isn't everybody."""

    cooperation: Cooperation
    parts: frozenset[str]
    partners: list[ShownPartner]
    former: list[ShownPartner]
    areas: list[Area]
    figures: list[dict]
    facts: list[dict]
    story: dict[str, str] = field(default_factory=dict)
    """Part of the story → HTML."""
    pictures: list[CooperationPicture] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    confirmation: str = ""
    running: str = ""

    @property
    def named(self):
        return [partner for partner in self.partners if partner.name]

    @property
    def has_contact(self):
        cooperation = self.cooperation
        return "contact" in self.parts and bool(
            cooperation.contact_name or cooperation.contact_email or cooperation.contact_phone or cooperation.contact_note
        )


def for_page(cooperations):
    """All that one profile reads of the cooperation itself."""
    partners = CooperationPartner.objects.select_related("actor__kind").order_by("pk")
    pictures = Prefetch("pictures", CooperationPicture.objects.select_related("image"))
    return cooperations.select_related("agreement_document").prefetch_related(
        "topics", "target_groups", "transitions", pictures, Prefetch("partners", partners)
    )


def profile_of(cooperation, parts, today: date) -> Profile:
    """`cooperation` from `for_page`, or the draft of a preview; `parts`: what may be read (`parts.readable_parts`). Three queries, for its areas."""
    partners = list(cooperation.partners.all())
    areas = list(cooperation.areas.all()) or areas_of([cooperation.pk]).get(cooperation.pk, []) if cooperation.pk else []
    asked = [partner for partner in partners if partner.answer in (Answer.OPEN, Answer.CONFIRMED)]
    confirmed = [partner for partner in partners if partner.answer == Answer.CONFIRMED]
    return Profile(
        cooperation=cooperation,
        parts=parts,
        partners=_partners(partners),
        former=[_former(partner) for partner in partners if partner.answer == Answer.LEFT and partner.actor.is_public],
        areas=sorted(areas, key=lambda area: area.name),
        figures=_figures(cooperation) if "reach" in parts else [],
        facts=_facts(cooperation, parts, today),
        story={part: richtext.shown(getattr(cooperation, part)) for part in STORY if part in parts and getattr(cooperation, part)},
        pictures=list(cooperation.pictures.all()) if "pictures" in parts else [],
        notes={part: note for part in PARTS if part in parts and (note := _note(getattr(cooperation, f"{part}_for")))},
        confirmation=wording.confirmation(len(confirmed), len(asked)),
        running=wording.running(cooperation, today),
    )


def _note(audience):
    if audience == Audience.PUBLIC:
        return ""
    return _("Only members of the partners see this.") if audience == Audience.MEMBERS else _("Only the office sees this.")


def _partners(partners):
    """Confirmed ones first as they came, then how many haven't answered and how many aren't in the register any more."""
    confirmed = [partner for partner in partners if partner.answer == Answer.CONFIRMED]
    shown = [
        ShownPartner(
            name=partner.actor.name,
            url=partner.actor.get_absolute_url(),
            icon=partner.actor.kind.icon if partner.actor.kind else "building-2",
            kind=partner.actor.kind.slug if partner.actor.kind else "",
            role=capfirst(str(PartnerRole(partner.role).label)),
            note=_("confirmed on %(day)s") % {"day": words.day(partner.answered_at.astimezone(BERLIN).date())},
            state="confirmed",
        )
        for partner in confirmed
        if partner.actor.is_public
    ]
    hidden = sum(not partner.actor.is_public for partner in confirmed)
    if hidden:
        text = ngettext("One more institution", "%(count)d more institutions", hidden) % {"count": hidden}
        shown.append(ShownPartner("", role=text, note=_("no longer in the register"), state="hidden", number=hidden))
    waiting = sum(partner.answer == Answer.OPEN for partner in partners)
    if waiting:
        text = ngettext("One more institution", "%(count)d more institutions", waiting) % {"count": waiting}
        shown.append(ShownPartner("", role=text, note=_("Confirmation is pending"), state="open", number=waiting))
    return shown


def _former(partner):
    actor = partner.actor
    until = _("until %(month)s") % {"month": wording.month(partner.left_on)} if partner.left_on else ""
    return ShownPartner(actor.name, actor.get_absolute_url(), actor.kind.icon, actor.kind.slug, note=until, state="left")


def _figures(cooperation):
    found = [
        (cooperation.people, _("People in a year")),
        (cooperation.hours_per_week, _("Hours a week")),
        (cooperation.groups, _("Classes or groups")),
        (cooperation.staff, _("Staff involved")),
    ]
    return [{"value": wording.hours(value), "label": label} for value, label in found if value]


def _facts(cooperation, parts, today):
    """[{"icon", "term", "value", "note", "part"}] as `components/fact_list.html` takes them."""
    facts = [{"icon": "handshake", "term": _("Form"), "value": wording.form(cooperation.form)}]
    if "agreement" in parts and cooperation.agreement != Agreement.NONE:
        signed = _("of %(day)s") % {"day": words.day(cooperation.agreed_on)} if cooperation.agreed_on else ""
        facts.append(
            {"icon": "badge-check", "term": _("Agreement"), "value": wording.agreement(cooperation), "note": signed, "part": "agreement"}
        )
    if period := wording.period(cooperation):
        facts.append({"icon": "calendar", "term": _("Period"), "value": period})
    if "funding" in parts and cooperation.funding:
        until = _("until %(month)s") % {"month": wording.month(cooperation.funded_until)} if cooperation.funded_until else ""
        facts.append({"icon": "wallet", "term": _("Funding"), "value": cooperation.funding, "note": until, "part": "funding"})
    if transitions := [transition.local_name for transition in cooperation.transitions.all()]:
        facts.append({"icon": "route", "term": ngettext("Transition", "Transitions", len(transitions)), "value": words.join(transitions)})
    if groups := [group.local_name for group in cooperation.target_groups.all()]:
        facts.append({"icon": "users", "term": _("For whom"), "value": words.join(groups)})
    if cooperation.place_note:
        facts.append({"icon": "map-pin", "term": _("Place"), "value": cooperation.place_note})
    return facts
