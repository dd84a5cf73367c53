"""What somebody asks for when they register, cleaned and checked. Texts come from anywhere: nothing in them may break a mail's header, a list or a database."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.errors import OperationRefused
from directory.models import Actor

from ..admission import places
from ..enums import TakesPart

MOST_PEOPLE = 100
"""In one registration, whatever the meeting says."""
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Kinds of characters that no name has: controls, line ends, marks that turn the direction of writing."""
JOINING = "\u200c\u200d"
"""Invisible too, but Persian names and joined emoji need them."""
BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Application:
    """`participants`: the names of all people, the first usually the person; `size` is their number. `takes_part`: "" where the format leaves no choice.

    `submission`: a random key of the form, so that the same form sent twice counts once.
    """

    name: str
    email: str = ""
    participants: tuple[str, ...] = ()
    takes_part: str = ""
    submission: str = ""
    phone: str = ""
    institution: str = ""
    actor: Actor | None = None
    accessibility_needs: str = ""
    answers: tuple[dict, ...] = ()
    precondition_met: bool = False
    consents: tuple[dict, ...] = ()
    language: str = "de"


def line(text):
    """`text` on one line: composed letters, no invisible characters, single blanks."""
    text = BLANKS.sub(" ", unicodedata.normalize("NFC", str(text)))
    return BLANKS.sub(" ", "".join(filter(_is_seen, text))).strip()


def paragraph(text):
    """`text` as it is, with its lines and without what a database refuses or nobody can see."""
    text = unicodedata.normalize("NFC", str(text)).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if letter in "\n\t" or _is_seen(letter)).strip()


def value(anything):
    """Answers and consents: texts in them as `paragraph`."""
    if isinstance(anything, str):
        return paragraph(anything)
    if isinstance(anything, dict):
        return {line(key): value(inner) for key, inner in anything.items()}
    if isinstance(anything, (list, tuple)):
        return [value(inner) for inner in anything]
    return anything


def address(text, *, needed=True):
    """An e-mail address as it is compared: people write their own in capitals or not."""
    found = str(text).strip().lower()
    if not found and not needed:
        return ""
    try:
        validate_email(found)
    except ValidationError:
        raise OperationRefused(_("Please give a valid e-mail address.")) from None
    return found


def people(name, participants):
    """(the person's name, the names of all): cleaned, the person alone where no others are named. Raises `OperationRefused`."""
    name = line(name)
    names = [line(participant) for participant in participants] or [name]
    if not name or not all(names):
        raise OperationRefused(_("Please give the name of each person."))
    if len(names) > MOST_PEOPLE:
        raise OperationRefused(_("Please register at most %(count)d people at once.") % {"count": MOST_PEOPLE})
    if max(map(len, [name, *names])) > 150:
        raise OperationRefused(_("A name has 150 letters at most."))
    return name, names


def part_of(meeting, wish):
    """The `TakesPart` of `meeting` that `wish` means; "" where there is no choice."""
    possible = places.parts(meeting)
    if not wish and len(possible) == 1:
        return possible[0]
    if wish not in possible:
        raise OperationRefused(
            _("Please choose whether you take part on site or online.") if len(possible) > 1 else _("One can't take part that way.")
        )
    return TakesPart(wish)


def check_group(meeting, size):
    if size > meeting.group_limit:
        raise OperationRefused(
            ngettext(
                "You can register at most %(count)d person at once for this meeting.",
                "You can register at most %(count)d people at once for this meeting.",
                meeting.group_limit,
            )
            % {"count": meeting.group_limit}
        )


def check_can_ever_fit(meeting, part, size):
    """A group that is larger than the meeting would wait for ever."""
    capacity = places.capacity(meeting, part)
    if capacity is not None and size > capacity:
        raise OperationRefused(
            ngettext("This meeting has %(count)d place only.", "This meeting has %(count)d places only.", capacity) % {"count": capacity}
        )


def check_institution(registrations, meeting, institution, actor, more):
    """Whether `more` people of the institution (its entry of the register, else its name) may come. Those who wait count as well: they would move up."""
    limit = meeting.institution_limit
    if limit is None:
        return
    if actor is None and not institution:
        raise OperationRefused(_("Please name your institution: this meeting has a number of places for each."))
    names = {folded(institution), folded(actor.name) if actor else ""} - {""}
    others = registrations.active().values_list("actor", "institution", "actor__name", "size")
    if actor:
        others = others.filter(Q(actor=actor) | Q(actor=None))
    there = sum(
        size
        for key, name, actor_name, size in others
        if (actor and key == actor.pk) or not names.isdisjoint({folded(name), folded(actor_name or "")})
    )
    if there + more > limit:
        raise OperationRefused(
            ngettext(
                "At most %(count)d person of one institution can take part.",
                "At most %(count)d people of one institution can take part.",
                limit,
            )
            % {"count": limit}
        )


def folded(name):
    """As names of institutions are compared: “Kita  Sonnenschein ” and “KITA Sonnenschein” are one."""
    return line(name).casefold()


def check_fields(registration):
    """The limits of the columns, as a text for people."""
    needs = registration._meta.get_field("accessibility_needs")
    if len(registration.accessibility_needs) > needs.max_length:  # Django leaves that to forms
        raise OperationRefused(_("Please write at most %(count)d letters about what you need.") % {"count": needs.max_length})
    try:
        registration.clean_fields(exclude=["meeting", "actor", "made_by", "uuid", "created_at"])
    except ValidationError as error:
        raise OperationRefused(" ".join(error.messages)) from None


def _is_seen(letter):
    return letter in JOINING or unicodedata.category(letter) not in INVISIBLE
