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
    path("termine/anmeldung/einrichtungen/", views.institutions, name="institutions"),
    path("termine/einlass/<str:code>/", views.check_in_code, name="check_in_code"),
    path("termine/bescheinigung/", views.certificate_search, name="certificate_search"),
    path("termine/bescheinigung/<str:code>/", views.certificate_check, name="certificate_check"),
    path("termine/<slug:slug>/einlass/", views.check_in, name="check_in"),
    path("termine/<slug:slug>/anmeldung/<str:token>/einlass-<int:position>.svg", views.entry_code, name="entry_code"),
    path("termine/<slug:slug>/anmeldung/<str:token>/bescheinigung.pdf", views.certificate, name="certificate"),
    path("termine/<slug:slug>/", views.meeting_detail, name="meeting"),
    path("termine/<slug:slug>/termin.ics", views.meeting_file, name="meeting_file"),
    path("termine/<slug:slug>/anmeldung/", views.registration_form, name="register"),
    path("termine/<slug:slug>/anmeldung/gesendet/", views.registration_sent, name="registration_sent"),
    path("termine/<slug:slug>/anmeldung/link/", views.resend_link, name="resend_link"),
    path("termine/<slug:slug>/anmeldung/<str:token>/", views.own_registration, name="own_registration"),
    path("termine/<slug:slug>/anmeldung/<str:token>/aendern/", views.change_registration, name="change_registration"),
    path("termine/<slug:slug>/anmeldung/<str:token>/absagen/", views.withdraw_registration, name="withdraw_registration"),
    path("termine/<slug:slug>/anmeldung/<str:token>/daten/", views.own_data_page, name="own_data"),
    path("termine/<slug:slug>/anmeldung/<str:token>/daten.json", views.own_data_file, name="own_data_file"),
    path("termine/<slug:slug>/anmeldung/<str:token>/material/<int:pk>/", views.own_material, name="own_material"),
    path("termine/<slug:slug>/rueckmeldung/<str:token>/", views.feedback, name="feedback"),
]
