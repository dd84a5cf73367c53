"""People with accounts, for rooms that don't know who keeps accounts: `portal` does."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import get_user_model


def account_for(email, *, first_name="", last_name=""):
    """(user, whether the account is new) for an address that was proven just now by a link in a mail to it."""
    return get_user_model().objects.account_for(email, first_name=first_name, last_name=last_name)


def sign_in(request, user, *, to):
    """The response that signs `user` in by such a link and leads to the path `to`; by the way of the second factor, where there is one."""
    record_authentication(request, user, method="code", email=user.email)
    return perform_login(request, Login(user=user, redirect_url=to, email=user.email))
