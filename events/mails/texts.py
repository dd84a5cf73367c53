"""Subject and text of each kind of mail: the office's own, else those that come with the portal, with placeholders such as {meeting}.

A line with a placeholder that has no value is left out, so one text serves meetings with and without a waiting list, a reason, a link.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mailing.layout import LISTS, PLACEHOLDER

from ..enums import MailKind
from ..models import MailText

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("de", "en")
"""In which the portal has words of its own. Others fall back to German."""

ABOUT_COMING = (
    MailKind.CONFIRMED,
    MailKind.CHANGED,
    MailKind.MEETING_MOVED,
    MailKind.MEETING_REINSTATED,
    MailKind.REMINDER,
    MailKind.LINK,
)
"""To people who come: only these may carry the link to the online room."""

PLACEHOLDERS = {
    "greeting": (_("“Guten Tag Kim Beispiel,”"), None),
    "name": (_("name of the person"), None),
    "meeting": (_("title of the meeting"), None),
    "when": (_("day and time"), None),
    "where": (_("address of the venue, or “online”"), None),
    "time_note": (_("the note on the time, such as “Doors open at 8:45”"), None),
    "transport": (_("bus and train to the venue"), None),
    "people": (_("how many people, when they are several"), None),
    "participants": (_("their names, when they are several"), None),
    "state": (_("how the registration stands, such as “confirmed”"), None),
    "organiser": (_("name of the organiser"), None),
    "contact": (_("contact person with e-mail and phone"), None),
    "link": (_("the person’s own page: confirm, change, cancel. Alone on a line it becomes a button"), None),
    "meeting_link": (_("the meeting’s public page"), None),
    "deadline": (_("until when one can confirm or accept"), (MailKind.VERIFY, MailKind.OFFERED)),
    "full_note": (_("says that all places are taken, when they are"), (MailKind.VERIFY,)),
    "online_link": (_("link to the online room, for people who take part online, and not before its time"), ABOUT_COMING),
    "link_from": (_("from when on there is the link to the online room, until then"), ABOUT_COMING),
    "before_when": (_("the time before, when it has changed"), (MailKind.MEETING_MOVED,)),
    "before_where": (_("the place before, when it has changed"), (MailKind.MEETING_MOVED,)),
    "reason": (_("why the meeting was cancelled"), (MailKind.MEETING_CANCELLED,)),
    "materials": (_("list of the materials, on a line of its own"), (MailKind.THANKS,)),
    "feedback_link": (_("link to the form for feedback, when the meeting asks for it"), (MailKind.THANKS,)),
    "subject": (_("subject of the message"), (MailKind.MESSAGE,)),
    "message": (_("text of the message, on a line of its own"), (MailKind.MESSAGE,)),
}
"""{name: (what stands there, kinds of mail that know it; None: all)}"""

NEEDED = {
    MailKind.VERIFY: "link",
    MailKind.OFFERED: "link",
    MailKind.LINK: "online_link",
    MailKind.MESSAGE: "message",
}
"""Without these the mail would be of no use."""


class Text(NamedTuple):
    subject: str
    body: str
    button: str
    """Words of the link to the person's own page; "" where there is none."""


def placeholders_of(kind):
    """{name: explanation} that may stand in texts of `kind`."""
    return {name: words for name, (words, kinds) in PLACEHOLDERS.items() if kinds is None or kind in kinds}


def text_of(kind, language) -> Text:
    """What is sent now. Plain language reads the office's own text in it, else German."""
    tried = list(dict.fromkeys([language, language.partition("-")[0]]))
    own = {row.language: row for row in MailText.objects.filter(kind=kind, language__in=tried)}
    found = next((own[code] for code in tried if code in own), None)
    came = portal_text(kind, language)
    return Text(found.subject, found.body, came.button) if found else came


def portal_text(kind, language) -> Text:
    """What comes with the portal."""
    return _words(language if language in LANGUAGES else LANGUAGES[0])[kind]


@lru_cache
def _words(language):
    found = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    return {
        MailKind(kind): Text(entry["subject"], entry["body"].strip(), entry.get("button") or found["known"]["button"])
        for kind, entry in found.items()
    }


def check_text(kind, subject, body):
    """Raises `ValidationError` for each field whose placeholders are unknown or broken, with what is wrong and what is right."""
    errors = {"subject": _problems(kind, subject), "body": _problems(kind, body)}
    if "\n" in subject or "\r" in subject:
        errors["subject"].append(gettext("The subject is one line."))
    for name in LISTS:
        if f"{{{name}}}" in subject:
            errors["subject"].append(gettext("{%(name)s} can’t stand in the subject.") % {"name": name})
        if any(f"{{{name}}}" in line and line.strip() != f"{{{name}}}" for line in body.splitlines()):
            errors["body"].append(gettext("{%(name)s} needs a line of its own.") % {"name": name})
    needed = NEEDED.get(kind)
    if needed and f"{{{needed}}}" not in body:
        errors["body"].append(gettext("{%(name)s} is missing. Without it nobody can do anything with this mail.") % {"name": needed})
    if any(errors.values()):
        raise ValidationError({field: texts for field, texts in errors.items() if texts})


def _problems(kind, text):
    known = placeholders_of(kind)
    problems = []
    for name in dict.fromkeys(PLACEHOLDER.findall(text)):
        if name in known:
            continue
        if name in PLACEHOLDERS:
            problems.append(gettext("{%(name)s} isn’t known in this mail. Please choose one of the list.") % {"name": name})
        else:
            problems.append(gettext("There is no placeholder {%(name)s}. Please choose one of the list.") % {"name": name})
    if rest := re.search(r"[^\s{}]{0,20}[{}][^\s{}]{0,20}", PLACEHOLDER.sub("", text)):
        problems.append(
            gettext("A brace stands alone near “%(near)s”. Placeholders look like this: {meeting}, in small letters and without spaces.")
            % {"near": rest[0]}
        )
    return problems
