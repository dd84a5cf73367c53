"""Addresses below /mein/, German in every language."""

from django.urls import path

from . import cooperations, offer_views, views
from .editing import picture_views
from .editing import views as editing

app_name = "workspace"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("einrichtungen/<uuid:uuid>/bestaetigen/", views.confirm, name="confirm"),
    path("einrichtungen/<uuid:uuid>/zuruecknehmen/", views.take_back, name="take_back"),
    path("angebote/", offer_views.offers, name="offers"),
    path("angebote/bestaetigen/", offer_views.confirm_offers, name="confirm_offers"),
    path("angebote/<uuid:uuid>/beenden/", offer_views.end_offer, name="end_offer"),
    path("kooperationen/", cooperations.cooperations, name="cooperations"),
    path("kooperationen/anfrage/<int:pk>/", views.cooperation_request, name="cooperation_request"),
    path("vorschlaege/<uuid:uuid>/zurueckziehen/", views.withdraw, name="withdraw"),
    path("einrichtung/<uuid:uuid>/", editing.institution, name="institution"),
    path("einrichtung/<uuid:uuid>/bild/", picture_views.picture, name="picture"),
    path("einrichtung/<uuid:uuid>/standort-neu/", editing.new_place, name="new_place"),
    path("einrichtung/<uuid:uuid>/standort/<uuid:place>/<slug:slug>/", editing.edit_place, name="edit_place"),
    path("einrichtung/<uuid:uuid>/<slug:slug>/", editing.edit, name="edit"),
]
