"""Who may see pages of the coordinators' own area: people who are signed in, and of things only those of their own institutions."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404

from directory.permissions import actors_of, actors_seen_by
from directory.views.private import private


def own_area(view):
    """Decorator. Others sign in first and come back; nobody keeps the page."""

    @private
    @wraps(view)
    def answer(request, *args, **kwargs):
        return login_required(view)(request, *args, **kwargs)

    return answer


def own_actor(user, uuid, *, to_edit=True):
    """The institution that `user` may edit (or, with `to_edit=False`, see). What is foreign isn't there: 404."""
    actors = actors_of(user) if to_edit else actors_seen_by(user)
    found = actors.filter(uuid=uuid).select_related("kind").first()
    if found is None:
        raise Http404
    return found
