"""Addresses of belonging, German in every language: /mitmachen/…"""

from django.urls import path

from .views import claims, invitations, teams

app_name = "upkeep"
urlpatterns = [
    path("einladung/<str:token>/", invitations.invitation, name="invitation"),
    path("einrichtung/<slug:slug>/", claims.claim_form, name="claim_form"),
    path("anfrage/<str:token>/", claims.claim, name="claim"),
    path("bestaetigung/<str:token>/", claims.answer, name="answer"),
    path("team/<int:key>/", teams.team, name="team"),
]
