"""The outbox and the state of the index. The index itself is a copy: it can be lost at any time and made anew."""

import uuid

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .analysis import stems, words
from .enums import Direction
from .held import let_go


class OutboxQuerySet(models.QuerySet):
    def pending(self):
        """Not in the live index yet."""
        return self.filter(replay=False)

    def due(self, at):
        """Pending, and not put off after a failure."""
        return self.pending().filter(Q(due_at=None) | Q(due_at__lte=at))

    def failed(self):
        return self.exclude(error="")


class OutboxEntry(models.Model):
    """“This thing's document may be out of date.” Written in the transaction of the change, never with a payload: the worker reads the thing as it is then.

    `doc_type` is a registered type of document, or the label of a model whose change reaches documents (`search.registry`).
    A thing may have several rows; each is deleted by the one who has written the index after reading it.
    """

    doc_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    replay = models.BooleanField(default=False)
    """Done in the live index; kept until the generation that is being built has it too."""
    covered = models.BooleanField(default=False)
    """Older than the rebuild under way, which reads what it stands for by itself."""

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("change to be indexed")
        verbose_name_plural = _("changes to be indexed")
        indexes = [
            models.Index(fields=["replay", "id"]),
            models.Index(fields=["error"], condition=~Q(error=""), name="outbox_failed"),
        ]

    def __str__(self):
        return f"{self.doc_type}:{self.object_id}"


class IndexState(models.Model):
    """The one row about this database's index: whose it is, the last version given to a document, and the rebuild under way."""

    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.BigIntegerField(default=0)
    generations = models.PositiveIntegerField(default=0)
    building = models.CharField(max_length=40, blank=True)
    """Name of the generation that is being filled; empty when none is."""
    cursor = models.JSONField(default=dict)
    """Of that generation: type of document → last primary key written."""
    seen_at = models.DateTimeField(null=True, blank=True)
    """Last sign of life of the rebuild."""

    class Meta:
        verbose_name = _("state of the search index")
        verbose_name_plural = _("state of the search index")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_index_state")]

    def __str__(self):
        return str(self.identity)

    @classmethod
    def load(cls):
        return cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def owner(cls, *, create=False):
        """Whose an index of this database is, as text; "" while the database has no identity."""
        if create:
            return str(cls.load().identity)
        return str(cls.objects.filter(pk=1).values_list("identity", flat=True).first() or "")

    @classmethod
    def next_version(cls):
        """A number greater than all before. Given while draining, not while marking: ids of rows may become visible in another order than they were given."""
        cls.load()
        with transaction.atomic(savepoint=False):  # the row stays locked until it is read: two writers never get one number
            cls.objects.filter(pk=1).update(version=F("version") + 1)
            return cls.objects.values_list("version", flat=True).get(pk=1)


class Version(models.Model):
    """One row per thing that processes keep in memory. A new token with every change, in the transaction of the change, so that each process notices at once."""

    name = models.CharField(max_length=40, primary_key=True)
    token = models.UUIDField(default=uuid.uuid4)
    """Never a number: a rolled-back change would give the same number again to something else."""

    class Meta:
        verbose_name = _("version of a word list")
        verbose_name_plural = _("versions of word lists")

    def __str__(self):
        return f"{self.name}:{self.token}"

    @classmethod
    def renew(cls, name):
        """One plain statement: it may follow another whose rows nobody has fetched yet, which a transaction of its own may not."""
        token = cls._meta.get_field("token").get_db_prep_save(uuid.uuid4(), connection)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {cls._meta.db_table} (name, token) VALUES (%s, %s) "  # noqa: S608 (a name of our own)
                "ON CONFLICT (name) DO UPDATE SET token = excluded.token",
                [name, token],
            )
        let_go()

    @classmethod
    def token_of(cls, name):
        """As text; "" while nothing was ever changed."""
        return cls.tokens().get(name, "")

    @classmethod
    def tokens(cls):
        """{name: token} of all, a handful. Asked at every request, so without the detours of a queryset."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT name, token FROM {cls._meta.db_table}")  # noqa: S608 (a name of our own)
            return {name: str(token) for name, token in cursor.fetchall()}


class SynonymQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Synonym(models.Model):
    """A line of the office's own word list. Two-way: all its words stand for each other. One-way: who types one of `words` finds `targets` too.

    Applied while searching (`search.language.thesaurus`), at once in every process. Entries are separated by commas; several words are one unit.
    """

    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.TWO_WAY)
    words = models.CharField(_("words"), max_length=500)
    targets = models.CharField(_("finds too"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=12, default="de")
    """Of `words`; `targets` are German."""
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms for the search")
        ordering = ["words", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction="two_way", targets="") | (Q(direction="one_way") & ~Q(targets="")),
                name="synonym_targets_fit_direction",
            )
        ]

    def __str__(self):
        return f"{self.words} → {self.targets}" if self.direction == Direction.ONE_WAY else self.words.replace(",", " ↔")


class Recommendation(models.Model):
    """“Who searches for these words sees this first.” Made by the office, said on the result page, from a day to a day."""

    words = models.TextField(
        _("searches"), help_text=_("One search a line, as people type it. It holds for other forms of the words and in any order.")
    )
    actor = models.ForeignKey(
        "directory.Actor", verbose_name=_("institution"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    offer = models.ForeignKey("directory.Offer", verbose_name=_("offer"), on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Where several are recommended, the smallest number comes first.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Why, for your colleagues. Not shown in public."))
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("recommended result")
        verbose_name_plural = _("recommended results")
        ordering = ["sort_order", "pk"]
        permissions = [("explain_results", _("Can see why a result stands where it stands"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor__isnull=False, offer=None, page=None)
                | Q(actor=None, offer__isnull=False, page=None)
                | Q(actor=None, offer=None, page__isnull=False),
                name="recommendation_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")), name="recommendation_starts_before_it_ends"
            ),
        ]

    def __str__(self):
        return f"{', '.join(self.words.splitlines())} → {self.thing}"

    def clean(self):
        """Raises `ValidationError` in words for the office."""
        errors = {}
        if not any(stems(word) for word in words(self.words)):
            errors["words"] = _("Please write at least one word.")
        if sum(1 for thing in (self.actor_id, self.offer_id, self.page_id) if thing) != 1:
            errors["actor"] = _("Please choose one thing: an institution, an offer or a page.")
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            errors["ends_on"] = _("The last day lies before the first.")
        if errors:
            raise ValidationError(errors)

    @property
    def thing(self):
        return self.actor or self.offer or self.page
