"""Registers what the portal adds to the admin; what it is stands in the modules named here."""

from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.staticfiles import versioned_static
from wagtail.models import TaskState, WorkflowMixin, WorkflowState
from wagtail.snippets.models import register_snippet

from . import comparison  # noqa: F401  registers itself
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


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def tell_why_it_came_back(request, thing):
    """Whoever opens what a moderator returned reads at the top who wants what; else it would stand in a closed panel only."""
    state = thing.current_workflow_state if isinstance(thing, WorkflowMixin) and request.method == "GET" else None
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return
    returned = state.task_states.filter(status=TaskState.STATUS_REJECTED).select_related("finished_by").order_by("-finished_at").first()
    if returned:
        name = returned.finished_by.get_full_name() if returned.finished_by else _("The moderation")
        text = _("%(name)s asks for changes: “%(comment)s”") if returned.comment else _("%(name)s asks for changes.")
        messages.warning(request, text % {"name": name, "comment": returned.comment})


@hooks.register("before_edit_page")
def tell_what_was_saved_meanwhile(request, page):
    """Saving a page by hand over a newer version is allowed, never unseen (the register's entries refuse it once, `directory.viewsets.entries`)."""
    loaded = request.POST.get("overwrite_revision_id") or request.POST.get("loaded_revision_id")
    if request.method != "POST" or not request.accepts("text/html") or not loaded or loaded == str(page.latest_revision_id):
        return
    latest = page.latest_revision
    if latest is None:
        return
    values = {
        "name": (latest.user and latest.user.get_full_name()) or _("Somebody"),
        "time": time_format(localtime(latest.created_at), "TIME_FORMAT"),
    }
    text = _("%(name)s saved this page at %(time)s while you were editing it. If you saved over it, that version is still in the history.")
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, latest.pk, "latest"])
    messages.warning(request, text % values, buttons=[messages.button(compare, _("Compare"))])


@hooks.register("insert_global_admin_js")
def keep_what_was_typed():
    return format_html('<script src="{}"></script>', versioned_static("portal/admin.js"))


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
        content_type__app_label__in=["portal", "directory", "events"],
        codename__in=["office", "moderate", "rename_actor", "rename_offer", "rename_meeting", "rename_series", "protect_data"],
    )


@hooks.register("before_serve_document", order=100)
def serve_films_in_pieces(document, request):
    """After Wagtail's own check of who may read the document."""
    return film_piece(document, request)
