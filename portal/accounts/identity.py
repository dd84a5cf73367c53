"""Signing in by a municipality's identity provider (OpenID Connect), where one is set (`OIDC_URL`)."""

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class IdentityAdapter(DefaultSocialAccountAdapter):
    """It brings people to the accounts they have, by an address that the provider has verified; it makes none."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def list_apps(self, request, provider=None, client_id=None):
        """From the settings alone: nobody sets a provider up in the database."""
        return [app for app in super().list_apps(request, provider=provider, client_id=client_id) if app.pk is None]
