"""Where allauth meets our house: accounts by invitation only, our words, our second factor kept unreadable."""

import base64
import hashlib
import logging
import time
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes

from .models import User

_log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé. Écrivez à votre association pour le rouvrir.",
        "duplicate_email": "C'est déjà l'adresse de ce compte.",
        "email_password_mismatch": "L'adresse ou le mot de passe n'est pas le bon. Vous pouvez aussi recevoir un code.",
        "email_taken": "Un autre compte a déjà cette adresse.",
        "enter_current_password": "Ce n'est pas votre mot de passe actuel.",
        "incorrect_code": "Ce code n'est pas le bon. Relisez le dernier reçu.",
        "incorrect_password": "Ce n'est pas votre mot de passe.",
        "invalid_password_reset": "Ce lien a déjà servi ou n'est plus valable. Demandez-en un nouveau.",
        "rate_limited": "Trop de demandes en peu de temps. Patientez une minute, puis recommencez.",
        "same_as_current": "C'est déjà l'adresse de ce compte.",
        "too_many_login_attempts": "Trop d'essais. Patientez cinq minutes, ou demandez un nouveau code.",
        "unverified_primary_email": "Confirmez d'abord votre adresse.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again for somebody who has just signed in, whichever way."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": "Donner votre mot de passe",
            "mfa_reauthenticate": "Donner un code",
            "mfa_reauthenticate:webauthn": "Utiliser une clé",
        }
        return [method | {"description": words[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """At once, not through the queue of mails: a code lives for minutes, and its text must not be kept.

        When the mail server does not answer, the person is told; whether the account exists changes nothing to it.
        """
        try:
            super().send_mail(template_prefix, email, {"site_url": settings.BASE_URL, **context})
        except (OSError, SMTPException):
            _log.exception("the mail %s could not leave", template_prefix)
            messages.error(self.request, "Le courriel n'a pas pu partir. Recommencez dans quelques minutes.")


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors are encrypted, so that a copy of the database does not answer for people."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Ce second facteur ne peut pas être retiré.",
        "cannot_generate_recovery_codes": "Choisissez d'abord une application ou une clé.",
        "incorrect_code": "Ce code n'est pas le bon. Il change toutes les 30 secondes : prenez le dernier affiché.",
        "unverified_email": "Confirmez d'abord votre adresse électronique.",
    }

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return "Ma clé"


def _keys() -> MultiFernet:
    """The signing key of today, then those of before (``SECRET_KEY_FALLBACKS``)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"pontdesarts.second-factor:" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
