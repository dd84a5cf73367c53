"""Closed lists of the register. Open lists (kinds, topics, target groups) are vocabularies in the database."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class AreaLevel(TextChoices):
    """Levels of the area tree, from the widest to the narrowest."""

    STATE = "land", _("state")
    DISTRICT = "kreis", _("district")
    BOROUGH = "bezirk", _("borough")
    MUNICIPALITY = "gemeinde", _("municipality")
    QUARTER = "ortsteil", _("quarter")


class OfferForm(TextChoices):
    COURSE = "kurs", _("course")
    LESSON = "unterricht", _("lessons")
    ENSEMBLE = "ensemble", _("ensemble")
    WORKSHOP = "workshop", _("workshop")
    OPEN = "offen", _("open offer")
    GROUP = "gruppe", _("group")
    CONSULTATION = "beratung", _("consultation")
    PROJECT = "projekt", _("project")
    CARE = "betreuung", _("care")
    LENDING = "ausleihe", _("lending")
    TOUR = "fuehrung", _("guided tour")
    EVENT = "veranstaltung", _("event")
    DISCOUNT = "ermaessigung", _("reduced price")


class PriceUnit(TextChoices):
    ONCE = "einmalig", _("once")
    SESSION = "termin", _("per session")
    HOUR = "stunde", _("an hour")
    MONTH = "monat", _("a month")
    TERM = "halbjahr", _("a half-year")
    YEAR = "jahr", _("a year")


class Weekday(IntegerChoices):
    """As `datetime.date.weekday()` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class MemberRole(TextChoices):
    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    VIEWER = "viewer", _("viewer")


class Trust(TextChoices):
    """What changes of a member count for; who isn't a member has none."""

    REVIEWED = "reviewed", _("everything is reviewed")
    NORMAL = "normal", _("as the table of reviews says")
    TRUSTED = "trusted", _("nearly everything at once")


class ReviewNeed(TextChoices):
    """Whose change of a field is published at once."""

    NEVER = "at_once", _("published at once")
    UNLESS_TRUSTED = "unless_trusted", _("reviewed, unless the member is trusted")
    ALWAYS = "always", _("always reviewed")


class ProposalKind(TextChoices):
    CHANGE = "change", _("change by a member")
    CORRECTION = "correction", _("hint from a visitor")
    IMPORT = "import", _("conflict of an import")
    NEW = "new", _("new institution")


class ProposalState(TextChoices):
    OPEN = "open", _("waits")
    APPLIED = "applied", _("taken over")
    CORRECTED = "corrected", _("taken over with corrections")
    RETURNED = "returned", _("sent back")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("replaced by a newer one")


LANGUAGES = ["de", "ar", "bg", "bs", "ckb", "cs", "da", "el", "en", "es", "fa", "fr", "gsg", "he", "hr", "hu", "it", "kmr", "nds",
             "nl", "pl", "ps", "pt", "ro", "ru", "so", "sq", "sr", "ti", "tr", "uk", "ur", "vi", "zh"]  # fmt: skip
"""Languages that are spoken somewhere, ISO 639 codes; `gsg` is German Sign Language. Names: `directory.languages`."""

ACCESSIBILITY_FACTS = {
    "step_free": _("step-free entrance"),
    "lift": _("lift"),
    "accessible_toilet": _("accessible toilet"),
    "accessible_parking": _("parking space for disabled people"),
    "induction_loop": _("induction loop"),
    "tactile_guidance": _("tactile guidance for blind people"),
    "sign_language": _("German Sign Language"),
    "plain_language": _("information in plain language"),
    "quiet_room": _("quiet room"),
}
"""Column of `Location` → what it says. Each is yes (True), no (False) or unknown (None)."""


class PairState(TextChoices):
    """What was decided about two institutions that may be the same."""

    OPEN = "offen", _("to be decided")
    SAME = "gleich", _("the same: merged")
    DIFFERENT = "verschieden", _("not the same")
    PART = "teil", _("a location of the other")


class FoundBy(TextChoices):
    OFFICE = "buero", _("the office")
    KEYS = "schluessel", _("search by keys")


class Choice(TextChoices):
    """Whose value stays when two institutions are merged."""

    KEPT = "kept", _("of the one that stays")
    GONE = "gone", _("of the other")
    BOTH = "both", _("both")
