"""Addresses of the register, German in every language (portal/urls.py puts the language before them)."""

from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("einrichtungen/", views.actor_list, name="actors"),
    path("einrichtungen/<slug:slug>/", views.actor_detail, name="actor"),
    path("angebote/", views.offer_list, name="offers"),
    path("angebote/<slug:slug>/", views.offer_detail, name="offer"),
    path("themen/", views.topic_index, name="topics"),
    path("themen/<slug:slug>/", views.topic_detail, name="topic"),
    path("gebiete/", views.area_index, name="areas"),
    path("gebiete/umrisse.geojson", views.area_outlines, name="area_outlines"),
    path("gebiete/<slug:slug>/", views.area_detail, name="area"),
]
