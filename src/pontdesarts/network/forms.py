"""What is typed about structures, venues and people."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms

from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.refusals import Refused
from pontdesarts.territory.communes import resolve_commune
from pontdesarts.territory.models import Commune
from pontdesarts.ui.forms import CheckboxPills, DateInput

from . import registry, rules
from .models import AREA_STATES, Audience, Contact, Invitation, PartnerKind, RelayKind, Site, Stage, Structure, Venue


class CommuneField(forms.CharField):
    """A commune typed by name or postal code, with or without accents; several that fit are named, to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Commune")
        kwargs.setdefault("help_text", "Nom ou code postal, par exemple « Valenton » ou « 94460 ».")
        super().__init__(**kwargs)

    def prepare_value(self, value: object) -> object:
        if isinstance(value, str) and len(value) == 5 and value.isalnum():  # an INSEE code, from an instance
            known = Commune.objects.filter(pk=value).first()
            return known.name if known else value
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


class NumberField(forms.CharField):
    """A number of a structure, read as people write it; a wrong one says what is wrong with it."""

    def __init__(self, *, read: Callable[[object], str], **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)
        self.read = read

    def clean(self, value: object) -> str:
        try:
            return self.read(super().clean(value))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class PositionMixin:
    """Latitude and longitude: both or none, and on the Earth."""

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}  # type: ignore[misc]
        latitude, longitude = typed.get("latitude"), typed.get("longitude")
        if (latitude is None) != (longitude is None):
            raise forms.ValidationError("Donnez la latitude et la longitude, ou aucune des deux.")
        if latitude is not None and longitude is not None and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise forms.ValidationError("Ces coordonnées ne sont pas sur la Terre : la latitude va de -90 à 90.")
        return typed


class StructureForm(PositionMixin, forms.ModelForm[Structure]):
    commune = CommuneField(required=False)
    website = forms.URLField(label="Site", required=False, assume_scheme="https")
    siret = NumberField(
        read=rules.read_siret,
        label="SIRET",
        help_text="14 chiffres, avec ou sans espaces. Il évite d'inscrire deux fois la même structure.",
    )
    rna = NumberField(
        read=rules.read_rna, label="Numéro RNA", help_text="Pour une association : W et 9 chiffres, sur son récépissé."
    )
    audiences = forms.MultipleChoiceField(
        label="Publics reçus", required=False, choices=Audience.choices, widget=CheckboxPills
    )
    social_landlord = forms.NullBooleanField(
        label="Bailleur social, ou lié à un bailleur",
        required=False,
        widget=forms.Select(choices=[("unknown", "on ne sait pas"), ("true", "oui"), ("false", "non")]),
    )

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
            "siret",
            "rna",
            "audiences",
            "social_landlord",
        )
        labels: ClassVar[dict[str, str]] = {"latitude": "Latitude", "longitude": "Longitude"}
        help_texts: ClassVar[dict[str, str]] = {
            "latitude": "Avec la longitude, elle dit si la structure est dans un quartier prioritaire.",
        }

    @property
    def may_fill(self) -> bool:
        """The State's registry may be asked about the SIRET."""
        return registry.may_ask()


class SiteForm(PositionMixin, forms.ModelForm[Site]):
    """Another address of the structure."""

    commune = CommuneField(required=False)

    class Meta:
        model = Site
        fields = ("name", "address", "postal_code", "commune", "latitude", "longitude", "phone")
        labels: ClassVar[dict[str, str]] = {"latitude": "Latitude", "longitude": "Longitude"}


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

    kind = forms.ChoiceField(label="Type de partenaire", choices=PartnerKind.choices, initial=PartnerKind.OTHER)
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


class StageForm(forms.Form):
    """The next stage, among those to which one may pass."""

    stage = forms.ChoiceField(label="Nouvelle étape", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        required=False,
        help_text="Une phrase, qui reste sur la fiche. Il en faut une quand la structure sort du réseau.",
    )

    def __init__(self, *args: Any, now: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(stage.value, stage.label) for stage in Stage if rules.may_pass(now.value, stage.value)]
        self.fields["stage"].choices = choices  # type: ignore[attr-defined]


class ShowForm(forms.Form):
    """What the public may read of the structure."""

    accepted = forms.MultipleChoiceField(
        label="Ce que tout le monde peut lire", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = rules.shown(rules.SHOWABLE, kind=kind)
        choices = [(name, label) for name, label in rules.SHOWABLE.items() if name in may]
        self.fields["accepted"].choices = choices  # type: ignore[attr-defined]


class AdmitForm(forms.Form):
    """Where one stands with a structure that is entered."""

    stage = forms.ChoiceField(
        label="Où en êtes-vous avec elle ?",
        required=False,
        initial=Stage.ACTIVE,
        choices=[(stage.value, stage.label) for stage in Stage if stage not in {Stage.DORMANT, Stage.LAPSED}],
    )

    def clean_stage(self) -> Stage:
        return Stage(self.cleaned_data["stage"] or Stage.ACTIVE)


class ChooseForm(forms.Form):
    """The other entry, looked for."""

    q = forms.CharField(label="Nom ou commune de l'autre fiche", max_length=80)


class StructureFilter(forms.Form):
    """How the list of structures narrows."""

    q = forms.CharField(label="Nom ou commune", required=False, max_length=80)
    profile = forms.ChoiceField(
        label="Profil", required=False, choices=[("", "tous"), ("relay", "relais"), ("partner", "partenaires")]
    )
    stage = forms.ChoiceField(label="Étape", required=False, choices=[("", "toutes"), *Stage.choices])
    kind = forms.ChoiceField(
        label="Type",
        required=False,
        choices=[
            ("", "tous"),
            ("Relais", [(f"relay:{value}", label) for value, label in RelayKind.choices]),
            ("Partenaires", [(f"partner:{value}", label) for value, label in PartnerKind.choices]),
        ],
    )
    audience = forms.ChoiceField(label="Publics reçus", required=False, choices=[("", "tous"), *Audience.choices])
    area = forms.ChoiceField(
        label="En quartier prioritaire", required=False, choices=[("", "peu importe"), *AREA_STATES]
    )
    commune = CommuneField(required=False)
    alone = forms.BooleanField(label="Relais actifs sans référente ni référent", required=False)


class JoinForm(forms.Form):
    """A new account, made from an invitation."""

    name = forms.CharField(label="Prénom et nom", max_length=120)
    password1 = forms.CharField(
        label="Mot de passe",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="12 caractères au moins. Laissez vide pour recevoir un code par courriel à chaque connexion.",
    )
