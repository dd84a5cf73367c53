"""Addresses of the network, German in every language (portal/urls.py puts the language before them)."""

from django.urls import path

from .views import alliances

app_name = "network"
urlpatterns = [
    path("buendnisse/", alliances.alliance_list, name="alliances"),
    path("buendnisse/<slug:slug>/", alliances.alliance_detail, name="alliance"),
]
