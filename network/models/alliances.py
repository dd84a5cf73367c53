"""Alliances (Bündnisse): institutions that work on common goals for a longer time."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.models import Orderable

from directory.addresses import entry_address
from directory.errors import OperationRefused
from directory.merging.following import follow
from directory.models import Actor, Area, Topic
from directory.models.descriptions import DescriptionField
from directory.models.entries import Entry, sorting_name

from ..enums import ALLIANCE_AUDIENCES, AllianceKind, AllianceRole, Audience, GoalState
from ..querysets import AllianceMemberQuerySet, AllianceQuerySet

ALLIANCE_PARTS = ("goals", "members", "coordination", "groups", "milestones", "framework")
"""Each has a column `<part>_for` that says who may read it. Documents and evaluation notes say it one by one, people of the office for their contact."""


def _audience(default=Audience.PUBLIC):
    return models.CharField(_("who may read it"), max_length=10, choices=ALLIANCE_AUDIENCES, default=default)


def _period_is_right(name, starts="starts_on", ends="ends_on"):
    return models.CheckConstraint(condition=Q(**{starts: None}) | Q(**{ends: None}) | Q(**{f"{starts}__lte": F(ends)}), name=name)


def check_period(starts, ends, field):
    """Raises `ValidationError` at `field` when the last day lies before the first."""
    if starts and ends and ends < starts:
        raise ValidationError({field: gettext("The end lies before the beginning. Please correct one of the two days.")})


class Alliance(Entry):
    """A Bündnis für Bildung, a network, a regular round. Public when published and not archived (`public()`).

    “Members” who may read more are people with a `Membership` in an institution that is a member today (`network.audiences`).
    """

    name = models.CharField(_("name"), max_length=250)
    slug = models.SlugField(max_length=140, unique=True, editable=False, null=True)
    sort_name = sorting_name()
    kind = models.CharField(_("kind"), max_length=12, choices=AllianceKind, default=AllianceKind.ALLIANCE)
    summary = models.TextField(
        _("in short"), max_length=500, blank=True, help_text=_("One or two sentences. Lists and search results show them.")
    )
    purpose = DescriptionField(_("purpose"), blank=True)
    topics = ParentalManyToManyField(Topic, verbose_name=_("fields of work"), blank=True, related_name="alliances")
    areas = ParentalManyToManyField(Area, verbose_name=_("areas"), blank=True, related_name="alliances")
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    coordination_actor = models.ForeignKey(
        Actor, verbose_name=_("institution of the coordination office"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    coordination_note = models.TextField(
        _("what the coordination office does"), max_length=600, blank=True, help_text=_("Tasks, times, how to reach it.")
    )

    legal_basis = models.CharField(
        _("legal basis"), max_length=300, blank=True, help_text=_("Law, resolution or agreement, with its date.")
    )
    funding = models.CharField(_("funding"), max_length=300, blank=True, help_text=_("Who pays, from which programme."))
    funded_until = models.DateField(_("funded until"), null=True, blank=True)

    goals_for = _audience()
    members_for = _audience()
    coordination_for = _audience()
    groups_for = _audience()
    milestones_for = _audience()
    framework_for = _audience()

    objects = AllianceQuerySet.as_manager()
    needed_to_publish = ("name",)

    class Meta:
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")
        permissions = [("rename_alliance", _("May change the address of an alliance"))]
        ordering = ["name", "pk"]
        indexes = [
            models.Index(
                fields=["sort_name", "id", "live", "archived_at"], condition=Q(live=True, archived_at=None), name="alliance_public_by_name"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="alliance_has_a_name"),
            _period_is_right("alliance_begins_before_it_ends"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return entry_address("network:alliance", self.slug)

    def serve_preview(self, request, mode_name):
        from ..previews import preview_alliance  # pages come after models

        return preview_alliance(request, self)

    def clean(self):
        super().clean()
        check_period(self.starts_on, self.ends_on, "ends_on")

    def follow_merges(self):
        """Also its members and those of its groups; who sits there twice by that sits there once."""
        groups = list(self.groups.all())
        changed = follow(self, *self.members.all(), *(member for group in groups for member in group.members.all()))
        followed = {id(thing) for thing in changed}
        for pair in members_twice(self.members.all()) if followed else ():
            double = next((member for member in reversed(pair) if id(member) in followed), None)
            if double is not None:
                self.members.remove(double)
        for group in groups if followed else ():
            seats = [member.actor_id for member in group.members.all()]
            for member in list(group.members.all()):
                if id(member) in followed and seats.count(member.actor_id) > 1:
                    group.members.remove(member)

    def check_publishable(self):
        super().check_publishable()
        twice = members_twice(self.members.all())
        if twice:
            raise OperationRefused(
                gettext("“%(member)s” stands twice among the members for the same time. Please correct the periods or remove one.")
                % {"member": twice[0][1]}
            )

    def is_going_on(self, today):
        """As `going_on()` filters."""
        return (self.starts_on is None or self.starts_on <= today) and (self.ends_on is None or self.ends_on >= today)


class Named(models.Model):
    """An institution of the register, or the bare name of one that isn't in it: exactly one of the two."""

    actor = models.ForeignKey(
        Actor, verbose_name=_("institution"), on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)s_set"
    )
    name = models.CharField(
        _("name"), max_length=250, blank=True, help_text=_("Only for an institution or person that isn’t in the register.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(actor__isnull=False, name="") | (Q(actor__isnull=True) & ~Q(name="")),
                name="%(class)s_is_an_institution_or_a_name",
            )
        ]

    def __str__(self):
        return str(self.actor) if self.actor_id else self.name

    def clean(self):
        super().clean()
        self.name = self.name.strip()
        if bool(self.actor_id) == bool(self.name):
            raise ValidationError(gettext("Please choose an institution or write a name, one of the two."))

    @property
    def is_named(self):
        """An institution that isn't public stands nowhere by its name."""
        return self.actor.is_public if self.actor_id else True


class AllianceMember(Orderable, Named):
    """A member with its time. Who left stays, with both days; who comes back gets a second row."""

    alliance = ParentalKey(Alliance, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(_("role"), max_length=14, choices=AllianceRole, default=AllianceRole.MEMBER)
    task = models.CharField(_("task"), max_length=200, blank=True, help_text=_("What it brings in, in a few words."))
    joined_on = models.DateField(_("member since"), null=True, blank=True)
    left_on = models.DateField(_("member until"), null=True, blank=True)

    objects = AllianceMemberQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("member of an alliance")
        verbose_name_plural = _("members of alliances")
        indexes = [models.Index(fields=["actor", "alliance"])]
        constraints = [*Named.Meta.constraints, _period_is_right("member_joins_before_it_leaves", "joined_on", "left_on")]

    def clean(self):
        super().clean()
        check_period(self.joined_on, self.left_on, "left_on")

    def is_current(self, today):
        """As `current()` filters: on its last day it is still a member."""
        return (self.joined_on is None or self.joined_on <= today) and (self.left_on is None or self.left_on >= today)

    def is_former(self, today):
        return self.left_on is not None and self.left_on < today


def members_twice(members):
    """Pairs of rows that say of one institution or name that it is a member on the same day: [(earlier row, later row), …]."""
    found, seen = [], {}
    for member in members:
        key = member.actor_id or member.name.strip().casefold()
        for other in seen.get(key, ()):
            apart = (member.left_on and other.joined_on and member.left_on < other.joined_on) or (
                other.left_on and member.joined_on and other.left_on < member.joined_on
            )
            if key and not apart:
                found.append((other, member))
        seen.setdefault(key, []).append(member)
    return found


class _WithState(models.Model):
    title = models.CharField(_("title"), max_length=250)
    state = models.CharField(pgettext_lazy("goal", "state"), max_length=10, choices=GoalState, default=GoalState.OPEN)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("When it shall be reached; the day when it was."))

    class Meta:
        abstract = True

    def __str__(self):
        return self.title


class AllianceGoal(Orderable, _WithState, ClusterableModel):
    """A strategic goal."""

    alliance = ParentalKey(Alliance, on_delete=models.CASCADE, related_name="goals")
    text = models.TextField(_("text"), max_length=1000, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("strategic goal")
        verbose_name_plural = _("strategic goals")


class AllianceMeasure(Orderable, _WithState):
    """What is done for a goal."""

    goal = ParentalKey(AllianceGoal, on_delete=models.CASCADE, related_name="measures")

    class Meta(Orderable.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")


class AlliancePerson(Orderable):
    """Somebody of the coordination office. Name and tasks stand where the office stands; mail and phone only for whom `contact_for` says."""

    alliance = ParentalKey(Alliance, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=150)
    tasks = models.CharField(_("tasks"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    contact_for = models.CharField(_("who may see e-mail and phone"), max_length=10, choices=ALLIANCE_AUDIENCES, default=Audience.MEMBERS)

    class Meta(Orderable.Meta):
        verbose_name = _("person of a coordination office")
        verbose_name_plural = _("people of coordination offices")

    def __str__(self):
        return self.name


class AllianceGroup(Orderable, ClusterableModel):
    """A working group."""

    alliance = ParentalKey(Alliance, on_delete=models.CASCADE, related_name="groups")
    title = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("what it works on"), max_length=600, blank=True)
    rhythm = models.CharField(_("rhythm"), max_length=150, blank=True, help_text=_("For example “every second month, Thursdays at 10”."))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")

    def __str__(self):
        return self.title


class AllianceGroupMember(Orderable, Named):
    group = ParentalKey(AllianceGroup, on_delete=models.CASCADE, related_name="members")
    leads = models.BooleanField(_("leads the group"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("member of a working group")
        verbose_name_plural = _("members of working groups")
        constraints = Named.Meta.constraints


class AllianceMilestone(models.Model):
    """A point of the timeline, behind or ahead."""

    alliance = ParentalKey(Alliance, on_delete=models.CASCADE, related_name="milestones")
    on = models.DateField(_("day"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["on", "pk"]

    def __str__(self):
        return self.title


class AllianceDocument(Orderable):
    """A file or a link. Whoever may not read it doesn't get the file by its address either (`network.files`)."""

    alliance = ParentalKey(Alliance, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, verbose_name=_("file"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    url = models.URLField(_("link"), max_length=500, blank=True)
    dated = models.DateField(_("dated"), null=True, blank=True)
    audience = _audience()

    class Meta(Orderable.Meta):
        verbose_name = _("document of an alliance")
        verbose_name_plural = _("documents of alliances")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, url="") | (Q(document__isnull=True) & ~Q(url="")),
                name="alliance_document_is_a_file_or_a_link",
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if bool(self.document_id) == bool(self.url):
            raise ValidationError(gettext("Please choose a file or write a link, one of the two."))


class AllianceNote(models.Model):
    """What an evaluation found."""

    alliance = ParentalKey(Alliance, on_delete=models.CASCADE, related_name="notes")
    on = models.DateField(_("day"))
    title = models.CharField(_("title"), max_length=200)
    text = DescriptionField(_("text"), blank=True)
    audience = _audience(Audience.INTERNAL)

    class Meta:
        verbose_name = _("evaluation note")
        verbose_name_plural = _("evaluation notes")
        ordering = ["-on", "-pk"]

    def __str__(self):
        return self.title
