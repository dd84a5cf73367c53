"""One machine, plain HTTP, demo data: what `make run` uses. Behaves like production but for transport security."""

import secrets

from .base import *  # noqa: F403
from .base import VAR_DIR, challenge_key, env

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _own_secret_key():
    """A key of this folder's own, made once, so that sessions survive a restart and no key stands in the repository."""
    file = VAR_DIR / "secret_key"
    if not file.exists():
        file.write_text(secrets.token_urlsafe(50))
        file.chmod(0o600)
    return file.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or _own_secret_key()
ALTCHA_HMAC_KEY = challenge_key(SECRET_KEY)
if "EMAIL_URL" not in env.ENVIRON:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
if DEBUG:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    WHITENOISE_USE_FINDERS = True
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR", default=False)  # `manage.py serve` says so; production doesn't read it
DEMO_LOGINS = True  # `manage.py demo` may make accounts whose passwords stand in its source
