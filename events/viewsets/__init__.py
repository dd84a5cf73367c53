"""The screens of meetings in the admin; `wagtail_hooks` registers them."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .mail_texts import MailTextViewSet
from .mails import MailViewSet
from .meetings import MeetingViewSet
from .overviews import ProtectionViewSet, StatisticsViewSet
from .series import SeriesViewSet
from .venues import VenueViewSet


class MeetingsGroup(SnippetViewSetGroup):
    menu_label = _("Meetings")
    menu_name = "meetings"
    menu_icon = "calendar-alt"
    menu_order = 160
    items = (MeetingViewSet, SeriesViewSet, VenueViewSet, MailViewSet, MailTextViewSet, StatisticsViewSet, ProtectionViewSet)
