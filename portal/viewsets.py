"""Admin screens of what the portal keeps beside its pages."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, TitleFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import NewsCategory


class NewsCategoryViewSet(SnippetViewSet):
    model = NewsCategory
    icon = "tag"
    menu_label = _("Categories")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["name", "name_en", "name_simple"]
    list_filter = []
    search_fields = ["name"]
    panels = [
        TitleFieldPanel("name", targets=["slug"], classname=""),
        FieldRowPanel(["name_en", "name_simple"]),
        FieldPanel("slug", help_text=_("Stands in addresses. It should not change once people link to it.")),
    ]
