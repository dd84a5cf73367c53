"""The mails of this room, as the room `mailing` sends them."""

from mailing.sending import Post, deliver, register, wake

from ..enums import MailKind
from ..models import Mail
from .composing import compose
from .relevance import is_true

__all__ = ["deliver", "register_post", "wake"]  # `deliver`: tasks that an earlier version left in the queue name this place


def load(key):
    return Mail.objects.select_related("registration__meeting__venue", "registration__meeting__organiser", "message").get(pk=key)


def register_post():
    register(Post(Mail, load, is_true, compose, patient=(MailKind.REMINDER, MailKind.THANKS, MailKind.MESSAGE)))
