import os

from django.core.wsgi import get_wsgi_application

from .serving import settle_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()

from network.warming import warm_beside  # noqa: E402 (apps are loaded only now)

settle_memory()
warm_beside()
