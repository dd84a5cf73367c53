from django.db.models import Count
from django.db.models.functions import Substr
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from ..freshness import BERLIN
from ..ground import ground
from ..models import Actor, ActorKind, Area, Location, Offer
from ..outlines import picture
from ..rows import offer_row

OFFERS_SHOWN = 5


def area_index(request):
    """Areas with institutions: the widest level that tells places apart, and what lies directly below."""
    shown, below = _with_counts(1), _with_counts(2)
    depth = 2
    while len(shown) == len(below) == 1 and shown[0]["count"] == below[0]["count"]:
        depth += 1
        if not (deeper := _with_counts(depth)):
            break
        shown, below = below, deeper  # a district's portal need not name its Land
    areas = [entry | {"children": [child for child in below if child["area"].path.startswith(entry["area"].path)]} for entry in shown]
    return render(request, "directory/area_index.html", {"areas": areas})


def _with_counts(depth):
    """[{area, count}] of all areas of this depth with institutions. Two queries."""
    counts = _counts("", depth)
    return [{"area": area, "count": counts[area.path]} for area in Area.objects.filter(path__in=counts).defer("outline")]


def area_detail(request, slug):
    area = Area.objects.filter(slug=slug).first()
    if area is None:
        raise Http404
    at = timezone.now()
    children = list(area.get_children())
    counts = _counts(area.path, area.depth + 1)
    kinds, actor_count = _kinds(area)
    here = Location.objects.public().filter(area__in=Area.objects.within(area).order_by().values("pk"))
    offers = (
        Offer.objects.public()
        .current(at.astimezone(BERLIN).date())
        .filter(pk__in=Offer.locations.through.objects.filter(location__in=here.values("pk")).values("offer"))
    )
    return render(
        request,
        "directory/area_detail.html",
        {
            "area": area,
            "picture": picture(area, children),
            "children": [{"area": child, "count": counts.get(child.path, 0)} for child in children],
            "kinds": kinds,
            "actor_count": actor_count,
            "actors_url": f"{reverse('directory:actors')}?gebiet={area.slug}",
            "offers": [offer_row(offer, at) for offer in offers.for_listing().order_by("sort_name", "pk")[:OFFERS_SHOWN]],
            "offer_count": offers.count(),
            "offers_url": f"{reverse('directory:offers')}?gebiet={area.slug}",
            "way_on": [(_("All areas"), reverse("directory:areas"))],
            "breadcrumb": [
                (_("Areas"), reverse("directory:areas")),
                *((parent.name, parent.get_absolute_url()) for parent in area.get_ancestors().defer("outline")),
            ],
        },
    )


@require_safe
@gzip_page
@cache_control(public=True, max_age=3600)
@conditional_page
def area_outlines(request):
    """GeoJSON of areas for the ground of maps, the same for everybody."""
    return HttpResponse(ground(), content_type="application/geo+json")


def _counts(path, depth):
    """{path of an area at `depth` below `path`: public actors with a location there}."""
    locations = Location.objects.public().filter(area__path__startswith=path, area__depth__gte=depth).order_by()
    by_path = locations.annotate(top=Substr("area__path", 1, depth * Area.steplen)).values_list("top")
    return dict(by_path.annotate(Count("actor", distinct=True)))


def _kinds(area):
    """Links to the kinds that the area has, with counts, and the number of actors. Two queries."""
    here = Location.objects.public().filter(area__in=Area.objects.within(area).order_by().values("pk"))
    counts = dict(
        Actor.objects.public().filter(pk__in=here.order_by().values("actor")).order_by().values_list("kind").annotate(Count("pk"))
    )
    list_url = f"{reverse('directory:actors')}?gebiet={area.slug}&art="
    kinds = [
        {"url": list_url + kind.slug, "icon": kind.icon, "kind": kind.slug, "name": kind.local_name_plural, "count": counts[kind.pk]}
        for kind in ActorKind.objects.all()
        if counts.get(kind.pk)
    ]
    return kinds, sum(counts.values())
