"""What a person types about themselves and to sign in: allauth's forms, in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from .models import User

LABELS = {
    "login": "Adresse électronique",
    "email": "Adresse électronique",
    "password": "Mot de passe",
    "oldpassword": "Mot de passe actuel",
    "password1": "Nouveau mot de passe",
    "password2": "Le même, une seconde fois",
    "remember": "Rester connecté deux semaines sur cet appareil",
    "code": "Code",
    "name": "Nom de la clé",
    "passwordless": "Me connecter avec cette clé seule, sans mot de passe",
}
HELPS = {
    "password1": "Douze caractères au moins. Trois ou quatre mots sans rapport se retiennent bien.",
    "remember": "Pas sur un poste partagé.",
    "name": "Pour la reconnaître dans la liste : « clé du bureau », « mon téléphone ».",
    "passwordless": "La clé demandera votre empreinte, votre visage ou son code.",
}


class NameForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True  # others see it beside what one books
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class _InOurWords(forms.Form):
    """Labels and helps in French; no placeholder, which disappears when one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HELPS.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class _CodeInOurWords(_InOurWords):
    """A code received by mail: capitals and dashes do not matter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class LoginForm(_InOurWords, account.LoginForm):
    pass


class RequestLoginCodeForm(_InOurWords, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(_CodeInOurWords, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(_CodeInOurWords, account.ConfirmEmailVerificationCodeForm):
    pass


class AddEmailForm(_InOurWords, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Nouvelle adresse électronique"


class ChangePasswordForm(_InOurWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(_InOurWords, account.SetPasswordForm):
    pass


class ResetPasswordForm(_InOurWords, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(_InOurWords, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(_InOurWords, account.ReauthenticateForm):
    pass


class SecondFactorForm(_InOurWords, mfa.AuthenticateForm):
    pass


class ReauthenticateSecondFactorForm(_InOurWords, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(_InOurWords, AllauthActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code à 6 chiffres"
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddWebAuthnForm(_InOurWords, webauthn.AddWebAuthnForm):
    pass


class EditWebAuthnForm(_InOurWords, webauthn.EditWebAuthnForm):
    pass
