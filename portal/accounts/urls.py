"""Addresses below `/konto/`; before allauth's, some of which they stand in for."""

from allauth.socialaccount import views as identity
from django.urls import include, path

from . import views
from .identity import leave_for_provider

urlpatterns = [
    path("", views.home, name="account_home"),
    path("name/", views.name, name="account_name"),
    path("geraete/", views.device_list, name="account_devices"),
    path("email/", views.email, name="account_email"),
    path("email/<str:token>/", views.confirm_change, name="account_confirm_change"),
    path("daten/", views.data, name="account_data"),
    path("loeschen/", views.leave, name="account_leave"),
    path("zweiter-faktor/", include("allauth.mfa.urls")),
    path("verbinden/", views.where_identity_is_set(identity.connections), name="socialaccount_connections"),
    path("verbinden/abgebrochen/", views.where_identity_is_set(identity.login_cancelled), name="socialaccount_login_cancelled"),
    path("verbinden/fehler/", views.where_identity_is_set(identity.login_error), name="socialaccount_login_error"),
    path("verbinden/neu/", views.where_identity_is_set(identity.signup), name="socialaccount_signup"),
    path("anmeldedienst/<str:provider_id>/login/", leave_for_provider),
    path("anmeldedienst/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("", include("allauth.account.urls")),
]
