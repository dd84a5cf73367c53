"""What the office sees first in the admin: what waits, what is due, what came in, whether the search is well."""

from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component
from wagtail.models import WorkflowState

from directory.freshness import BERLIN
from directory.models import Actor, ImportRun, Offer
from directory.permissions import can_review
from directory.viewsets.filters import due_before
from directory.viewsets.proposals import TARGET_DAYS, waiting
from events import wording
from events.admission import places
from events.enums import RegistrationWay
from events.models import Meeting
from network.enums import Answer
from network.models import Cooperation, CooperationPartner
from network.permissions import can_answer_for
from search.pipeline.status import status as search_status
from upkeep.confirmations.models import ConfirmationLine
from upkeep.confirmations.planning import left_to_office
from upkeep.permissions import can_steer

RUNS_SHOWN = 3
MEETINGS_SHOWN = 4
LATE_SECONDS = 60
"""A change that the search has not taken in after this long is worth a word."""


@dataclass(frozen=True)
class Item:
    text: str
    url: str = ""
    note: str = ""
    tone: str = ""
    """"warn" when somebody must act."""


@dataclass(frozen=True)
class Box:
    title: str
    items: list[Item] = field(default_factory=list)


class OfficePanel(Component):
    """Ways on for everybody; what waits and what is due for those who moderate; imports and search for those who steer."""

    name = "portal_office"
    order = 50
    template_name = "portal/admin/office_panel.html"

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context):
        at = timezone.now()
        boxes = [_waiting(at), _due(at, self.request.user)] if can_review(self.request.user) else []
        if self.request.user.has_perm("events.publish_meeting"):
            boxes.append(_meetings(at))
        if can_answer_for(self.request.user):
            boxes.append(_cooperations())
        if self.request.user.has_perm("portal.office"):
            boxes += [_imports(), _index(at)]
        return {"boxes": boxes, "links": _links(self.request.user)}


def _list_url(model, **filters):
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return reverse(f"wagtailsnippets_directory_{model._meta.model_name}:list") + (f"?{query}" if query else "")


def _proposals(at):
    """How many proposed changes wait, and how old the oldest is."""
    found = waiting(at)
    text = ngettext("%(count)d proposed change waits", "%(count)d proposed changes wait", found["count"]) % {"count": found["count"]}
    note = ""
    if found["days"] is not None:
        note = ngettext(
            "the oldest for %(days)d day (target: at most %(target)d)",
            "the oldest for %(days)d days (target: at most %(target)d)",
            found["days"],
        ) % {"days": found["days"], "target": TARGET_DAYS}
    return Item(text, reverse("directory_proposals:index"), note=note, tone="warn" if found["late"] else "")


def _waiting(at):
    reviews = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).count()
    items = [
        _proposals(at),
        Item(
            ngettext("%(count)d thing waits for a review", "%(count)d things wait for a review", reviews) % {"count": reviews},
            reverse("wagtailadmin_reports:workflow"),
            tone="warn" if reviews else "",
        ),
    ]
    actors, offers = (model.objects.filter(live=False, archived_at=None).count() for model in (Actor, Offer))
    actor_text = ngettext("%(count)d institution is a draft", "%(count)d institutions are drafts", actors) % {"count": actors}
    offer_text = ngettext("%(count)d offer is a draft", "%(count)d offers are drafts", offers) % {"count": offers}
    items += [Item(actor_text, _list_url(Actor, status="draft")), Item(offer_text, _list_url(Offer, status="draft"))]
    return Box(_("Waiting"), items)


def _due(at, user):
    actors = Actor.objects.public()
    never, due = actors.filter(confirmed_at=None).count(), actors.filter(due_before(at)).count()
    return Box(
        _("Freshness"),
        [
            *(_undecided(at) if can_steer(user) else ()),
            Item(
                ngettext("%(count)d institution should be checked again", "%(count)d institutions should be checked again", due)
                % {"count": due},
                _list_url(Actor, freshness="due"),
                tone="warn" if due else "",
            ),
            Item(
                ngettext("%(count)d institution was never checked", "%(count)d institutions were never checked", never) % {"count": never},
                _list_url(Actor, freshness="never"),
            ),
        ],
    )


def _undecided(at):
    """What is left to the office because nobody answered, or because it is said not to exist any more."""
    url = reverse("upkeep_freshness:index")
    silent, gone = left_to_office(at.astimezone(BERLIN).date()), ConfirmationLine.objects.reported_gone()
    counts = [lines.order_by().values("actor", "offer").distinct().count() for lines in (silent, gone)]
    texts = [
        ngettext("%(count)d entry without an answer: please decide", "%(count)d entries without an answer: please decide", counts[0]),
        ngettext("%(count)d entry is said not to exist any more", "%(count)d entries are said not to exist any more", counts[1]),
    ]
    found = zip(texts, counts, (url, f"{url}?zeige=gibt-es-nicht"), strict=True)
    return [Item(text % {"count": count}, where, tone="warn") for text, count, where in found if count]


def _meetings(at):
    """The next ones that people register for here, with who comes."""
    meetings = Meeting.objects.public().coming(at).filter(registration=RegistrationWay.HERE, cancelled_at=None)
    items = [
        Item(
            meeting.name,
            reverse(Meeting.snippet_viewset.get_url_name("registrations"), args=[meeting.pk]),
            note=f"{wording.moment(meeting.starts_at)}: {places.told(meeting)}",
        )
        for meeting in meetings.select_related("occupancy").order_by("starts_at", "pk")[:MEETINGS_SHOWN]
    ]
    return Box(_("Registrations for the next meetings"), items or [Item(_("No meeting with registration here is to come."))])


def _cooperations():
    """What partners have not answered, or said no to: each number leads to its list."""
    partners = CooperationPartner.objects.filter(cooperation__archived_at=None)
    url = reverse(Cooperation.snippet_viewset.get_url_name("list"))

    def item(which, found, text, *, warns=True):
        number = found.order_by().values("cooperation").distinct().count()
        return Item(text(number) % {"count": number}, f"{url}?partners={which}", tone="warn" if warns and number else "")

    return Box(
        _("Cooperations"),
        [
            item(
                "open",
                partners.filter(answer=Answer.OPEN, round__gt=0),
                lambda n: ngettext("%(count)d cooperation waits for an answer", "%(count)d cooperations wait for an answer", n),
                warns=False,
            ),
            item(
                "declined",
                partners.filter(answer=Answer.DECLINED),
                lambda n: ngettext(
                    "In %(count)d cooperation a partner has declined", "In %(count)d cooperations a partner has declined", n
                ),
            ),
            item(
                "remark",
                partners.filter(remarked_at__isnull=False),
                lambda n: ngettext(
                    "In %(count)d cooperation a partner says that something isn’t right",
                    "In %(count)d cooperations a partner says that something isn’t right",
                    n,
                ),
            ),
        ],
    )


def _imports():
    runs = list(ImportRun.objects.select_related("source")[:RUNS_SHOWN])
    items = [
        Item(
            run.source.name,
            _list_url(ImportRun),
            note=timezone.localtime(run.started_at).strftime("%d.%m.%Y %H:%M") + ("" if run.finished_at else ", " + _("not finished")),
            tone="" if run.finished_at else "warn",
        )
        for run in runs
    ]
    return Box(_("Last imports"), items or [Item(_("Nothing was imported yet."))])


def _index(at):
    found = search_status(at=at)
    if found.problem:
        items = [
            Item(
                _("The search does not answer. The lists work without it."),
                note=_("Please tell whoever looks after the server."),
                tone="warn",
            )
        ]
    elif found.pending == 0:
        items = [Item(_("Everything is in the search."))]
    else:
        late = bool(found.oldest and found.oldest.total_seconds() > LATE_SECONDS)
        text = ngettext(
            "%(count)d change is on its way into the search", "%(count)d changes are on their way into the search", found.pending
        )
        items = [Item(text % {"count": found.pending}, note=_("Is the worker running?") if late else "", tone="warn" if late else "")]
    if found.failed:
        failed = ngettext("%(count)d change could not be taken in", "%(count)d changes could not be taken in", found.failed)
        items.append(Item(failed % {"count": found.failed}, note="manage.py search_status", tone="warn"))
    return Box(_("State of the search"), items)


def _links(user):
    """[(title, address)] of what is needed most, as far as `user` may."""
    wanted = [
        ("directory.add_actor", _("New institution"), "wagtailsnippets_directory_actor:add"),
        ("directory.add_offer", _("New offer"), "wagtailsnippets_directory_offer:add"),
        ("events.add_meeting", _("New meeting"), "wagtailsnippets_events_meeting:add"),
        ("network.add_cooperation", _("New cooperation"), "wagtailsnippets_network_cooperation:add"),
        ("wagtailadmin.access_admin", _("All pages"), "wagtailadmin_explore_root"),
        ("portal.change_sitesettings", _("Name, colours, notice"), ("wagtailsettings:edit", ["portal", "sitesettings"])),
        ("accounts.change_user", _("Accounts"), "wagtailusers_users:index"),
        ("wagtailadmin.access_admin", _("Style guide"), "style_guide"),
    ]
    links = []
    for permission, title, name in wanted:
        if user.has_perm(permission):
            try:
                links.append((title, reverse(name[0], args=name[1]) if isinstance(name, tuple) else reverse(name)))
            except NoReverseMatch:
                continue
    return links
