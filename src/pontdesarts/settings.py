"""One settings file. Values come from the environment, safe by default: see ``docs/exploitation.md``."""

import os
import sys
from datetime import timedelta
from pathlib import Path

import dj_database_url
import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from pontdesarts.messaging import running

django_stubs_ext.monkeypatch()  # `forms.ModelForm[Structure]`: for mypy, and harmless when the form is made

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("PONTDESARTS_VAR", ROOT / "var"))


def _flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value in {"1", "true", "yes"}


DEBUG = _flag("PONTDESARTS_DEBUG")
DEMO = _flag("PONTDESARTS_DEMO")
TESTING = "pytest" in sys.modules
# mypy, import checks and the making of static files read these settings without a site to serve
_BARE = DEBUG or DEMO or TESTING or "mypy" in sys.modules or _flag("PONTDESARTS_BUILD")

SECRET_KEY = os.environ.get("PONTDESARTS_SECRET_KEY", "")
if not SECRET_KEY:
    if not _BARE:
        raise ImproperlyConfigured("PONTDESARTS_SECRET_KEY is not set")
    SECRET_KEY = "only-for-development-and-tests-" + "x" * 32
# keys of before: what they signed or encrypted can still be read
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("PONTDESARTS_OLD_SECRET_KEYS", "").split(",") if key]
# pick-up names are encrypted with a key of their own, so that the signing key can change alone
PICKUP_KEY = os.environ.get("PONTDESARTS_PICKUP_KEY", SECRET_KEY)

BASE_URL = os.environ.get("PONTDESARTS_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = os.environ.get("PONTDESARTS_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SOURCE_URL = os.environ.get("PONTDESARTS_SOURCE_URL", "")  # the AGPL asks that users can get the source

INSTALLED_APPS = [
    # our floors, from the ground up; before the others, so that our templates win
    "pontdesarts.ui",
    "pontdesarts.journal",
    "pontdesarts.messaging",
    "pontdesarts.printing",
    "pontdesarts.accounts",
    "pontdesarts.territory",
    "pontdesarts.associations",
    "pontdesarts.network",
    "pontdesarts.membership",
    "pontdesarts.exchanges",
    "pontdesarts.directory",
    "pontdesarts.supporters",
    "pontdesarts.programme",
    "pontdesarts.bookings",
    "pontdesarts.outings",
    "pontdesarts.draws",
    "pontdesarts.last_minute",
    "pontdesarts.permanences",
    "pontdesarts.api",
    "pontdesarts.doors",
    "pontdesarts.tally",
    "pontdesarts.agreements",
    "pontdesarts.bridge",
    "pontdesarts.presentations",
    "pontdesarts.support",
    "pontdesarts.impressions",
    "pontdesarts.statistics",
    "pontdesarts.follow_up",
    "pontdesarts.goals",
    "pontdesarts.federation",
    "pontdesarts.desk",
    "pontdesarts.demo",
    # others'
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",  # our loaders are below
    "django_htmx",
    "leaflet",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "pontdesarts.bodies.refuse_what_is_too_heavy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pontdesarts.transactions.OneTransaction",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pontdesarts.accounts.middleware.nothing_kept_on_shared_computers",
    "pontdesarts.associations.middleware.SecondFactorForStaff",
]

ROOT_URLCONF = "pontdesarts.urls"
WSGI_APPLICATION = "pontdesarts.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "pontdesarts.ui.forms.Renderer"
FORMS_URLFIELD_ASSUME_HTTPS = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "pontdesarts.ui.loader.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "pontdesarts.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "pontdesarts.ui.context.page",
                "pontdesarts.desk.context.navigation",
                "pontdesarts.federation.context.visits",
            ],
        },
    }
]
COTTON_SNAKE_CASED_NAMES = False

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql:///pontdesarts"),
        engine="pontdesarts.database",
        conn_max_age=None,
        conn_health_checks=True,
    )
}
# a statement sent for the third time is planned once for all: see docs/decisions/0050-booking-path.md
DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=3)
if TESTING:
    # what a test writes need not reach the disk; a plan made for empty tables is not kept for those that a test fills
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off -c plan_cache_mode=force_custom_plan"
DATABASES["default"]["TEST"] = {"NAME": "test_pontdesarts" + os.environ.get("PONTDESARTS_TEST_SUFFIX", "")}

# tries to sign in are counted here, for all the processes together: see docs/decisions/0040-sign-in.md
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- words and time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [
    ("fr", "français"),
    ("en", "English"),
    ("ar", "العربية"),
    ("uk", "українська"),
    ("es", "español"),
    ("ro", "română"),
]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/medias/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
]
# files are looked for at each request while we develop or test, and listed once when we serve
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG or TESTING
# fonts are subset from their packages into this folder by `script/manage build_fonts`
STATICFILES_DIRS = [VAR / "built"]
(VAR / "built").mkdir(parents=True, exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- who signs in ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["pontdesarts.associations.signing_in.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:  # a slow hash protects people; tests have none to protect
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "pontdesarts.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600
# tries / time / of whom: one address on the network (ip), one account (key, user)
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/10s/key",
    "signup": "20/m/ip",
    "join": "20/h/ip",  # asking to join the network, without an account
}
# whom the limits count: behind our proxy, the address that it writes last in X-Forwarded-For
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _flag("PONTDESARTS_BEHIND_PROXY") else 0
ACCOUNT_FORMS = {
    "login": "pontdesarts.accounts.forms.LoginForm",
    "request_login_code": "pontdesarts.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "pontdesarts.accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "pontdesarts.accounts.forms.ConfirmEmailVerificationCodeForm",
    "add_email": "pontdesarts.accounts.forms.AddEmailForm",
    "change_password": "pontdesarts.accounts.forms.ChangePasswordForm",
    "set_password": "pontdesarts.accounts.forms.SetPasswordForm",
    "reset_password": "pontdesarts.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "pontdesarts.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "pontdesarts.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "pontdesarts.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO or TESTING
MFA_TOTP_ISSUER = "Pont des Arts"
MFA_FORMS = {
    "authenticate": "pontdesarts.accounts.forms.SecondFactorForm",
    "reauthenticate": "pontdesarts.accounts.forms.ReauthenticateSecondFactorForm",
    "activate_totp": "pontdesarts.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "pontdesarts.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "pontdesarts.accounts.forms.EditWebAuthnForm",
}
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "pontdesarts.accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_SAMESITE = "Lax"
_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS and _flag("PONTDESARTS_REDIRECT_TO_HTTPS", True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("PONTDESARTS_BEHIND_PROXY") else None
# signed links carry their secret in the address: it must not leave with a click
CSRF_FAILURE_VIEW = "pontdesarts.ui.views.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

MAP_TILES_URL = os.environ.get("PONTDESARTS_MAP_TILES_URL", "")  # e.g. https://tiles.example.org/{z}/{x}/{y}.png
MAP_TILES_CREDIT = os.environ.get("PONTDESARTS_MAP_TILES_CREDIT", "")
_tiles_host = ["/".join(MAP_TILES_URL.split("/")[:3])] if MAP_TILES_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *_tiles_host],
        "media-src": [SELF, "blob:"],  # a voice note is heard before it is sent
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- programs of others ----------------------------------------------------------------------------------------------
# calls a minute for one token, all the web processes of a machine together; 0 counts nothing (to measure)
API_CALLS_A_MINUTE = int(os.environ.get("PONTDESARTS_API_CALLS_A_MINUTE", "0" if TESTING else "600"))
API_COUNTS = VAR / "api-calls"
# webhooks may call this very machine: to develop, to try, never where others enter
API_LOCAL_WEBHOOKS = DEBUG or TESTING or (DEMO and BASE_URL.startswith("http://127.0.0.1"))

# --- mail ------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = os.environ.get("PONTDESARTS_FROM", "Pont des Arts <ne-pas-repondre@example.org>")
EMAIL_HOST = os.environ.get("PONTDESARTS_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("PONTDESARTS_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("PONTDESARTS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PONTDESARTS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("PONTDESARTS_SMTP_TLS")
EMAIL_TIMEOUT = 20
# with no server named, mails are written as files, where an operator can read them
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR / "mail"
# letters to many: how fast they leave, where they bounce to, and the Maildir where that address is delivered
LETTERS_A_MINUTE = max(1, int(os.environ.get("PONTDESARTS_LETTERS_A_MINUTE", "300")))
BOUNCES_TO = os.environ.get("PONTDESARTS_BOUNCES_TO", "")
BOUNCES_MAILDIR = os.environ.get("PONTDESARTS_BOUNCES_MAILDIR", "")

# --- texts to telephones ---------------------------------------------------------------------------------------------
# nothing leaves a demo, whatever is set: the numbers that visitors type are anybody's
SMS_PROVIDER = (
    "simulator" if DEMO else os.environ.get("PONTDESARTS_SMS_PROVIDER", "simulator" if DEBUG or TESTING else "")
)
SMS_URL = os.environ.get("PONTDESARTS_SMS_URL", "https://api.twilio.com")
SMS_ACCOUNT = os.environ.get("PONTDESARTS_SMS_ACCOUNT", "")
SMS_TOKEN = SECRET_KEY if SMS_PROVIDER == "simulator" else os.environ.get("PONTDESARTS_SMS_TOKEN", "")
SMS_FROM = os.environ.get("PONTDESARTS_SMS_FROM", "")
if SMS_PROVIDER not in {"", "twilio", "simulator"}:
    raise ImproperlyConfigured(f"PONTDESARTS_SMS_PROVIDER must be twilio or nothing, not {SMS_PROVIDER!r}")
if SMS_PROVIDER == "simulator" and not (DEBUG or DEMO or TESTING):
    raise ImproperlyConfigured("PONTDESARTS_SMS_PROVIDER=simulator sends nothing: only for development and the demo")
if SMS_PROVIDER == "twilio" and not (SMS_ACCOUNT and SMS_TOKEN and SMS_FROM):
    raise ImproperlyConfigured("PONTDESARTS_SMS_PROVIDER=twilio needs PONTDESARTS_SMS_ACCOUNT, _TOKEN and _FROM")

# services of the State that fill what is known of a structure; nothing is asked unless they are named here
COMPANIES_URL = os.environ.get("PONTDESARTS_COMPANIES_URL", "")  # https://recherche-entreprises.api.gouv.fr/search
ADDRESSES_URL = os.environ.get("PONTDESARTS_ADDRESSES_URL", "")  # https://data.geopf.fr/geocodage/search

PROCRASTINATE_ON_APP_READY = None
# the database does not tell the workers of a new job: see docs/decisions/0050-booking-path.md
PROCRASTINATE_WORKER_DEFAULTS = {
    "listen_notify": False,
    "fetch_job_polling_interval": 1.0,  # seconds
    "task_middleware": [running.remember_the_job],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "pontdesarts.logs.WithoutSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PONTDESARTS_LOG_LEVEL", "WARNING")},
}
