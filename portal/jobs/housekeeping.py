"""The portal's own periodic jobs."""

import datetime as dt

from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from directory.tasks import find_duplicates
from events.mails import planning
from events.operations import anonymise_due, settle_due
from mailing import sending
from network.listing.changes import forget_changes
from network.mails import planning as network_planning
from network.tasks import ask_for_analysis, look_after_layout
from upkeep.confirmations import planning as confirmations
from upkeep.confirmations.tasks import ask_about_entries
from upkeep.corrections import mails as corrections
from upkeep.operations import forget as forget_access

from ..accounts import devices
from ..accounts.mails import telling
from ..accounts.operations import warn_and_delete_unused
from ..workspace.editing import drafts
from .models import WorkerProcess
from .periodic import periodic

KEEP_TASKS = dt.timedelta(days=14)


@periodic("portal.publish_scheduled", every=dt.timedelta(seconds=30))
def publish_scheduled(at):
    """Pages and entries whose time has come go online or offline."""
    call_command("publish_scheduled", verbosity=0)


@periodic("events.settle_places", every=dt.timedelta(minutes=1))
def settle_places(at):
    """Places kept for people who didn't confirm or accept in time go to those who wait."""
    settle_due(at)


@periodic("directory.find_duplicates", every=dt.timedelta(days=1))
def ask_for_duplicates(at):
    """Institutions that stand in the register twice, for the office to decide."""
    find_duplicates.enqueue()


@periodic("portal.clear_sessions", every=dt.timedelta(days=1))
def clear_sessions(at):
    call_command("clearsessions", verbosity=0)


@periodic("accounts.forget", every=dt.timedelta(days=1))
def forget_sign_ins(at):
    """Devices whose session is over, mails about accounts after their time; accounts that nobody uses are written to, and deleted later."""
    devices.forget_ended(at)
    telling.forget(at)
    warn_and_delete_unused(at)


@periodic("workspace.forget_drafts", every=dt.timedelta(days=1))
def forget_drafts(at):
    """What people began to type in their own area and never saved."""
    drafts.forget(at)


@periodic("portal.forget_tasks", every=dt.timedelta(days=1))
def forget_tasks(at):
    """Finished tasks and dead workers are kept for two weeks, for looking into."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEEP_TASKS).delete()
    WorkerProcess.objects.filter(seen_at__lt=at - KEEP_TASKS).delete()


@periodic("events.send_mails", every=dt.timedelta(seconds=10))
def send_mails(at):
    """Mails whose time has come, and those that were left over."""
    sending.look_after(at)


@periodic("events.plan_mails", every=dt.timedelta(minutes=1))
def plan_mails(at):
    """Reminders, links to online rooms and thanks that are due now."""
    planning.plan(at)


@periodic("network.plan_mails", every=dt.timedelta(hours=1))
def plan_partner_mails(at):
    """Reminders of requests to partners, and the yearly question whether a cooperation still runs."""
    network_planning.plan(at)


@periodic("network.forget_mails", every=dt.timedelta(days=1))
def forget_partner_mails(at):
    """Mails to partners are forgotten after their time, and with them the addresses."""
    network_planning.forget(at)


@periodic("upkeep.forget", every=dt.timedelta(days=1))
def forget_invitations(at):
    """Invitations nobody took, decided claims, their mails, and old lines of the access log (docs/data-protection.md)."""
    forget_access(at)


@periodic("events.anonymise", every=dt.timedelta(hours=6))
def delete_personal_data(at):
    """Registrations whose period is over lose everything that names a person (docs/data-protection.md)."""
    anonymise_due(at)


@periodic("confirmations.ask", every=dt.timedelta(hours=6))
def ask_whether_entries_are_right(at):
    """Before the rhythm of entries runs out, and what follows when nobody answers; the run itself is a task."""
    ask_about_entries.enqueue()


@periodic("confirmations.forget", every=dt.timedelta(days=1))
def forget_questions(at):
    """Whom the portal asked about entries, after its time."""
    confirmations.forget(at)


@periodic("corrections.forget", every=dt.timedelta(days=1))
def forget_hints(at):
    """Who gave a hint is forgotten three months after the decision, and the mails about it."""
    corrections.forget(at)


@periodic("network.forget_changes", every=dt.timedelta(hours=1))
def forget_list_changes(at):
    """What every process has learnt about cooperations that changed."""
    forget_changes(at)


@periodic("network.lay_out", every=dt.timedelta(minutes=2))
def lay_out_network(at):
    """Places of the network's picture, when connections have changed; the computing itself is a task."""
    look_after_layout()


@periodic("network.analyse", every=dt.timedelta(days=1))
def analyse_network(at):
    """The office's tables and the key figures of the day; the computing itself is a task."""
    ask_for_analysis()


@periodic("portal.know_tables", every=dt.timedelta(days=1))
def know_tables(at):
    """SQLite plans queries well only when it knows how the rows are spread (of each index it looks at some 1,000); PostgreSQL sees to that itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
