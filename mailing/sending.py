"""Sending what is due, of all rooms: one connection for many mails, each claimed, sent and written down by itself.

queued → sending → sent | queued again (later) | failed | dropped

A claim is a conditional update, so of several workers one has it. What a dead worker left in `sending` is free again after `LEASE`; as each mail keeps
its Message-ID, one that was accepted in that very moment is the same mail to those who get it. A mail server that can't be reached costs no
mail an attempt: all wait. What the server refuses for good has failed, what it refuses for now comes back after growing pauses.
"""

import datetime as dt
import logging
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import Case, F, IntegerField, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, get_date_max

from directory.prepared import Prepared

from .enums import MailState
from .models import QueuedMail

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=10)
"""Longer than any server takes for a mail (EMAIL_TIMEOUT counts for each of its answers)."""
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60)]
"""After the first, the second … attempt; then the mail has failed, three days after the first."""
AT_A_TIME = 20
"""Seconds after which the task ends and comes back: a worker that is asked to end shall not send on for minutes."""
HANGS_UP = 421
A_CONNECTION = 50
"""Mails over one connection; many servers allow no more than a hundred."""


@dataclass(frozen=True)
class Post:
    """The mails of a room. `load(key)` gives one with all that the others read of it."""

    model: type[QueuedMail]
    load: Callable[[int], QueuedMail]
    is_true: Callable[[QueuedMail, dt.datetime], bool]
    """Whether it is still so at a moment; else the mail is dropped."""
    compose: Callable[[QueuedMail, dt.datetime], tuple[EmailMultiAlternatives, dict]]
    """The message, and what is to be kept of it in `data`."""
    patient: tuple[str, ...] = ()
    """Kinds for which nobody sits before the screen: the others go first."""


POSTS: dict[type[QueuedMail], Post] = {}


def register(post):
    """Once, from the room's `AppConfig.ready`."""
    POSTS[post.model] = post


@task(queue_name="mail")
def deliver():
    """Send what is due."""
    if send_due():
        wake()


_WAITS = Prepared(
    lambda paths: (
        DBTaskResult.objects.filter(task_path__in=paths, status=TaskResultStatus.READY, run_after=get_date_max())
        .order_by()
        .values_list("status")[:1]
    ),
    most=1,
    texts=True,
)
"""A task that waits to be run. (Those that are to run at a certain time have another `run_after`.)"""


def wake():
    """Have the worker send, once the transaction is committed. A task that waits to be run sees what is committed now, so one is enough."""
    transaction.on_commit(_enqueue, robust=True)


def _enqueue():
    if not _WAITS.rows([deliver.module_path]):
        deliver.enqueue()


def look_after(at):
    """Periodic job: what is due or was left over goes on its way. Nothing is lost with a task that was never made or died."""
    for model in POSTS:
        model.objects.filter(state=MailState.SENDING, claimed_at__lt=at - LEASE).update(state=MailState.QUEUED)
    if any(due(model, at).exists() for model in POSTS):
        wake()


def due(model, at):
    """Queryset of the mails of a room that are to be sent now."""
    return model.objects.filter(state=MailState.QUEUED, due_at__lte=at)


def send_due() -> bool:
    """Send for a while; returns whether to come back at once, because more is left and nothing stands in the way."""
    end = time.monotonic() + AT_A_TIME
    line = Line()
    try:
        while time.monotonic() < end:
            if (mail := claim(timezone.now())) is None:
                return False
            if not _handle(mail, line):
                return False
    finally:
        line.close()
    return True


def claim(at):
    """The next mail, now ours; None when there is none."""
    while first := min(filter(None, (_first(post, at) for post in POSTS.values())), default=None):
        *_rank, key, model = first
        post = next(post for post in POSTS.values() if post.model._meta.label == model)
        if due(post.model, at).filter(pk=key).update(state=MailState.SENDING, claimed_at=at, attempts=F("attempts") + 1):
            return post.load(key)
    return None


def _first(post, at):
    """(whether nobody waits for it, since when it is due, key, label of the model) of the first one of a room, to be compared with those of others."""
    patient = Case(When(kind__in=post.patient, then=1), default=0, output_field=IntegerField())
    found = due(post.model, at).annotate(patient=patient).order_by("patient", "due_at", "pk").values_list("patient", "due_at", "pk").first()
    return found and (*found, post.model._meta.label)


def _handle(mail, line) -> bool:
    """Whether to go on with the next one."""
    at, post = timezone.now(), POSTS[type(mail)]
    if not post.is_true(mail, at):
        _finish(mail, MailState.DROPPED, claimed_at=None)
        return True
    try:
        message, told = post.compose(mail, at)
    except DatabaseError:
        raise  # the mail isn't to blame; it is free again after the lease
    except Exception as error:
        logger.exception("Mail %s can't be written", mail.pk)
        _finish(mail, MailState.FAILED, error=_("It could not be written: %(error)s") % {"error": type(error).__name__})
        return True
    if is_over_limit(at):
        _give_back(mail)
        return False
    try:
        line.open()
    except OSError as error:
        logger.warning("The mail server can't be reached: %s", type(error).__name__)
        _give_back(mail, error=_("The mail server can’t be reached: %(error)s") % {"error": _said(error, message)})
        return False
    try:
        line.send(message)
    except Exception as error:
        return _failed(mail, message, error, at, line)
    _finish(mail, MailState.SENT, sent_at=timezone.now(), error="", data=mail.data | told)
    return True


def _failed(mail, message, error, at, line):
    """Whether to go on with the next one: not when the server has hung up or wants nothing from us. (smtplib's errors are all `OSError`.)"""
    if not isinstance(error, OSError):
        logger.exception("Mail %s can't be sent", mail.pk)
    said = _said(error, message)
    if is_final(error) or mail.attempts > len(PAUSES):
        _finish(mail, MailState.FAILED, error=said)
    else:
        _finish(mail, MailState.QUEUED, error=said, due_at=at + PAUSES[mail.attempts - 1])
    if isinstance(error, smtplib.SMTPRecipientsRefused) or not isinstance(error, OSError):
        return True
    if isinstance(error, smtplib.SMTPDataError) and error.smtp_code != HANGS_UP:
        return True
    line.close()
    return False


def is_final(error):
    """Refused for good: this address or this mail, not this hour. A refused sender or password is the portal's own fault and can be mended."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return not isinstance(error, OSError)


def _said(error, message):
    """What the server said, in one line and without the address, which is deleted elsewhere."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        words = _("The address was refused: %(reason)s") % {"reason": f"{code} {_decoded(text)}"}
    elif isinstance(error, smtplib.SMTPResponseException):
        words = f"{error.smtp_code} {_decoded(error.smtp_error)}"
    else:
        words = f"{type(error).__name__}: {error}"
    return " ".join(words.replace(message.to[0], "…").split())[:500]


def _decoded(text):
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)


def is_over_limit(at):
    """Whether more was handed to the server in the last minute or hour than is allowed, the mail that is claimed now among it."""
    limits = ((settings.MAILS_A_MINUTE, dt.timedelta(minutes=1)), (settings.MAILS_AN_HOUR, dt.timedelta(hours=1)))
    return any(limit and sum(model.objects.filter(claimed_at__gt=at - time).count() for model in POSTS) > limit for limit, time in limits)


def _give_back(mail, **fields):
    """As if it had not been claimed."""
    _finish(mail, MailState.QUEUED, claimed_at=None, attempts=mail.attempts - 1, **fields)


def _finish(mail, state, **fields):
    """Unless somebody else has it meanwhile, because we took longer than the lease."""
    type(mail).objects.filter(pk=mail.pk, state=MailState.SENDING, claimed_at=mail.claimed_at).update(state=state, **fields)


class Line:
    """The connection to the mail server; opened when it is needed, opened anew after some mails."""

    def __init__(self):
        self.connection, self.sent = None, 0

    def open(self):
        if self.connection is None:
            connection = get_connection()
            connection.open()
            self.connection, self.sent = connection, 0

    def send(self, message):
        self.connection.send_messages([message])
        self.sent += 1
        if self.sent >= A_CONNECTION:
            self.close()

    def close(self):
        """A server that is gone already is no reason to complain."""
        connection, self.connection = self.connection, None
        if connection:
            try:
                connection.close()
            except OSError as error:
                logger.debug("The connection to the mail server ended: %s", type(error).__name__)
