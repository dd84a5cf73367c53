"""Settings that hold everywhere. What differs by machine comes from the environment (docs/operations.md)."""

import hashlib
import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# --- Where data lives: four switches -------------------------------------------------------------------------

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

DATABASE_PLANS = env.bool("DATABASE_PLANS", default=True)

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while somebody writes; IMMEDIATE takes the write lock at BEGIN, so that two writers wait
    # for each other instead of failing in the middle. ATOMIC_REQUESTS must stay off: every GET would take the lock.
    # Opening a file reads its whole schema, and the last to close one folds the log into it: connections are kept for a while.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;",
    }
else:
    # Each thread takes a connection for a request or a task and gives it back. A web process needs as many as it has threads, the worker seven.
    # A connection is tried before it is handed out: the server may have been restarted.
    _pool = {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=10), "timeout": 10}
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        # Plans are kept of queries whose SQL is made once (`directory.plans`), which ask for it; no others, however often they run.
        "prepare_threshold": 1_000_000_000 if DATABASE_PLANS else None,
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": _pool,
    }  # sslmode comes with the address
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SEARCH_URL = env("SEARCH_URL", default="")
"""`tantivy:///folder`; empty means a folder derived from the database (see `search.engines`)."""

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://portal")}
# Pages beside the rest: in the memory of a process they would push out what the limits of signing in are counted with.
CACHES["pages"] = CACHES["default"] | {"KEY_PREFIX": "pages"}
CACHES["numbers"] = CACHES["default"] | {"KEY_PREFIX": "numbers"}
if CACHES["default"]["BACKEND"].endswith("LocMemCache"):
    CACHES["pages"] |= {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 500}}  # some 10 kB each
    CACHES["numbers"] |= {"LOCATION": "numbers", "OPTIONS": {"MAX_ENTRIES": 1000}}
    # What is counted against guessing holds for all processes, or each would give a guesser as many attempts again.
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_sharedlimit",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
elif CACHES["default"]["BACKEND"].endswith("RedisCache"):
    for _cache in CACHES.values():
        _cache |= {"BACKEND": "portal.caching.redis.ForgivingRedisCache", "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}}

STORAGE_URL = env("STORAGE_URL", default="")
STORAGE_ORIGIN = ""
"""Where browsers fetch files, when that is not the portal itself."""

MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
MEDIA_URL = "/media/"

# --- Apps ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.accounts",
    "portal.media",
    "portal.jobs",
    "portal.workspace",
    "portal",
    "directory",
    "mailing",
    "upkeep",
    "upkeep.corrections",
    "upkeep.confirmations",
    "events",
    "network",
    "search",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.people.PeopleConfig",  # wagtail.users, with our rules for who may edit whom
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "phonenumber_field",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.observing.requests.ObservingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.caching.compression.CompressionMiddleware",
    "portal.middleware.HeldMiddleware",
    "portal.caching.pages.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.ContentSecurityPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.context_processors.site_shell",
            ],
        },
    }
]

# --- Languages: German bare, English under /en/, plain language under /de-simple/ ----------------------------------

LANG_INFO["de-simple"] = {"bidi": False, "code": "de-simple", "name": "Plain German", "name_local": "Leichte Sprache"}
LANGUAGE_CODE = "de"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("de", _("German")), ("en", _("English")), ("de-simple", _("Plain language"))]
# Plain language has a folder of its own: beside "de" it would hide the project's German, and packages' would show instead.
LOCALE_PATHS = [BASE_DIR / "portal" / "plain_language" / "locale", BASE_DIR / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
FORMAT_MODULE_PATH = "portal.formats"
USE_THOUSAND_SEPARATOR = False  # it would also group keys and pixels in attributes ("width=1.200"); texts use the filter `number`

# --- Files ---------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [("portal", BASE_DIR / "frontend" / "dist")]
STORAGES: dict[str, dict] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Accounts --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody opens an account alone, and who forgets the password proves the address by it
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # a mail may take some minutes
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/10m/ip,5/10m/key",
    "login": "30/m/ip",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,3/m/key",
}
"""How often may be tried, counted in `CACHES["default"]`. Five wrong passwords or codes close an account to further ones for ten minutes."""
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 8}

MFA_ADAPTER = "portal.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an account with a foreign address can't be opened, so nobody can be locked out by one
SECOND_FACTOR_REQUIRED = True
"""Whether whoever may enter the admin needs a second factor (`portal.accounts.factors`). Only a demo may do without."""
UNUSED_ACCOUNTS = (env.int("UNUSED_ACCOUNT_MONTHS", default=24), 30)
"""After how many months without a visit an account's owner is written to, and days later the account is deleted. (0, …): never."""

SOCIALACCOUNT_ADAPTER = "portal.accounts.identity.IdentityAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # by addresses that the provider has verified
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_URL := env("OIDC_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env("OIDC_NAME", default="OpenID Connect"),
                "client_id": env("OIDC_CLIENT_ID"),
                "secret": env("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_URL},
            }
        ],
    }

# --- Wagtail ---------------------------------------------------------------------------------------------------------

WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
HOLIDAYS_STATE = env("HOLIDAYS_STATE", default="")
"""“BE”, “NW” …: whose public holidays count beside the national ones when periods run (`upkeep.confirmations.working_days`)."""

WAGTAIL_SITE_NAME = env("SITE_NAME", default="Bildungslandschaft")
WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://localhost:8000")
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "docx",
    "ics",
    "jpg",
    "mp4",
    "odt",
    "ods",
    "odp",
    "pdf",
    "png",
    "pptx",
    "rtf",
    "txt",
    "vtt",
    "webm",
    "xlsx",
]
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # documents go through the portal wherever they lie: it knows who may read them
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "/konto/login/"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]},
    }
}
TAGGIT_CASE_INSENSITIVE = True
PHONENUMBER_DEFAULT_REGION = "DE"

# --- Tasks and mail ----------------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail", "long"]}}
vars().update(env.email("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@localhost")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=60)  # for each answer of the server; some read a mail for a while before they accept it
MAILS_A_MINUTE = env.int("MAILS_A_MINUTE", default=60)
MAILS_AN_HOUR = env.int("MAILS_AN_HOUR", default=1000)
"""What the mail server may be given about meetings; 0: as much as there is."""

# --- Security ------------------------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "SAMEORIGIN"  # previews in the admin are frames of the portal itself
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which wants DENY
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN's icons are data: URIs
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],  # the map's
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "frame-src": [SELF],
        "base-uri": [NONE],
    }
}
"""Public pages. The admin needs inline scripts and styles and has its own policy (`portal.middleware`)."""

FORM_PROOF = env.bool("FORM_PROOF", default=True)
"""Whether public forms ask the visitor's browser for a proof of work (`directory.forms.protection`)."""
FORM_SECONDS = (env.int("FORM_QUICKEST", default=2), 12 * 3600)
"""How long a public form is open at least (programs are quicker), and at most."""
FORMS_PER_HOUR = (env.int("FORMS_PER_HOUR", default=60), 10)
"""Public forms of one network address, and about one mail address. (0, …): no limits."""


def challenge_key(secret_key):
    """Signs the challenges of `FORM_PROOF`; it must lead nowhere else."""
    return hashlib.sha256(f"altcha:{secret_key}".encode()).hexdigest()


# --- Logs and metrics ----------------------------------------------------------------------------------------------------

METRICS_TOKEN = env("METRICS_TOKEN", default="")
"""Who knows it may read `/metriken/`; empty: nobody, and nothing is counted."""
if METRICS_TOKEN:
    # The library reads its folder from here, when it is imported: processes of one machine write their figures into it.
    METRICS_DIR = Path(env("METRICS_DIR", default=str(VAR_DIR / "metrics")))
    METRICS_DIR.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "portal.observing.logs.LineFormatter", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "portal.observing.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": env("LOG_FORMAT", default="line")}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # Wagtail writes two lines for every saved page, its task queue two for every task: only what goes wrong is of interest.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "django_tasks_db", "wagtail", "modelsearch", "portal.requests")},
}
