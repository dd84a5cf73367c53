"""Registrations (Anmeldungen) for meetings: who comes, who waits, and how many places that takes.

Nothing here counts places or changes a state by itself: that is done in `events.operations`, under the lock of the meeting's `Occupancy`.
"""

import secrets
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.models import Orderable

from directory.models import Actor

from ..enums import ACTIVE_STATES, HOLDING_STATES, AnswerKind, RegistrationState, TakesPart
from ..querysets import RegistrationQuerySet
from .meetings import Meeting


def random_key():
    return secrets.token_urlsafe(16)


class Question(Orderable):
    """What an organiser asks besides (eigene Frage). It is edited with the meeting."""

    meeting = ParentalKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=250)
    help = models.CharField(_("explanation"), max_length=300, blank=True)
    kind = models.CharField(_("kind of answer"), max_length=8, choices=AnswerKind, default=AnswerKind.TEXT)
    choices = models.TextField(_("choices"), max_length=2000, blank=True, help_text=_("One a line."))
    is_needed = models.BooleanField(_("needs an answer"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("question of the organiser")
        verbose_name_plural = _("questions of the organiser")

    def __str__(self):
        return self.text

    def clean(self):
        super().clean()
        if self.kind == AnswerKind.CHOICE and len(self.choice_list) < 2:
            raise ValidationError({"choices": gettext("Please write at least two choices, one a line.")})

    @property
    def choice_list(self):
        return list(dict.fromkeys(line.strip() for line in self.choices.splitlines() if line.strip()))


class Occupancy(models.Model):
    """How many places of a meeting are taken. Locking its row is what lets one registration after the other count; a meeting has one from its first on."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, primary_key=True, related_name="occupancy")
    onsite = models.PositiveIntegerField(_("people on site"), default=0)
    online = models.PositiveIntegerField(_("people online"), default=0)
    waiting = models.PositiveIntegerField(_("people waiting"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("places taken")
        verbose_name_plural = _("places taken")

    def __str__(self):
        return f"{self.onsite} + {self.online}"


class Registration(models.Model):
    """One person registers themselves and perhaps a group; all of it is confirmed, waits or is cancelled together.

    `held_until` belongs to what is pending or offered: until then the places are kept for it. `waits` says of a pending one that there was no place:
    once its address is confirmed it goes to the waiting list, and it keeps no place until then. After `anonymised_at` nothing names a person any more.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="registrations")
    submission = models.CharField(max_length=64, default=random_key, editable=False)
    """The form that was sent: the same one sent twice counts once."""
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState, default=RegistrationState.PENDING)
    takes_part = models.CharField(_("takes part"), max_length=8, choices=TakesPart, default=TakesPart.ONSITE)
    size = models.PositiveSmallIntegerField(_("people"), default=1, validators=[MinValueValidator(1)])
    waits = models.BooleanField(default=False, editable=False)

    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    actor = models.ForeignKey(
        Actor, verbose_name=_("institution of the register"), on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    accessibility_needs = models.TextField(_("what you need to take part"), max_length=1000, blank=True)
    answers = models.JSONField(_("answers"), default=list, blank=True)
    """[{"question": key of the `Question`, "label": its text then, "value": text, number, true or false}], so that a changed question doesn't change what was answered."""
    precondition_met = models.BooleanField(_("precondition confirmed"), default=False)
    consents = models.JSONField(_("consents"), default=list, blank=True)
    """[{"purpose": key, "text": what was agreed to, word for word, "at": ISO moment}]"""
    language = models.CharField(_("language of mails"), max_length=12, default="de")
    note = models.TextField(_("internal note"), max_length=2000, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("registered by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Somebody of the office who registered the person by hand; empty for those who did it themselves."""

    created_at = models.DateTimeField(_("received"))
    held_until = models.DateTimeField(_("place kept until"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    closed_at = models.DateTimeField(_("cancelled, declined or expired"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("version in calendars"), default=0, editable=False)
    is_returning = models.BooleanField(_("took part before"), null=True, editable=False)
    """Kept when the address that would tell is deleted."""
    gave_feedback = models.BooleanField(default=False, editable=False)
    anonymised_at = models.DateTimeField(_("personal data deleted"), null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        permissions = [("protect_data", _("May export and erase what is stored about a person"))]
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["meeting", "state", "waiting_since", "id"], name="registration_by_state"),
            models.Index(fields=["meeting", "created_at", "id"], name="registration_by_arrival"),
            models.Index(fields=["held_until"], condition=Q(state__in=HOLDING_STATES), name="registration_held"),
            models.Index(fields=["email"], name="registration_by_email"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "submission"], name="registration_form_counts_once"),
            models.UniqueConstraint(
                fields=["meeting", "email"], condition=Q(state__in=ACTIVE_STATES) & ~Q(email=""), name="registration_email_once_a_meeting"
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="registration_has_people"),
            models.CheckConstraint(
                condition=~Q(state__in=HOLDING_STATES) | Q(held_until__isnull=False), name="registration_held_until_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.WAITING) | Q(waiting_since__isnull=False), name="registration_waits_since_a_moment"
            ),
        ]

    def __str__(self):
        return self.name or str(_("deleted person"))

    @property
    def is_active(self):
        return self.state in ACTIVE_STATES

    def has_lapsed(self, at):
        """As `lapsed()` filters."""
        return self.state in HOLDING_STATES and self.held_until <= at

    @property
    def holds(self):
        """Takes places now, as `holding()` filters."""
        return self.state in (RegistrationState.CONFIRMED, RegistrationState.OFFERED) or (
            self.state == RegistrationState.PENDING and not self.waits
        )

    @property
    def comes(self):
        return self.state == RegistrationState.CONFIRMED


class Participant(models.Model):
    """One of the people of a registration; the first is the one who registered, unless they said otherwise."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="participants")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=150, blank=True)
    attended = models.BooleanField(_("was there"), null=True, blank=True)
    """Nobody noted it: None."""
    checked_in_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    certificate = models.CharField(_("code of the certificate"), max_length=40, null=True, blank=True, unique=True, editable=False)
    certified_at = models.DateTimeField(_("certificate made"), null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["registration", "position"]
        constraints = [models.UniqueConstraint(fields=["registration", "position"], name="participant_position_once")]

    def __str__(self):
        return self.name or str(_("deleted person"))


class ListAccess(models.Model):
    """Who looked at or took away the list of a meeting's participants (DSGVO: accountability)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="list_accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(_("what"), max_length=40)
    at = models.DateTimeField(_("when"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("access to a list of participants")
        verbose_name_plural = _("accesses to lists of participants")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["meeting", "-at"])]

    def __str__(self):
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"


class Feedback(models.Model):
    """What somebody who took part says afterwards. Anonymous: nothing leads from here to a registration."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="feedback")
    rating = models.PositiveSmallIntegerField(_("how it was"), null=True, blank=True)
    """1 (not at all) to 5 (very)."""
    usefulness = models.PositiveSmallIntegerField(_("useful for the own work"), null=True, blank=True)
    liked = models.TextField(_("what was good"), max_length=2000, blank=True)
    missed = models.TextField(_("what was missing"), max_length=2000, blank=True)
    wishes = models.TextField(_("themes for next time"), max_length=2000, blank=True)
    day = models.DateField(_("day"))
    """No moment: times would tell who it was."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="feedback_rating_one_to_five"),
            models.CheckConstraint(condition=Q(usefulness=None) | Q(usefulness__range=(1, 5)), name="feedback_usefulness_one_to_five"),
        ]

    def __str__(self):
        return f"{self.rating}/5"
