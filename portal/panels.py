"""Parts of admin forms that only this portal has."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from .contrast import LEAST_TEXT, text_pairs


class BrandPanel(Panel):
    """How the saved colours look and how well text in them can be read."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "portal/admin/brand_panel.html"

        def get_context_data(self, parent_context=None):
            brand = self.instance.brand
            return super().get_context_data(parent_context) | {
                "brand": brand,
                "pairs": [{"name": pair.name, "pair": pair, "good": pair.ratio >= LEAST_TEXT} for pair in text_pairs(brand)],
            }

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("How it looks"), **kwargs})
