"""The public network for download, under the same filters as the picture."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from directory import tables as downloads
from directory.models import ActorKind

from ..graph.exports import edges, gexf, graphml, nodes

NAMES = {"einrichtungen", "verbindungen"}
GRAPHS = {"graphml": (graphml, "application/graphml+xml"), "gexf": (gexf, "application/gexf+xml")}


def exported(network, name, kind):
    """“einrichtungen.csv”, “verbindungen.xlsx”, “netzwerk.graphml”, “netzwerk.gexf”. Raises Http404 for anything else."""
    kinds = {one.pk: one for one in ActorKind.objects.all()}
    if name == "netzwerk" and kind in GRAPHS:
        write, media_type = GRAPHS[kind]
        return HttpResponse(
            write(network, kinds), content_type=media_type, headers={"Content-Disposition": f'attachment; filename="netzwerk.{kind}"'}
        )
    if name in NAMES and kind in downloads.TYPES:
        return downloads.download(_rows(network, kinds, name), name=name, kind=kind)
    raise Http404


def _rows(network, kinds, name):
    if name == "einrichtungen":
        yield [_("Number"), _("Institution"), _("Kind"), _("Area"), _("Cooperations"), _("Partners")]
        yield from ([key, *values.values()] for key, values in nodes(network, kinds))
        return
    names = {place.pk: place.name for place in network.places}
    yield [
        _("Number"),
        _("Institution"),
        _("Number of the partner"),
        _("Partner"),
        _("Cooperations"),
        _("Forms"),
        _("Since"),
        _("only planned"),
    ]
    for first, second, values in edges(network):
        planned = _("yes") if values["planned"] else _("no")
        yield [first, names[first], second, names[second], values["weight"], values["forms"], values["since"], planned]
