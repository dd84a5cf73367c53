from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from directory.merging import belongings
        from network.listing import words

        from . import cooperation_words, known, places, reach, vocabularies  # models are there only now
        from .language import thesaurus
        from .models import Recommendation

        reach.register()
        belongings.register(Recommendation, "actor")
        words.find_with(cooperation_words.find)
        known.watch_changes()
        thesaurus.watch_changes()
        vocabularies.watch_changes()
        places.watch_changes()
        post_migrate.connect(renew_versions, sender=self, dispatch_uid="search.renew_versions")
        checks.register(check_search_url)


def renew_versions(**kwargs):
    """Without a token nothing is kept in memory, and every search would read all word lists anew."""
    from .kept import names
    from .models import Version

    for name in names():
        Version.renew(name)


def check_search_url(app_configs, **kwargs):
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from .engines import parse_search_url

    try:
        parse_search_url(settings.SEARCH_URL)
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="search.E001")]
    return []
