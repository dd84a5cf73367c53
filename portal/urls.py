"""All addresses. German and plain; what is left goes to the page tree."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import sitemaps, views
from .observing import views as observing

urlpatterns = [
    path("gesund/", observing.health, name="health"),
    path("gesund/lebt/", observing.alive, name="alive"),
    path("gesund/bereit/", observing.ready, name="ready"),
    path("metriken/", observing.metrics_page, name="metrics"),
    path("marke.css", views.brand_style_sheet, name="brand_style_sheet"),
    path("marke/redaktion.css", views.brand_admin_style_sheet, name="brand_admin_style_sheet"),
    path("marke/symbol.svg", views.brand_symbol, name="brand_symbol"),
    path("marke/symbol-<int:size>.png", views.brand_symbol_png, name="brand_symbol_png"),
    path("marke/karte.png", views.social_card, name="social_card"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemap-<slug:part>-<int:number>.xml", sitemaps.sitemap_part, name="sitemap_part"),
    path("favicon.ico", RedirectView.as_view(url="/marke/symbol-32.png")),
    # Before the admin's own addresses: one door for everybody, or the second factor could be walked round.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/localize/api/snippets/<slug:app_label>/<slug:model_name>/", include("portal.translation_api")),
    path("cms/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
]

urlpatterns += i18n_patterns(
    path("konto/", include("portal.accounts.urls")),
    path("kontakt/mail/<str:token>/", views.hidden_mail, name="hidden_mail"),
    path("hinweis/", include("upkeep.corrections.urls")),
    path("stimmt-noch/", include("upkeep.confirmations.urls")),
    path("mein/", include("portal.workspace.urls")),
    path("stil/", views.style_guide, name="style_guide"),
    path("", include("directory.urls")),
    path("mitmachen/", include("upkeep.urls")),
    path("", include("network.urls")),
    path("", include("events.urls")),
    path("", include("search.urls")),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),  # Wagtail's own for pages behind a sign-in
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
