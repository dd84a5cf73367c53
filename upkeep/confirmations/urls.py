"""Addresses of answers, German in every language: /stimmt-noch/…"""

from django.urls import path

from . import views

app_name = "confirmations"
urlpatterns = [
    path("<str:token>/", views.answer, name="answer"),
    path("<str:token>/<slug:what>/<int:key>/", views.change, name="change"),
]
