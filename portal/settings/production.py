"""A server on the internet. Stops at once and names every variable that is missing."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import CONTENT_SECURITY_POLICY, LOGGING, STORAGE_URL, STORAGES, challenge_key, env
from .storage import s3_storage

NEEDED = {
    "SECRET_KEY": "a long random text that nobody else knows: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
    "ALLOWED_HOSTS": "the host names of the portal, separated by commas: bildung.example.de",
    "BASE_URL": "the address of the portal: https://bildung.example.de",
    "DATABASE_URL": "sqlite:////srv/portal/portal.sqlite3 or postgres://user:password@host/name",
    "EMAIL_URL": "smtp+tls://user:password@host:587",
    "DEFAULT_FROM_EMAIL": "the sender of the portal's mails",
}
if missing := [name for name in NEEDED if not env(name, default="")]:
    raise ImproperlyConfigured(
        "The portal can't start, because these environment variables are missing:\n"
        + "\n".join(f"  {name}: {NEEDED[name]}" for name in missing)
    )

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALTCHA_HMAC_KEY = challenge_key(SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int(
    "TRUSTED_PROXIES", default=1
)  # else all people are one to the limits of signing in, and one guesser locks all out
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^gesund/", r"^metriken/$"]  # asked from inside, past the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_SUBDOMAINS", default=True)

# One line for every request; LOG_LEVEL=WARNING leaves only what goes wrong.
LOGGING["handlers"]["console"]["formatter"] = env("LOG_FORMAT", default="json")
LOGGING["loggers"]["portal.requests"]["level"] = env("LOG_LEVEL", default="INFO")

if STORAGE_URL:
    STORAGE_ORIGIN, STORAGES["default"] = s3_storage(env.url("STORAGE_URL"))
    for directive in ("img-src", "media-src"):
        CONTENT_SECURITY_POLICY["DIRECTIVES"][directive].append(STORAGE_ORIGIN)
