"""Panels that Wagtail hasn't got: what belongs to an entry but isn't edited in its form."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel, PublishingPanel
from wagtail.permissions import policy_registry

from ..models import Location, Offer
from ..status import status_of, with_status

SHOWN = 15


class RelatedEntriesPanel(Panel):
    """An institution's locations and offers with their state, and the way to a new one, filled in."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "directory/admin/related_entries.html"

        def is_shown(self):
            return self.instance.pk is not None and super().is_shown()

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["groups"] = [
                self._group(Location, _("Locations"), _("Add a location"), ["-is_main", "name", "pk"]),
                self._group(Offer, _("Offers"), _("Add an offer"), ["sort_name", "pk"]),
            ]
            return context

        def _group(self, model, heading, add_label, ordering):
            viewset = model.snippet_viewset
            policy = policy_registry.get_by_type(model)
            user = self.request.user
            entries = list(with_status(model.objects.filter(actor=self.instance.pk, archived_at=None)).order_by(*ordering)[: SHOWN + 1])
            return {
                "heading": heading,
                "rows": [
                    {"title": str(entry), "url": reverse(viewset.get_url_name("edit"), args=[entry.pk]), "status": status_of(entry)}
                    for entry in entries[:SHOWN]
                ],
                "more_url": f"{reverse(viewset.get_url_name('list'))}?actor={self.instance.pk}" if len(entries) > SHOWN else "",
                "can_change": policy.user_has_permission(user, "change"),
                "add_url": f"{reverse(viewset.get_url_name('add'))}?actor={self.instance.pk}"
                if policy.user_has_permission(user, "add")
                else "",
                "add_label": add_label,
            }


class FactsPanel(Panel):
    """What operations and imports keep about an entry: read only."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "directory/admin/facts.html"

        def is_shown(self):
            return self.instance.pk is not None and super().is_shown()

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["entry"] = self.instance
            context["identifiers"] = list(self.instance.identifiers.order_by("source", "key"))
            return context


def texts_panel():
    return InlinePanel(
        "texts",
        [FieldPanel("language"), FieldPanel("name"), FieldPanel("summary"), FieldPanel("description")],
        heading=_("Texts in other languages and in plain language"),
        label=_("text"),
        help_text=_(
            "Where a text is missing, readers see the German one. Facts such as times and prices stand once and show in every language."
        ),
    )


def publishing_tab_panels():
    return [PublishingPanel(), FactsPanel(heading=_("Checked, address, sources"))]


def row(*fields, heading, **kwargs):
    """Fields under one heading."""
    return MultiFieldPanel([FieldPanel(field) if isinstance(field, str) else field for field in fields], heading=heading, **kwargs)


def side_by_side(*fields):
    """Short fields in one line; below each other where there is no room."""
    return FieldRowPanel([FieldPanel(field) for field in fields])
