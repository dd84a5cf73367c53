"""People and mails of this room's tests."""

import re

from django.core import mail
from django.utils import timezone

from directory.models import Membership
from mailing.sending import send_due
from tests.factories import ActorFactory, UserFactory


def member(actor, role="owner", **fields):
    user = UserFactory(**fields)
    Membership.objects.create(user=user, actor=actor, role=role)
    return user


def school(**fields):
    return ActorFactory(
        **{
            "name": "Musikschule Klangwerk",
            "slug": "klangwerk",
            "email": "post@klangwerk.example",
            "website": "https://www.klangwerk.example/",
        }
        | fields
    )


def posted():
    """[(to, subject, path of the link or "")] of the mails that go out now."""
    mail.outbox.clear()
    while send_due():
        pass
    return [(message.to[0], message.subject, link_of(message)) for message in mail.outbox]


def link_of(message):
    found = re.search(r"http://[^/\s]+(/mitmachen/\S+)", message.body)
    return found[1] if found else ""


def now():
    return timezone.now()
