"""What is typed about structures, venues and people."""

from typing import Any, ClassVar

from django import forms

from pontdesarts.associations.models import StaffRole
from pontdesarts.territory.communes import resolve_commune
from pontdesarts.territory.models import Commune
from pontdesarts.ui.forms import DateInput

from .models import Contact, Invitation, RelayKind, Structure, Venue


class CommuneField(forms.CharField):
    """A commune typed by name or postal code, with or without accents; several that fit are named, to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Commune")
        kwargs.setdefault("help_text", "Nom ou code postal, par exemple « Valenton » ou « 94460 ».")
        super().__init__(**kwargs)

    def prepare_value(self, value: object) -> object:
        if isinstance(value, str) and Commune.objects.filter(pk=value).exists():
            return Commune.objects.get(pk=value).name
        return value.name if isinstance(value, Commune) else value

    def clean(self, value: str) -> Commune | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = resolve_commune(typed)
        if isinstance(found, Commune):
            return found
        if not found:
            raise forms.ValidationError(f"Aucune commune ne s'appelle « {typed} ». Essayez son code postal.")
        names = ", ".join(f"{c.name} ({c.postal_codes[0] if c.postal_codes else c.insee})" for c in found[:5])
        raise forms.ValidationError(f"Plusieurs communes répondent à « {typed} » : {names}. Écrivez le nom et le code.")


class StructureForm(forms.ModelForm[Structure]):
    commune = CommuneField(required=False)
    website = forms.URLField(label="Site", required=False, assume_scheme="https")

    class Meta:
        model = Structure
        fields = (
            "name",
            "address",
            "postal_code",
            "commune",
            "latitude",
            "longitude",
            "email",
            "phone",
            "website",
        )
        labels: ClassVar[dict[str, str]] = {"latitude": "Latitude", "longitude": "Longitude"}
        help_texts: ClassVar[dict[str, str]] = {
            "latitude": "Avec la longitude, elle dit si la structure est dans un quartier prioritaire.",
        }

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        latitude, longitude = typed.get("latitude"), typed.get("longitude")
        if (latitude is None) != (longitude is None):
            raise forms.ValidationError("Donnez la latitude et la longitude, ou aucune des deux.")
        if latitude is not None and longitude is not None and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise forms.ValidationError("Ces coordonnées ne sont pas sur la Terre : la latitude va de -90 à 90.")
        return typed


class RelayForm(forms.Form):
    """The relay profile."""

    kind = forms.ChoiceField(
        label="Type de relais",
        choices=RelayKind.choices,
        help_text="Jamais montré aux lieux, ni imprimé sur une contremarque.",
    )
    priority_area = forms.CharField(
        label="Quartier prioritaire (code)",
        max_length=10,
        required=False,
        help_text="Laissez vide : il est trouvé d'après l'adresse. À remplir seulement pour le corriger.",
    )


class PartnerForm(forms.Form):
    """The partner profile."""

    list_email = forms.EmailField(
        label="Adresse de la billetterie",
        required=False,
        help_text="La liste de chaque date y part à la clôture des réservations.",
    )
    names_required = forms.BooleanField(
        label="La billetterie demande un nom de retrait",
        required=False,
        help_text="Le nom est chiffré, et effacé 7 jours après la date.",
    )


class VenueForm(forms.ModelForm[Venue]):
    commune = CommuneField(required=True)

    class Meta:
        model = Venue
        fields = (
            "name",
            "partner",
            "address",
            "postal_code",
            "commune",
            "phone",
            "capacity",
            "steps",
            "lift",
            "wheelchair_places",
            "loop",
            "lsf",
            "audio_description",
            "calm_room",
            "transport",
            "last_departure",
            "desk_instructions",
        )
        help_texts: ClassVar[dict[str, str]] = {
            "capacity": "Combien de personnes la salle contient. Personne ne libère plus de places qu'elle n'en a.",
        }

    def __init__(self, *args: Any, partners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].empty_label = "aucun"  # type: ignore[attr-defined]
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]


class ContactForm(forms.ModelForm[Contact]):
    class Meta:
        model = Contact
        fields = ("name", "role", "email", "phone")


class InviteForm(forms.Form):
    """Somebody joins the structure."""

    name = forms.CharField(label="Prénom et nom", max_length=120)
    email = forms.EmailField(label="Adresse électronique professionnelle")
    post = forms.ChoiceField(label="Pour être")

    def __init__(self, *args: Any, structure: Structure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = []
        if hasattr(structure, "relay"):
            choices.append((Invitation.Post.REFERENT.value, Invitation.Post.REFERENT.label))
        if hasattr(structure, "partner"):
            choices.append((Invitation.Post.COORDINATOR.value, Invitation.Post.COORDINATOR.label))
        self.fields["post"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["post"].initial = choices[0][0]
            self.fields["post"].widget = forms.HiddenInput()


class HandOverForm(forms.Form):
    """Somebody takes the place of a person who leaves."""

    name = forms.CharField(label="Prénom et nom de la personne qui prend la suite", max_length=120)
    email = forms.EmailField(label="Son adresse électronique professionnelle")


class InviteStaffForm(forms.Form):
    """Somebody joins the association's own staff."""

    name = forms.CharField(label="Prénom et nom", max_length=120)
    email = forms.EmailField(label="Adresse électronique")
    staff_role = forms.ChoiceField(label="Rôle", choices=StaffRole.Role.choices)


class SuspendForm(forms.Form):
    reason = forms.CharField(
        label="Raison", max_length=200, help_text="Elle est envoyée au relais. Ne nommez aucune personne accompagnée."
    )
    until = forms.DateField(
        label="Jusqu'au",
        widget=DateInput,
        help_text="Ce jour-là, le relais réserve à nouveau, sans rien demander. Un an au plus.",
    )


class StructureFilter(forms.Form):
    """How the list of structures narrows."""

    q = forms.CharField(label="Nom ou commune", required=False, max_length=80)
    profile = forms.ChoiceField(
        label="Profil", required=False, choices=[("", "tous"), ("relay", "relais"), ("partner", "partenaires")]
    )
    alone = forms.BooleanField(label="Relais sans référente ni référent", required=False)


class JoinForm(forms.Form):
    """A new account, made from an invitation."""

    name = forms.CharField(label="Prénom et nom", max_length=120)
    password1 = forms.CharField(
        label="Mot de passe",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="12 caractères au moins. Laissez vide pour recevoir un code par courriel à chaque connexion.",
    )
