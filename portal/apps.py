from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self):
        from directory import numbers, richtext
        from events.views.kept import keep_under
        from mailing.letterhead import letterhead_from
        from network import sections

        from . import documents, frame, mailguard  # models are there only now
        from .alliance_news import news_of_alliance
        from .caching import changes, forms
        from .caching.numbers import kept
        from .letterhead import letterhead
        from .observing import metrics

        richtext.show_mails_with(mailguard.link)
        letterhead_from(letterhead)
        numbers.keep_by(kept)
        keep_under(meeting_token=forms.meeting_token, page_key=forms.page_key)
        post_migrate.connect(prepare_portal, dispatch_uid="portal.prepare")
        documents.register()
        sections.register("news", template="portal/alliance_news.html", load=news_of_alliance, order=40)
        frame.watch_changes()
        changes.watch()
        metrics.watch()


def prepare_portal(sender, using=DEFAULT_DB_ALIAS, plan=None, **kwargs):
    """Once, after the last app: only then do all permissions exist."""
    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if sender is not last or using != DEFAULT_DB_ALIAS:
        return
    from .first_run import ensure_locales, ensure_site  # models are there only now
    from .roles import ensure_roles

    ensure_locales()
    ensure_site()
    ensure_roles()
