"""Addresses of hints, German in every language: /hinweis/…"""

from django.urls import path

from . import views

app_name = "corrections"
urlpatterns = [
    path("einrichtung-fehlt/", views.suggest_new, name="new"),
    path("einrichtung-fehlt/aehnlich/", views.alike, name="alike"),
    path("antwort/<str:token>/", views.answer, name="answer"),
    path("<slug:what>/<int:key>/", views.suggest, name="suggest"),
]
