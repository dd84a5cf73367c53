"""Registers what the portal adds to the admin; what it is stands in the modules named here."""

from django.contrib.auth.models import Permission
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.snippets.models import register_snippet

from .accounts.models import User
from .dashboard import OfficePanel
from .media.ranges import film_piece
from .models import SiteSettings
from .viewsets import NewsCategoryViewSet

register_snippet(NewsCategoryViewSet)


@hooks.register("construct_homepage_panels")
def add_office_panel(request, panels):
    panels.append(OfficePanel(request))


@hooks.register("after_edit_setting")
def tell_what_became_of_the_colour(request, instance):
    if isinstance(instance, SiteSettings) and instance.brand_message:
        messages.info(request, instance.brand_message)


@hooks.register("construct_main_menu")
def tidy_main_menu(request, items):
    """Away with what an office never needs beside the register: Wagtail's help menu leads to English pages of other people."""
    items[:] = [item for item in items if item.name != "help"]


@hooks.register("before_bulk_action")
def leave_administrators_alone(request, action_type, objects, action):
    """Who may manage accounts may not touch administrators, in bulk neither."""
    if not request.user.is_superuser and any(isinstance(thing, User) and thing.is_superuser for thing in objects):
        return permission_denied(request)
    return None


@hooks.register("register_permissions")
def offer_permissions():
    """The portal's own permissions, in the form of a group."""
    return Permission.objects.filter(
        content_type__app_label__in=["portal", "directory"], codename__in=["office", "moderate", "rename_actor", "rename_offer"]
    )


@hooks.register("before_serve_document", order=100)
def serve_films_in_pieces(document, request):
    """After Wagtail's own check of who may read the document."""
    return film_piece(document, request)
