from django.urls import path

from . import map_views, views

app_name = "search"
urlpatterns = [
    path("suche/", views.search, name="search"),
    path("suche/vorschlaege/", views.suggest, name="suggest"),
    path("suche/filter/<slug:param>/", views.choose, name="filter"),
    path("suche/orte.geojson", map_views.places, name="places"),
    path("suche/orte/", map_views.things, name="things"),
]
