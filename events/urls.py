"""Addresses of meetings, German in every language (portal/urls.py puts the language before them)."""

from django.urls import path

from . import views

app_name = "events"
urlpatterns = [
    path("termine/", views.calendar, name="meetings"),
    path("termine/kalender.ics", views.calendar_file, name="calendar_file"),
    path("termine/feed.xml", views.feed, name="feed"),
    path("termine/reihen/", views.series_list, name="series_list"),
    path("termine/reihen/<slug:slug>/", views.series_detail, name="series"),
    path("termine/reihen/<slug:slug>/kalender.ics", views.series_file, name="series_file"),
    path("termine/<slug:slug>/", views.meeting_detail, name="meeting"),
    path("termine/<slug:slug>/termin.ics", views.meeting_file, name="meeting_file"),
]
