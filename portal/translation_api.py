"""The interface by which the translation editor names chosen things. wagtail-localize answers everybody of the admin; ours asks whether they may see them."""

from django.core.exceptions import PermissionDenied
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import get_snippet_model_from_url_params
from wagtail_localize.views.snippets_api import SnippetViewSet


def _guarded(view):
    @require_admin_access
    def answer(request, app_label, model_name, **kwargs):
        policy = policy_registry.get_by_type(get_snippet_model_from_url_params(app_label, model_name))
        if not policy.user_has_any_permission(request.user, {"add", "change", "view"}):
            raise PermissionDenied
        return view(request, app_label=app_label, model_name=model_name, **kwargs)

    return answer


urlpatterns = [
    path("", _guarded(SnippetViewSet.as_view({"get": "list"}))),
    path("<str:pk>/", _guarded(SnippetViewSet.as_view({"get": "retrieve"}))),
]
