"""The only reader of the environment. A bad value stops the program with a sentence that says what to do.

Every name is documented in `.env.example`; a test holds the two together.
"""

import os
import sys
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

from extramile.core import given, logging

T = TypeVar("T")
BASE = Path(__file__).resolve().parent


def _read(name: str, convert: Callable[[str], T], default: T) -> T:
    """The variable NAME, or the text of the file that NAME_FILE points at, converted."""
    raw = os.environ.get(name)
    file = os.environ.get(f"{name}_FILE")
    if raw is None and file:
        try:
            raw = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={file}: cannot be read ({error.strerror})") from error
    if raw is None or raw == "":
        return default
    try:
        return convert(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={given.shown(raw)!r}: {error}") from None


TESTING = "pytest" in sys.modules


def _default_data() -> Path:
    if TESTING:  # tests never touch what an operator has
        return BASE.parent / ".data" / "test"
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "extramile"


DATA = _read("EXTRAMILE_DATA", lambda raw: Path(raw).expanduser().absolute(), _default_data())
LISTEN = _read("EXTRAMILE_LISTEN", given.listen, "127.0.0.1:8000")
ADDRESS = _read(
    "EXTRAMILE_ADDRESS",
    given.address,
    f"http://{LISTEN}" if LISTEN.startswith(("127.", "[::1]", "localhost")) else "http://127.0.0.1:8000",
)
WEB_PROCESSES = _read("EXTRAMILE_WEB_PROCESSES", given.natural, 2)
WEB_THREADS = _read("EXTRAMILE_WEB_THREADS", given.natural, 8)
WORKERS = _read("EXTRAMILE_WORKERS", given.natural, 1)
DEBUG = _read("EXTRAMILE_DEBUG", given.boolean, False)
DEMO = _read("EXTRAMILE_DEMO", given.boolean, False)
ORGANISATION_LANGUAGES = _read("EXTRAMILE_LANGUAGES", given.words, ["en", "nl"])
_address_parts = urlsplit(ADDRESS)
SECURE = _address_parts.scheme == "https"


def _secret() -> str:
    """From the environment, or made once and kept in the data folder (readable by its owner alone)."""
    given = _read("EXTRAMILE_SECRET_KEY", str, "")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured(
                "EXTRAMILE_SECRET_KEY: use at least 50 random characters, or leave it out"
            )
        return given
    file = DATA / "secret-key"
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        from django.core.management.utils import get_random_secret_key

        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = get_random_secret_key() + get_random_secret_key()
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return file.read_text(encoding="utf-8").strip()
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(made)
        return made


SECRET_KEY = _secret()
_nothing: list[str] = []
SECRET_KEY_FALLBACKS = _read("EXTRAMILE_OLD_SECRET_KEYS", given.words, _nothing)

ALLOWED_HOSTS = [
    _address_parts.hostname or "localhost",
    "localhost",
    "127.0.0.1",
    *_read("EXTRAMILE_HOSTS", given.words, _nothing),
]
CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "anymail",
    "procrastinate.contrib.django",
    "extramile.core",
    "extramile.people",
    "extramile.outbox",
    "extramile.contacts",
    "extramile.questionnaires",
    "extramile.intake",
    "extramile.invitations",
    "extramile.responses",
    "extramile.monitor",
    "extramile.actions",
    "extramile.engagement",
    "extramile.exports",
    "extramile.estimates",
    "extramile.evidence",
    "extramile.board",
    "extramile.conductor",
    "extramile.web",
    "extramile.web.answer",
    "extramile.web.monitor",
    "extramile.web.office",
    "extramile.web.account",
    "extramile.web.api",
    "extramile.web.voice",
    "extramile.web.board",
]

MIDDLEWARE = [
    "extramile.web.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "extramile.web.fence.Fence",
    "extramile.web.answer.door.Door",
    "extramile.web.voice.apart.door.Door",
    "extramile.web.api.door.Door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "extramile.web.language.PersonsLanguage",
    "extramile.web.leaving.SigningOutWipes",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "extramile.web.account.sessions.SessionLength",
]

ROOT_URLCONF = "extramile.web.urls"
WSGI_APPLICATION = "extramile.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "extramile.web.context.page",
            ],
        },
    }
]

# --- PostgreSQL -------------------------------------------------------------------------------


DATABASE_URL = _read("DATABASE_URL", str, "")
# Without DATABASE_URL the program runs its own PostgreSQL: see core/postgres.
EMBEDDED_POSTGRES = not DATABASE_URL
if EMBEDDED_POSTGRES:
    from extramile.core.postgres.place import connection_settings

    _connection = connection_settings(DATA)
else:
    _connection = _read("DATABASE_URL", given.database, {})
DATABASE_POOL = _read("EXTRAMILE_DATABASE_POOL", given.natural, 0)
_connection.setdefault("OPTIONS", {})
_connection["OPTIONS"].setdefault("application_name", "extramile")
# What the web processes become: a role that may add to the audit trail and not change it, and that sees of
# customers' words and names what it was told that its visitor may see (people/fence.py).
# `extramile serve` makes it and sets this for them.
DATABASE_ROLE = _read("EXTRAMILE_DATABASE_ROLE", str, "")
# A page asks little at a time, of many partitions: PostgreSQL thinks that worth compiling, or other workers,
# and takes ten times as long to start those as to answer. Whoever reads much says so itself (`SET LOCAL`).
_chosen = ["-c jit=off", "-c max_parallel_workers_per_gather=0"]
if DATABASE_ROLE:
    _chosen.append(f"-c role={DATABASE_ROLE}")
_given = _connection["OPTIONS"].get("options", "")
_connection["OPTIONS"]["options"] = " ".join([*_chosen, *filter(None, [_given])])
if DATABASE_POOL:
    _connection["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 60}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": not DATABASE_POOL,
        "CONN_MAX_AGE": 0 if DATABASE_POOL else 600,
        "TEST": {"NAME": _read("EXTRAMILE_TEST_DATABASE", str, "") or None},
        **_connection,
    }
}

# --- People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Sign-in without passwords: see web/account.
ACCOUNT_ADAPTER = "extramile.web.account.adapter.Adapter"
ACCOUNT_FORMS = {
    "request_login_code": "extramile.web.account.forms.AddressForm",
    "confirm_login_code": "extramile.web.account.forms.CodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # they do get a mail: web/account/sign_in.py sends it
ACCOUNT_RATE_LIMITS = False  # ours are counted in the database, by all processes together: core.limits
MFA_ADAPTER = "extramile.web.account.adapter.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False
MFA_REAUTHENTICATION_REQUIRED = False  # web/account/passkeys.py asks for a fresh sign-in itself
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {"login_webauthn": "extramile.web.account.passkey_forms.SignInForm"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # on the loopback
SESSION_COOKIE_AGE = 180 * 24 * 60 * 60  # renewed by use; shared computers: web/account/sessions.py
SESSION_COOKIE_NAME = "extramile"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "extramile.web.errors.form_too_old"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from beside, not through the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
# Not "no-referrer": browsers then say "Origin: null" with our own forms, and the CSRF check refuses them.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# --- E-mail and SMS ------------------------------------------------------------------------------


# Without a mail server, mails are kept as files, for a look: nothing leaves, and nothing stands in a log.
_email = _read("EXTRAMILE_EMAIL", given.mail, given.mail("files://"))
EMAIL_FILE_PATH = DATA / "mails"
EMAIL_BACKEND = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "files": "django.core.mail.backends.filebased.EmailBackend",
    "anymail": f"anymail.backends.{_email['host']}.EmailBackend",
}.get(_email["scheme"], "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST, EMAIL_PORT = _email["host"], _email["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["user"], _email["password"]
EMAIL_USE_SSL = _email["scheme"] == "smtps"
EMAIL_USE_TLS = _email["scheme"] == "smtp+tls"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = _read("EXTRAMILE_EMAIL_FROM", str, "feedback@localhost")
_no_options: dict[str, str] = {}
ANYMAIL = _read("EXTRAMILE_ANYMAIL", lambda raw: dict(parse_qsl(raw, strict_parsing=True)), _no_options)


# Where undelivered mails and wishes to hear no more come back to, read by a step: see outbox/returns.
_no_mailbox: dict[str, Any] = {}
BOUNCE_MAILBOX = _read("EXTRAMILE_BOUNCE_MAILBOX", given.mailbox, _no_mailbox)
BOUNCE_ADDRESS = _read(
    "EXTRAMILE_BOUNCE_ADDRESS",
    given.return_address,
    parseaddr(DEFAULT_FROM_EMAIL)[1] if BOUNCE_MAILBOX else "",
)
# A generic SMS gateway: an address that takes a POST; see outbox/sms.py.
SMS_GATEWAY = _read("EXTRAMILE_SMS_GATEWAY", str, "")
SMS_GATEWAY_TOKEN = _read("EXTRAMILE_SMS_GATEWAY_TOKEN", str, "")
SMS_SENDER = _read("EXTRAMILE_SMS_SENDER", str, "ExtraMile")

# --- Languages, time, files ----------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = _read("EXTRAMILE_TIME_ZONE", str, "Europe/Amsterdam")
USE_I18N = True
FORMAT_MODULE_PATH = "extramile.web.formats"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("nl", "Nederlands")]
LANGUAGE_COOKIE_NAME = "extramile_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
LOCALE_PATHS = [BASE / "web" / "locale"]
STATIC_URL = "/static/"
STATIC_ROOT = _read("EXTRAMILE_STATIC", lambda raw: Path(raw).expanduser().absolute(), DATA / "static")
STATICFILES_DIRS = [BASE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# While developing and in tests files come from where they are written; else from what `serve` collected.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING
UPLOADS = DATA / "uploads"
EXPORTS = DATA / "exports"
UPLOAD_LIMIT_MEGABYTES = _read("EXTRAMILE_UPLOAD_LIMIT_MB", given.natural, 1024)
FILE_UPLOAD_HANDLERS = ["extramile.web.uploads.LimitedUpload"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
SILENCED_SYSTEM_CHECKS = [
    # Whether every host below ours speaks https, and for ever, is not ours to promise.
    "security.W005",
    "security.W021",
    # The questionnaire's editor shows the answer page in a frame of our own.
    "security.W019",
]

# --- Watching and reaching out ---------------------------------------------------------------------
LOG_FORM = _read("EXTRAMILE_LOG", given.choice("text", "json"), "text")
LOG_LEVEL = _read("EXTRAMILE_LOG_LEVEL", logging.level_of, "INFO")
LOGGING = logging.configuration(form=LOG_FORM, level=LOG_LEVEL)
# /metrics answers whoever sends this as a bearer token; without it, nobody.
METRICS_TOKEN = _read("EXTRAMILE_METRICS_TOKEN", str, "")
# Hosts and networks inside your own walls that the program may call (an SMS gateway, a mail hook).
OUTBOUND_ALLOW = _read("EXTRAMILE_OUTBOUND_ALLOW", given.words, _nothing)
