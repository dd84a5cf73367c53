import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()

# The program itself lives as long as the process. To look through all of it for garbage made one request in some hundred a tenth of a second slower.
gc.collect()
gc.freeze()
