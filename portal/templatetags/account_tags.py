"""What the pages of accounts ask."""

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.conf import settings

from events.wording import moment as in_words

from ..accounts.factors import has_second_factor, needs_second_factor

register = template.Library()


@register.simple_tag(takes_context=True)
def identity_providers(context):
    """[{"name", "url"}] of where one may sign in besides."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    request = context["request"]
    providers = get_adapter(request).list_providers(request)
    return [{"name": provider.name, "url": provider.get_login_url(request)} for provider in providers]


@register.simple_tag(takes_context=True)
def must_set_up_factor(context):
    """Whether nothing else is open to this person before they have a second factor."""
    user = context["request"].user
    return needs_second_factor(user) and not has_second_factor(user)


@register.filter
def moment(value):
    """“3. Dezember 2026, 16:30 Uhr”"""
    return in_words(value)


@register.filter
def in_groups_of_four(text):
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
