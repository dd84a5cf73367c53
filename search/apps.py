from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from . import documents, known, vocabularies  # models are there only now
        from .language import thesaurus

        documents.register()
        known.watch_changes()
        thesaurus.watch_changes()
        vocabularies.register()
        checks.register(check_search_url)


def check_search_url(app_configs, **kwargs):
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from .engines import parse_search_url

    try:
        parse_search_url(settings.SEARCH_URL)
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="search.E001")]
    return []
