"""Inviting hundreds by a table: read and checked in the request, written by the worker in pieces, sent by the queue of mails."""

import csv
import io

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from directory.enums import MemberRole
from directory.errors import OperationRefused
from directory.models import Actor, ActorIdentifier, Membership

from ..access_log import masked
from ..enums import AccessAction, AccessMailKind, BatchState, InvitationState
from ..mails import tell_many
from ..models import AccessEntry, Invitation, InvitationBatch
from .invitations import LIFE

MOST_LINES = 5000
LARGEST = 2 * 1024 * 1024
"""Bytes."""
AT_ONCE = 100
"""Invitations in one transaction."""
ROLES = {
    "": MemberRole.OWNER, "verantwortlich": MemberRole.OWNER, "owner": MemberRole.OWNER,
    "bearbeitet": MemberRole.EDITOR, "bearbeiten": MemberRole.EDITOR, "editor": MemberRole.EDITOR,
    "liest mit": MemberRole.VIEWER, "lesen": MemberRole.VIEWER, "viewer": MemberRole.VIEWER,
}  # fmt: skip
COLUMNS = {
    "institution": ("einrichtung", "institution", "name", "kennung"),
    "email": ("e-mail", "email", "mail", "e-mail-adresse"),
    "role": ("rolle", "role"),
    "first_name": ("vorname", "first name"),
    "last_name": ("nachname", "last name"),
}


def check_rows(data: bytes, *, at):
    """(rows for `InvitationBatch.rows`, [(line number, what is wrong)]) of a CSV file; reads five times from the database, however long it is.

    An institution is found by its exact name, the last part of its address, or an identifier. Raises `OperationRefused` when the file can't be read at all.
    """
    lines = _read(data)
    found = _institutions([line["institution"] for _number, line in lines])
    members = _pairs(Membership.objects.filter(actor__in=_keys(found)).values_list("actor_id", Lower("user__email")))
    invited = _pairs(Invitation.objects.open(at).filter(actor__in=_keys(found)).values_list("actor_id", "email"))
    rows, problems, seen = [], [], set()
    for number, line in lines:
        email, actors = line["email"].lower(), found.get(line["institution"].lower(), set())
        problem = _problem_of(line, email, actors)
        key = (next(iter(actors), None), email)
        if not problem and key in members:
            problem = _("%(email)s works there already.") % {"email": email}
        elif not problem and key in invited:
            problem = _("%(email)s is invited there already.") % {"email": email}
        elif not problem and key in seen:
            problem = _("%(email)s stands in this file twice for the same institution.") % {"email": email}
        if problem:
            problems.append((number, problem))
            continue
        seen.add(key)
        names = {name: line[name][:150] for name in ("first_name", "last_name")}
        rows.append({"actor": key[0], "email": email, "role": ROLES[line["role"].lower()].value, **names})
    return rows, problems


def _problem_of(line, email, actors):
    try:
        validate_email(email)
    except ValidationError:
        return _("“%(text)s” is no e-mail address.") % {"text": line["email"]}
    if not actors:
        return _("There is no institution “%(text)s”. Please use its name or the last part of its address.") % {"text": line["institution"]}
    if len(actors) > 1:
        text = _("There are %(count)d institutions “%(text)s”. Please use the last part of its address.")
        return text % {"count": len(actors), "text": line["institution"]}
    if line["role"].lower() not in ROLES:
        return _("“%(text)s” is no role. Possible are: verantwortlich, bearbeitet, liest mit.") % {"text": line["role"]}
    return ""


def _read(data):
    """[(line number, {column: text})]"""
    if len(data) > LARGEST:
        raise OperationRefused(_("The file is too large. Please split it."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise OperationRefused(_("This is no CSV file. Please save the table as CSV first."))
    head = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(";,\t", key=head.count))
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise OperationRefused(_("This is no CSV file. Please save the table as CSV first.")) from error
    if not lines:
        raise OperationRefused(_("The file is empty."))
    names = [name.strip().lower() for name in lines[0][1]]
    places = {column: next((names.index(name) for name in known if name in names), None) for column, known in COLUMNS.items()}
    if places["institution"] is None or places["email"] is None:
        raise OperationRefused(_("The first line must name the columns “Einrichtung” and “E-Mail”."))
    if len(lines) - 1 > MOST_LINES:
        raise OperationRefused(_("The file has more than %(count)d lines. Please split it.") % {"count": MOST_LINES})
    if len(lines) == 1:
        raise OperationRefused(_("The file has no line but the first."))
    return [
        (number, {column: cells[place].strip() if place is not None and place < len(cells) else "" for column, place in places.items()})
        for number, cells in lines[1:]
    ]


def _institutions(texts):
    """{name, last part of the address or identifier in small letters: {keys of institutions}}"""
    wanted, found = {text.lower() for text in texts if text}, {}
    for pk, name, slug in Actor.objects.filter(archived_at=None).order_by().values_list("pk", "name", "slug"):
        for text in {name.lower(), slug or ""} & wanted:
            found.setdefault(text, set()).add(pk)
    identifiers = ActorIdentifier.objects.filter(actor__archived_at=None, key__in=[text for text in texts if text][:MOST_LINES])
    for pk, key in identifiers.order_by().values_list("actor_id", "key"):
        found.setdefault(key.lower(), set()).add(pk)
    return found


def _keys(found):
    return set().union(*found.values())


def _pairs(rows):
    return {(actor, email) for actor, email in rows}


@transaction.atomic
def start_batch(batch, *, message=""):
    """The office has read what would be written and wants it; the worker does it (`upkeep.tasks`)."""
    from ..tasks import write_invitations  # tasks come after operations

    batch = InvitationBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != BatchState.CHECKED:
        raise OperationRefused(_("The invitations of this list are being written already."))
    batch.state, batch.message = BatchState.SENDING, message.strip()[:1000]
    batch.save(update_fields=["state", "message"])
    key = batch.pk
    transaction.on_commit(lambda: write_invitations.enqueue(key))
    return batch


def drop_batch(batch):
    """What was only checked is forgotten."""
    InvitationBatch.objects.filter(pk=batch.pk, state=BatchState.CHECKED).delete()


def write_batch(batch, *, at):
    """Write what is left, `AT_ONCE` in a transaction each. May be begun any number of times: what is written isn't in `rows` any more."""
    while _write_some(batch.pk, at):
        pass


@transaction.atomic
def _write_some(key, at):
    """Whether more is left."""
    batch = InvitationBatch.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=key)
    if batch.state != BatchState.SENDING:
        return False
    now, later = batch.rows[:AT_ONCE], batch.rows[AT_ONCE:]
    actors = Actor.objects.filter(archived_at=None).in_bulk({row["actor"] for row in now})
    emails = [row["email"] for row in now]
    Invitation.objects.filter(actor__in=actors, email__in=emails, state=InvitationState.OPEN, expires_at__lte=at).update(
        state=InvitationState.REVOKED, settled_at=at
    )
    gone = _pairs(Membership.objects.filter(actor__in=actors, user__email__in=emails).values_list("actor_id", Lower("user__email")))
    gone |= _pairs(
        Invitation.objects.filter(actor__in=actors, email__in=emails, state=InvitationState.OPEN).values_list("actor_id", "email")
    )
    new = [
        Invitation(
            actor=actors[row["actor"]], email=row["email"], role=row["role"], first_name=row["first_name"], last_name=row["last_name"],
            message=batch.message, made_at=at, made_by=batch.made_by, expires_at=at + LIFE, batch=batch,
        )
        for row in now
        if row["actor"] in actors and (row["actor"], row["email"]) not in gone
    ]  # fmt: skip
    Invitation.objects.bulk_create(new)
    AccessEntry.objects.bulk_create(
        AccessEntry(
            actor=invitation.actor, at=at, action=AccessAction.INVITED, person=masked(invitation.email), role=invitation.role,
            by=batch.made_by, by_name=str(batch.made_by or ""),
        )
        for invitation in new
    )  # fmt: skip
    tell_many(AccessMailKind.INVITATION, new, at=at)
    batch.rows = later
    batch.state = BatchState.SENDING if later else BatchState.DONE
    batch.save(update_fields=["rows", "state"])
    return bool(later)
