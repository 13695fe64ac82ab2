"""What is typed about conventions."""

from datetime import date
from typing import Any

from django import forms
from django.core.files import File
from django.db.models import QuerySet

from pontdesarts.associations.models import Association
from pontdesarts.associations.rules import season_of
from pontdesarts.network.forms import CommuneField
from pontdesarts.network.models import Structure
from pontdesarts.territory.rules import fold
from pontdesarts.ui.forms import DateInput, PillRadio

from . import scans
from .models import Function, Kind, Party, Promise, Signatory, Stage


class StructureField(forms.CharField):
    """A structure of one association, typed by its name or a part of it; several that fit are named."""

    def __init__(self, *, association: Association, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Structure")
        kwargs.setdefault("help_text", "Son nom, ou une partie de son nom.")
        super().__init__(max_length=160, **kwargs)
        self.association = association

    def clean(self, value: str) -> Structure | None:
        typed = super().clean(value)
        if not typed:
            return None
        every = Structure.objects.standing().filter(association=self.association).order_by("sort_name", "pk")
        found = list(every.filter(sort_name=fold(typed))[:2]) or list(every.filter(sort_name__contains=fold(typed))[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"Aucune structure du réseau ne s'appelle « {typed} ».")
        names = " ; ".join(structure.name for structure in found[:5])
        raise forms.ValidationError(f"Plusieurs structures répondent à « {typed} » : {names}. Écrivez le nom entier.")


class PeriodForm(forms.Form):
    starts_on = forms.DateField(label="Du", widget=DateInput)
    ends_on = forms.DateField(label="Au", widget=DateInput)


class ProposeForm(PeriodForm):
    """With whom, and for how long."""

    kind = forms.ChoiceField(label="Une convention", choices=Kind.choices, widget=PillRadio)
    commune = CommuneField(required=False, help_text="Pour une convention avec une commune : nom ou code postal.")
    title = forms.CharField(
        label="Titre", max_length=160, required=False, help_text="Laissez vide : il est écrit d'après les parties."
    )

    def __init__(self, *args: Any, association: Association, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"] = StructureField(association=association, required=False)
        self.fields["starts_on"].initial, self.fields["ends_on"].initial = season_of(today)
        self.order_fields(["kind", "structure", "commune", "starts_on", "ends_on", "title"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        asked = {"structure", "commune"} & set(typed)
        if asked == {"structure", "commune"} and not (typed["structure"] or typed["commune"]):
            self.add_error("structure", "Choisissez une structure, une commune, ou les deux.")
        if typed.get("kind") == Kind.COMMUNE and "commune" in typed and not typed["commune"]:
            self.add_error("commune", "Dites quelle commune.")
        return typed


class PartyForm(forms.Form):
    """One more party."""

    commune = CommuneField(required=False)

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"] = StructureField(association=association, required=False)
        self.order_fields(["structure", "commune"])


class PartyChoice(forms.ModelChoiceField[Party]):
    def __init__(self, label: str) -> None:
        super().__init__(label=label, queryset=Party.objects.none(), empty_label=None)

    def of(self, parties: QuerySet[Party]) -> None:
        self.queryset = parties


class CorrectForm(forms.Form):
    """Somebody who signs, by what is written of them."""

    name = forms.CharField(label="Prénom et nom", max_length=120)
    function = forms.ChoiceField(label="Fonction", choices=Function.choices)
    title = forms.CharField(
        label="Titre exact",
        max_length=160,
        required=False,
        help_text="Comme il sera imprimé, par exemple « adjointe au maire chargée des solidarités ».",
    )
    email = forms.EmailField(
        label="Sa propre adresse électronique",
        required=False,
        help_text="Le lien et le code y partent. Sans adresse, la personne signe sur papier.",
    )


class SignatoryForm(CorrectForm):
    """Somebody who signs."""

    party = PartyChoice("Pour")
    field_order = ("party",)

    def __init__(self, *args: Any, parties: QuerySet[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].of(parties)  # type: ignore[attr-defined]


class EndPostForm(forms.Form):
    """A post ends; somebody may follow."""

    on = forms.DateField(label="Fin de la fonction, le", widget=DateInput)
    successor = forms.CharField(
        label="Qui prend la suite", max_length=120, required=False, help_text="Prénom et nom. Laissez vide si personne."
    )
    successor_title = forms.CharField(
        label="Son titre exact", max_length=160, required=False, help_text="Comme il sera imprimé."
    )
    successor_email = forms.EmailField(label="Sa propre adresse électronique", required=False)


class PromiseForm(forms.Form):
    party = PartyChoice("Promis par")
    kind = forms.ChoiceField(label="Quoi", choices=Promise.Kind.choices, widget=PillRadio)
    number = forms.IntegerField(label="Combien", min_value=1, max_value=10_000_000)
    due_on = forms.DateField(
        label="Avant le", widget=DateInput, required=False, help_text="Sans date : avant la fin de la convention."
    )
    detail = forms.CharField(label="Précision", max_length=160, required=False)

    def __init__(self, *args: Any, parties: QuerySet[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].of(parties)  # type: ignore[attr-defined]


class DeliveryForm(forms.Form):
    number = forms.IntegerField(label="Combien", min_value=1, max_value=10_000_000)
    on = forms.DateField(label="Le", widget=DateInput)
    note = forms.CharField(
        label="Précision", max_length=160, required=False, help_text="Ne nommez aucune personne accompagnée."
    )


class TextForm(forms.Form):
    text = forms.CharField(
        label="Texte",
        max_length=30_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="« # » au début d'une ligne ouvre un article, « - » une ligne de liste. Une ligne vide sépare.",
    )


class StepForm(forms.Form):
    """What happened, when, and why where it ends something."""

    stage = forms.ChoiceField(label="Étape", widget=PillRadio)
    on = forms.DateField(label="Le", widget=DateInput)
    note = forms.CharField(
        label="Note ou raison",
        max_length=300,
        required=False,
        help_text="Une raison est demandée pour terminer, dénoncer ou classer sans suite. Les parties la lisent.",
    )

    def __init__(self, *args: Any, stages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage, Stage(stage).label) for stage in stages]  # type: ignore[attr-defined]


class ScanForm(forms.Form):
    """The paper that came back."""

    people = forms.ModelMultipleChoiceField(
        label="Qui a signé ce papier",
        queryset=Signatory.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une personne."},
    )
    on = forms.DateField(label="Signé le", widget=DateInput)
    file = forms.FileField(
        label="Le papier signé",
        help_text="PDF, JPEG ou PNG, de 15 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"required": "Choisissez le fichier.", "empty": "Ce fichier est vide."},
    )

    def __init__(self, *args: Any, people: QuerySet[Signatory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["people"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.name}, {one.said} ({one.party.label})"
        )

    def clean_file(self) -> File[bytes]:
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > scans.MOST_BYTES:
            raise forms.ValidationError("Ce fichier est trop lourd : 15 Mo au plus.")
        return file


class StrikeForm(forms.Form):
    reason = forms.CharField(label="Raison", max_length=200)


class SignForm(forms.Form):
    """What an outside signatory types."""

    code = forms.CharField(
        label="Le code à six chiffres",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Tapez le code reçu par courriel."},
    )
    read = forms.BooleanField(
        label="J'ai lu le texte, et je le signe au nom de la partie nommée ici",
        error_messages={"required": "Cochez que vous avez lu le texte."},
    )


class AgreementFilter(forms.Form):
    """How the list narrows."""

    q = forms.CharField(label="Titre ou partie", required=False, max_length=80)
    kind = forms.ChoiceField(label="Sorte", required=False, choices=[("", "toutes"), *Kind.choices])
