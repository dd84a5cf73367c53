"""The groups of filters that the lists of the network know (`directory.listing`)."""

from django.utils.translation import gettext as _

from directory.filter_groups import ChoiceGroup, LinkedAreaGroup, TopicGroup

from .enums import AllianceKind
from .models import Alliance


def alliance_groups():
    return [ChoiceGroup("art", "kind", AllianceKind, _("Kind of alliance")), TopicGroup(Alliance), LinkedAreaGroup(Alliance)]
