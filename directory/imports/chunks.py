"""One transaction of an import: the rows of a chunk with everything they need."""

import uuid
from collections import Counter, defaultdict

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import ModelLogEntry, Revision

from ..models import ImportRow
from ..operations.content import move_review
from ..signals import content_changed
from ..slugs import free_slugs, keep_slugs
from .bulk import insert, insert_objects, reserve
from .decisions import changed_content, decide
from .fields import MODELS, is_empty
from .planning import SHARED, conflict_problems, judge
from .proposing import keep, proposal_of
from .records import IDENTIFIERS, RELATIONS, assign, load, put, save_live, through_of, write_children

LATER = ("tags", "ref", "refs")
"""Kinds of fields that refer to rows which may come into being only in the transaction."""


class Chunk:
    """`prepare()`, then `write()` inside a transaction; then `settle()` tells the plan what happened, or `undo()` takes back what the plan was told on the way."""

    def __init__(self, plan, run, by, rows):
        self.plan, self.run, self.by, self.rows = plan, run, by, rows
        self.names = plan.names
        self.now = timezone.now()
        self.types = {name: ContentType.objects.get_for_model(model, for_concrete_model=False) for name, model in MODELS.items()}
        self.objects = Counter()
        self.written = {name: set() for name in MODELS}
        self.made, self.judged, self.log, self.held = [], [], [], []
        self.prepared, self.entries = {}, {}

    def write(self):
        things = {thing.ref: thing for row in self.rows for thing in row.things}
        for model_name in MODELS:
            ours = [thing for thing in things.values() if thing.model == model_name]
            new = [thing for thing in ours if thing.pk is None]
            known = [thing for thing in ours if thing.pk is not None]
            self._create_in_order(model_name, new)
            self._change(model_name, [thing for thing in known if thing.changed or (thing.decision and thing.decision.publishes)])
        insert(ModelLogEntry, self.log)
        keep(self.held, self.plan.source, at=self.now)
        self._remember(things.values())
        for model_name, pks in self.written.items():
            if pks:
                content_changed.send(sender=MODELS[model_name], ids=sorted(pks))

    def undo(self):
        self.names.forget_tags()
        for thing in self.made:
            self.names.unlearn(thing.model, thing.key, thing.pk)
            thing.pk, thing.created = None, False

    def settle(self, result):
        result.objects.update(self.objects)
        self.plan.delivered.update(self.entries)
        for model_name, pks in self.written.items():
            result.written[model_name] |= pks
        lines = {row.line for row, _fate, _problems in self.judged}
        self.plan.problems = [problem for problem in self.plan.problems if problem.level != "conflict" or problem.line not in lines]
        for row, (fate, reason), problems in self.judged:
            row.fate, row.reason = fate, reason
            self.plan.problems += problems
        for row in self.rows:
            for thing in row.things:
                thing.before = {**thing.before, **thing.values}

    # --- New things ---------------------------------------------------------------------------------------------------

    def prepare(self):
        """Build what needs no lock, before the transaction: others can write meanwhile."""
        for thing in {thing.ref: thing for row in self.rows for thing in row.things}.values():
            if thing.pk is None:
                self.prepared[thing.ref] = self._new(thing)

    def _new(self, thing):
        """(row object, content) of a new thing, without what refers to other things."""
        model = MODELS[thing.model]
        content = {"pk": None, **{name: [] for names in RELATIONS[model] for name in names}}
        for name, value in thing.values.items():
            described = thing.thing.model_fields[name]
            if not is_empty(value) and described.kind not in LATER:
                put(content, described, value, self.names)
        obj = model(uuid=uuid.uuid4(), live=self.plan.publish, has_unpublished_changes=not self.plan.publish)
        if self.plan.publish:
            obj.first_published_at = obj.last_published_at = self.now
        assign(obj, content)
        if thing.model == "location":
            obj.is_main = thing.is_only
        elif thing.model == "offer":
            obj.last_day = min((day for day in (obj.ends_on, obj.valid_until) if day), default=None)
        return obj, content

    def _create_in_order(self, model_name, things):
        """Operators before the houses that refer to them."""
        waiting = {thing.key for thing in things}
        while things:
            ready = [thing for thing in things if thing.values.get("operator") not in waiting or model_name != "actor"] or things
            self._create(model_name, ready)
            waiting -= {thing.key for thing in ready}
            things = [thing for thing in things if thing.key in waiting]

    def _create(self, model_name, things):
        model = MODELS[model_name]
        prepared = [self.prepared.get(thing.ref) or self._new(thing) for thing in things]
        objects, contents = [obj for obj, _content in prepared], [content for _obj, content in prepared]
        for thing, (obj, content) in zip(things, prepared, strict=True):
            for name, value in thing.values.items():
                described = thing.thing.model_fields[name]
                if described.kind in LATER and not is_empty(value):
                    put(content, described, value, self.names)
                    if described.kind == "ref":
                        setattr(obj, f"{name}_id", content[name])
        if model_name != "location":
            for obj, slug in zip(objects, free_slugs(model, [obj.name for obj in objects]), strict=True):
                obj.slug = slug
        revisions = reserve(Revision, len(objects))
        for thing, obj, pk, revision in zip(things, objects, reserve(model, len(objects)), revisions, strict=True):
            obj.pk, obj.latest_revision_id = pk, revision
            if self.plan.publish:
                obj.live_revision_id = revision
            thing.pk, thing.created = pk, True
            self.made.append(thing)
            self.names.learn(model_name, thing.key, pk)
        insert_objects(model, objects)
        if model_name != "location":
            keep_slugs(objects)
        insert(
            IDENTIFIERS[model_name], [{"source": self.plan.source.key, "key": thing.key, f"{model_name}_id": thing.pk} for thing in things]
        )
        self._write_relations(model_name, objects, contents)
        relations = [name for names in RELATIONS[model] for name in names]
        full = [
            {**get_serializable_data_for_fields(obj), **{name: content[name] for name in relations}}
            for obj, content in zip(objects, contents, strict=True)
        ]
        self._write_revisions([(pk, obj, content, self.by) for pk, obj, content in zip(revisions, objects, full, strict=True)])
        for obj, revision in zip(objects, revisions, strict=True):
            self._note(obj, "wagtail.publish" if self.plan.publish else "wagtail.create", revision)
        self.written[model_name].update(obj.pk for obj in objects)
        self.objects[(model_name, "created")] += len(objects)

    def _write_relations(self, model_name, objects, contents):
        model = MODELS[model_name]
        by_pk = {obj.pk: content for obj, content in zip(objects, contents, strict=True)}
        children, many = RELATIONS[model]
        for pk, content in by_pk.items():
            content["pk"] = pk
            for name in children:
                for child in content[name]:
                    child["content_object" if name == "tagged_items" else model_name] = pk
        for name in children:
            if any(content[name] for content in by_pk.values()):
                write_children(model, by_pk, name)
        for name in many:
            through, source, target = through_of(model, name)
            insert(through, [{source: pk, target: other} for pk, content in by_pk.items() for other in content[name]])

    # --- Things that are there ----------------------------------------------------------------------------------------

    def _change(self, model_name, things):
        records = load(MODELS[model_name], [thing.pk for thing in things]) if things else {}
        for thing in things:
            record = records.get(thing.pk)
            thing.decision = decide(thing, record, self.names, publish=self.plan.publish)
            if record and thing.decision.conflicts and (held := proposal_of(thing, record, self.names, self.plan.source, at=self.now)):
                self.held.append(held)
            if thing.decision.written or thing.decision.publishes:
                self._change_one(model_name, thing, record)

    def _change_one(self, model_name, thing, record):
        """Row, revisions and pointers of one thing. What was drafted, scheduled or under review goes on with the change in it."""
        obj, decision = record.obj, thing.decision
        is_public = obj.live and self.plan.publish
        row_content = changed_content(record.live, thing, decision.live, self.names, put)
        save_live(obj, record.live, row_content)
        new = []
        if is_public:
            if decision.live:
                new.append((None, row_content, self.by))
            for revision, fields in zip(record.pending, decision.drafts, strict=True):
                if fields or decision.live:
                    new.append((revision, changed_content(revision.content, thing, fields, self.names, put), revision.user))
        elif decision.drafts[0]:
            latest = record.pending[-1] if record.pending else None
            content = changed_content(latest.content if latest else record.live, thing, decision.drafts[0], self.names, put)
            new.append((latest if not obj.live else None, content, self.by))
        revisions = reserve(Revision, len(new))
        self._write_revisions([(pk, obj, content, user) for pk, (_old, content, user) in zip(revisions, new, strict=True)])
        for (old, _content, _user), revision in zip(new, revisions, strict=True):
            if old and old.approved_go_live_at:
                Revision.objects.filter(pk=revision).update(approved_go_live_at=old.approved_go_live_at)
                Revision.objects.filter(pk=old.pk).update(approved_go_live_at=None)
            move_review(old, revision)
        self._point(model_name, thing, record, revisions, published=bool(is_public and decision.live))
        self.written[model_name].add(obj.pk)
        if revisions:
            self.objects[(model_name, "updated")] += 1

    def _point(self, model_name, thing, record, revisions, *, published):
        """Which revision is the latest, which one is public, and what the history says."""
        obj, fields = record.obj, {"updated_at": self.now}
        if revisions:
            fields["latest_revision_id"] = revisions[-1]
        if published:
            fields |= {"live_revision_id": revisions[0], "last_published_at": self.now, "has_unpublished_changes": len(revisions) > 1}
            self._note(obj, "wagtail.publish", revisions[0])
        elif thing.decision.publishes:
            latest = revisions[-1] if revisions else obj.latest_revision_id
            fields |= {"live": True, "has_unpublished_changes": False, "live_revision_id": latest}
            fields |= {"first_published_at": self.now, "last_published_at": self.now}
            self._note(obj, "wagtail.publish", revisions[-1] if revisions else obj.latest_revision_id)
            self.objects[(model_name, "published")] += 1
        elif revisions:
            fields["has_unpublished_changes"] = True
            self._note(obj, "wagtail.edit", revisions[0])
        MODELS[model_name]._base_manager.filter(pk=obj.pk).update(**fields)

    # --- What goes with every thing -----------------------------------------------------------------------------------

    def _write_revisions(self, entries):
        """Write revisions: [(primary key, object, content, user), …]."""
        insert(
            Revision,
            [
                {
                    "id": pk,
                    "content_type_id": self.types[obj._meta.model_name].pk,
                    "base_content_type_id": self.types[obj._meta.model_name].pk,
                    "object_id": str(obj.pk),
                    "created_at": timezone.now(),
                    "user_id": user.pk if user else None,
                    "object_str": str(obj),
                    "content": content,
                }
                for pk, obj, content, user in entries
            ],
        )

    def _note(self, obj, action, revision):
        """An entry in the history of a thing."""
        self.log.append({
            "content_type_id": self.types[obj._meta.model_name].pk,
            "object_id": str(obj.pk),
            "label": str(obj)[:500],
            "action": action,
            "timestamp": timezone.now(),
            "user_id": self.by.pk if self.by else None,
            "revision_id": revision,
            "content_changed": True,
            "deleted": False,
            "data": {"import": self.plan.source.key},
        })  # fmt: skip

    def _remember(self, things):
        """Write what the source delivered, per row and per shared thing, and judge the rows. What it said earlier and doesn't mention now stays known."""
        entries = defaultdict(lambda: defaultdict(dict))
        for row in self.rows:
            for each in (row, *row.translations):
                entries[each.key].update(self.plan.delivered.get(each.key, {}))
                self.judged.append((each, judge(each), conflict_problems(each)))
        for thing in things:
            if not thing.own:
                key = f"{SHARED}{thing.key}"
                entries[key].update(self.plan.delivered.get(key, {}))
            for name, value in thing.values.items():
                key = thing.origin[name].key if thing.own else f"{SHARED}{thing.key}"
                entries[key][thing.ref] = {**entries[key].get(thing.ref, {}), name: value}
        self.entries = {key: dict(refs) for key, refs in entries.items()}
        new = {key: refs for key, refs in self.entries.items() if key not in self.plan.delivered}
        base = {"source_id": self.plan.source.pk, "run_id": self.run.pk}
        insert(ImportRow, [{**base, "key": key, "delivered": refs} for key, refs in new.items()])
        for key, refs in self.entries.items():
            if key not in new:
                ImportRow.objects.filter(source=self.plan.source, key=key).update(run=self.run, delivered=refs)
