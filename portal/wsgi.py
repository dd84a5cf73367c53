import os

from django.core.wsgi import get_wsgi_application

from .serving import begin_warming, settle_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()
settle_memory()
begin_warming()
