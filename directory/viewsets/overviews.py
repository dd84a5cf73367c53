"""Screens of the admin that are no list of one model: each says who may see it."""

from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet


class OverviewView(WagtailAdminTemplateMixin, TemplateView):
    """For those of whom `may(user)` is true; nothing of it is kept by a browser."""

    @staticmethod
    def may(user):
        return False

    @classmethod
    def as_view(cls, **kwargs):
        return never_cache(super().as_view(**kwargs))

    def dispatch(self, request, *args, **kwargs):
        if not self.may(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class OverviewViewSet(ViewSet):
    """One screen with its entry in the menu."""

    view_class = OverviewView

    @cached_property
    def menu_item_class(self):
        may = self.view_class.may
        return type("OverviewMenuItem", (MenuItem,), {"is_shown": lambda item, request: may(request.user)})

    def get_urlpatterns(self):
        return [path("", self.view_class.as_view(), name="index")]
