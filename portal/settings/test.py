"""For the test suite: quick hashing, mail in memory, files in a folder of the run."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHES, DATABASES, FORM_SECONDS, challenge_key, env

VAR_DIR = Path(tempfile.mkdtemp(prefix="portal-test-"))
SECRET_KEY = "only for tests"  # noqa: S105
ALTCHA_HMAC_KEY = challenge_key(SECRET_KEY)
SECOND_FACTOR_REQUIRED = False  # tests of the second factor turn it on
CACHES["default"] = CACHES["numbers"] | {"LOCATION": "limits"}
FORM_PROOF = False  # tests of the protection itself turn it on
FORM_SECONDS = (0, FORM_SECONDS[1])
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()  # whitenoise warns of a missing folder, and warnings are errors
SEARCH_URL = f"tantivy://{VAR_DIR / 'index'}"
METRICS_TOKEN = "known to the test"  # noqa: S105
METRICS_DIR = VAR_DIR / "metrics"
METRICS_DIR.mkdir()
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = str(VAR_DIR / "portal.sqlite3")
    # A file, not memory: worker, live server and threads must see the same database as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
elif template := env("TEST_DATABASE_TEMPLATE", default=""):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}  # migrated once for all processes of the test run (tests/stacks.py)
DEMO_LOGINS = True
