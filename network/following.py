"""What happens to institutions changes how many partners a cooperation may name: archived, unpublished, restored, merged."""

from django.db.models.signals import post_save

from directory.models import Actor
from directory.signals import content_changed

from .operations.counting import recount_of


def watch():
    content_changed.connect(follow_actors, sender=Actor, dispatch_uid="network.follow_actors")
    post_save.connect(follow_actor, sender=Actor, dispatch_uid="network.follow_actor")


def follow_actors(sender, ids, **kwargs):
    """In the transaction of the change."""
    recount_of(ids)


def follow_actor(sender, instance, created, raw=False, **kwargs):
    if not created and not raw:
        recount_of([instance.pk])
