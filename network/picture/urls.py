"""Addresses below `/netzwerk/`; `network/urls.py` includes them."""

from django.urls import path, re_path

from . import views

urlpatterns = [
    path("", views.network, name="network"),
    path("daten.json", views.data, name="network_data"),
    path("bild.svg", views.picture_file, name="network_picture"),
    path("einrichtung/<int:pk>/", views.actor_card, name="network_actor"),
    re_path(r"^(?P<name>einrichtungen|verbindungen|netzwerk)\.(?P<kind>csv|xlsx|graphml|gexf)$", views.table_file, name="network_table"),
]
