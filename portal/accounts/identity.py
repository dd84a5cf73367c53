"""Signing in by a municipality's identity provider (OpenID Connect), where one is set (`OIDC_URL`)."""

import logging

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views as openid
from django.shortcuts import render

logger = logging.getLogger(__name__)


class IdentityAdapter(DefaultSocialAccountAdapter):
    """It brings people to the accounts they have, by an address that the provider has verified; it makes none."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def list_apps(self, request, provider=None, client_id=None):
        """From the settings alone: nobody sets a provider up in the database."""
        return [app for app in super().list_apps(request, provider=provider, client_id=client_id) if app.pk is None]


def leave_for_provider(request, provider_id):
    """A page that leads on to the provider by itself. A redirect would not do: browsers hold the policy's `form-action` against all redirects of a
    form, and where a provider sends people next is not ours to list.
    """
    try:
        response = openid.login(request, provider_id)
    except requests.RequestException as error:
        logger.warning("The identity provider doesn't answer: %s", type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=503)
    if request.method != "POST" or response.status_code != 302:
        return response
    page = render(request, "socialaccount/onward.html", {"address": response.url})
    page["Refresh"] = f"0; url={response.url}"
    return page
