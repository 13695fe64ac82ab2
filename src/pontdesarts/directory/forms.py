"""What is typed to narrow the directory, and who may read it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.choices import flatten_choices

from pontdesarts.network.forms import CommuneField
from pontdesarts.network.models import SENSITIVE_KINDS, Audience, PartnerKind, RelayKind, Stage
from pontdesarts.ui.forms import PillRadio

from . import areas
from .selection import Reader

_ANY = [("", "peu importe")]
_PROFILES = [("", "tous"), ("relay", "relais"), ("partner", "partenaires")]
_STAGES = [("", "toutes, sauf les sorties du réseau"), *Stage.choices, ("toutes", "toutes")]
_STAGES_ON_PAPER = [("", "actives seulement"), *_STAGES[1:]]
_LANDLORDS = [*_ANY, ("oui", "oui"), ("non", "non"), ("inconnu", "on ne sait pas")]
_VIEWS = [("", "Liste"), ("carte", "Carte"), ("papier", "À imprimer")]
# of the team alone
_INSIDE = ("etape", "quartier", "bailleur")


class Narrow(forms.Form):
    """Every filter of the directory. What cannot be read says so on its own field and narrows nothing."""

    q = forms.CharField(label="Nom ou commune", required=False, max_length=100)
    profil = forms.ChoiceField(label="Profil", required=False, choices=_PROFILES, widget=PillRadio)
    type = forms.ChoiceField(
        label="Type de structure",
        required=False,
        error_messages={"invalid_choice": "Ce type ne se cherche pas ici : choisissez-en un autre."},
    )
    public = forms.ChoiceField(label="Publics reçus", required=False, choices=[*_ANY, *Audience.choices])
    commune = CommuneField(required=False)
    etape = forms.ChoiceField(label="Étape", required=False, choices=_STAGES)
    quartier = forms.ChoiceField(label="Quartier prioritaire", required=False, choices=[*_ANY, *areas.SAID.items()])
    bailleur = forms.ChoiceField(label="Lié à un bailleur social", required=False, choices=_LANDLORDS)
    vue = forms.ChoiceField(required=False, choices=_VIEWS, widget=forms.HiddenInput)

    def __init__(self, typed: QueryDict, reader: Reader) -> None:
        super().__init__(typed)
        hidden = frozenset() if reader.whole else SENSITIVE_KINDS
        relays = [(f"relais-{kind}", label) for kind, label in RelayKind.choices if kind not in hidden]
        partners = [(f"partenaire-{kind}", label) for kind, label in PartnerKind.choices]
        self.fields["type"].choices = [*_ANY, ("Relais", relays), ("Partenaires", partners)]  # type: ignore[attr-defined]
        self.fields["q"].widget.input_type = "search"
        if not reader.whole:
            self.fields["etape"].choices = _STAGES_ON_PAPER  # type: ignore[attr-defined]
        if reader.public:
            for name in _INSIDE:
                del self.fields[name]
        self.is_valid()

    @property
    def view(self) -> str:
        return str(self.cleaned_data.get("vue", ""))

    @property
    def says_too_much(self) -> bool:
        """It asks for a kind that this reader may not read: a paper that answered would tell it."""
        return "type" in self.errors

    def asked(self) -> dict[str, Any]:
        """What narrows, by the names of the fields."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "vue"}

    def kept(self, **changed: str) -> dict[str, str]:
        """The address of the same list: names and texts, what is empty left out."""
        texts = {name: self.data.get(name, "") for name in (*self.asked(), "vue")}
        return {name: text for name, text in {**texts, **changed}.items() if text}

    def query(self, **changed: str) -> str:
        return urlencode(self.kept(**changed))

    def sentence(self) -> str:
        """What was asked, for a paper: « Type de structure : cinéma. »; "" when nothing was."""
        told = [f"{self.fields[name].label} : {self._said(name)}" for name in self.asked()]
        return f"{' ; '.join(told)}." if told else ""

    def _said(self, name: str) -> str:
        field, value = self.fields[name], self.cleaned_data[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(flatten_choices(field.choices))[value])  # type: ignore[arg-type]
        return str(value)

    def views(self, page: str) -> list[dict[str, Any]]:
        """The ways to look at what was found, each with its address."""
        named = ((value, label, self.query(vue=value)) for value, label in _VIEWS)
        return [
            {"label": label, "href": f"{page}?{query}" if query else page, "current": value == self.view}
            for value, label, query in named
        ]


class PublicPageForm(forms.Form):
    opened = forms.BooleanField(
        label="Tout le monde peut lire l'annuaire",
        required=False,
        help_text="Chaque structure n'y montre que ce qu'elle a accepté sur sa fiche.",
    )
    indexed = forms.BooleanField(
        label="Les moteurs de recherche peuvent le trouver",
        required=False,
        help_text="Sinon, seules les personnes qui ont l'adresse le lisent.",
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("indexed") and not typed.get("opened"):
            raise forms.ValidationError("Pour qu'un moteur de recherche le trouve, ouvrez d'abord l'annuaire à tous.")
        return typed
