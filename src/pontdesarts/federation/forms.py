"""What is typed about visits, departures and returns."""

from django import forms

from pontdesarts.ui.forms import PillRadio

from .rules import VISIT_HOURS


class VisitForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        help_text="L'association le lit dans son journal. Par exemple : « aide au bilan, à sa demande ».",
    )
    hours = forms.TypedChoiceField(
        label="Pour combien de temps",
        coerce=int,
        choices=[(hours, f"{hours} heure" if hours == 1 else f"{hours} heures") for hours in VISIT_HOURS],
        initial=VISIT_HOURS[0],
        widget=PillRadio,
    )


class RoleForm(forms.Form):
    email = forms.EmailField(label="Adresse électronique", help_text="Celle d'un compte qui existe déjà.")


class LeaveForm(forms.Form):
    reason = forms.CharField(label="Raison", max_length=200)
    name = forms.CharField(
        label="Pour confirmer, écrivez le nom de l'association",
        max_length=120,
        help_text="Plus personne n'entrera : ni l'équipe, ni les relais, ni les partenaires.",
    )

    def __init__(self, *args: object, expected: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.expected = expected

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"]).strip()
        if typed.casefold() != self.expected.casefold():
            raise forms.ValidationError(f"Ce n'est pas son nom. Écrivez : {self.expected}")
        return typed


class ReopenForm(forms.Form):
    name = forms.CharField(label="Prénom et nom de qui dirigera", max_length=120)
    email = forms.EmailField(label="Son adresse électronique")


class TakeInForm(forms.Form):
    archive = forms.FileField(label="Archive (fichier .zip)")
