"""What a partner, or the team for it, writes of its season."""

from copy import deepcopy
from typing import Any

from django import forms

from pontdesarts.network.forms import ContactForm
from pontdesarts.network.models import Contact, Structure
from pontdesarts.ui.forms import PillRadio

from . import rules
from .models import Presentation

NEW = "new_"


class PresentationForm(forms.Form):
    programme = forms.CharField(
        label="La saison en quelques lignes",
        max_length=1200,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="Ce que l'on vient voir cette année. Les dates de vos offres s'ajoutent toutes seules.",
    )
    actions = forms.CharField(
        label="Ce que vous proposez à nos publics",
        max_length=1200,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="Visites, rencontres, ateliers, bords de scène… et comment les demander.",
    )
    prices = forms.CharField(
        label="Tarifs",
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Places offertes, tarif réduit, gratuité pour qui accompagne.",
    )
    coming = forms.CharField(
        label="Comment venir",
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="L'adresse et l'accès de vos lieux s'ajoutent tout seuls.",
    )
    contact = forms.ModelChoiceField(
        label="À qui s'adresser",
        queryset=Contact.objects.none(),
        required=False,
        empty_label="personne en particulier",
        help_text="Un contact de la structure. Elle n'y est pas ? Écrivez son nom plus bas.",
    )
    contact_agrees = forms.BooleanField(
        label="Cette personne est d'accord pour que son nom, son téléphone et son adresse soient sur la fiche",
        required=False,
        help_text="Sans son accord, la fiche donne le numéro du lieu.",
    )

    def __init__(self, *args: Any, partner: Structure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = partner.contacts.order_by("name", "pk")  # type: ignore[attr-defined]
        for name, field in ContactForm.base_fields.items():
            self.fields[NEW + name] = deepcopy(field)
            self.fields[NEW + name].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        new = {name: said.get(NEW + name, "") for name in ContactForm.base_fields}
        if any(new.values()):
            self._check_newcomer(new, said.get("contact"))
        elif said.get("contact_agrees") and "contact" in said and said["contact"] is None:
            self.add_error("contact", "Choisissez la personne qui est d'accord, ou écrivez son nom.")
        return said | {"newcomer": new if any(new.values()) else None}

    def _check_newcomer(self, new: dict[str, str], chosen: Contact | None) -> None:
        if chosen is not None:
            self.add_error("contact", "Choisissez une personne de la liste, ou écrivez-en une autre : pas les deux.")
        if not new["name"]:
            self.add_error(NEW + "name", "Écrivez le nom de cette personne.")
        if not new["email"] and not new["phone"] and NEW + "email" not in self.errors:
            self.add_error(NEW + "email", "Donnez son adresse ou son téléphone, pour que l'on puisse la joindre.")

    def newcomer(self) -> list[forms.BoundField]:
        """The fields of somebody who is not a contact of the structure yet, for the page."""
        return [self[NEW + name] for name in ContactForm.base_fields]

    def names_somebody_new(self) -> bool:
        return any(field.errors or field.value() for field in self.newcomer())


class SheetsField(forms.ModelMultipleChoiceField[Presentation]):
    """Sheets as a partner and its commune."""

    def label_from_instance(self, sheet: Any) -> str:
        town = f", {sheet.partner.commune.name}" if sheet.partner.commune else ""
        return f"{sheet.partner.name}{town}"


class BookletForm(forms.Form):
    """Which sheets, in which order. None ticked: all of them."""

    fiche = SheetsField(
        label="Les fiches",
        queryset=Presentation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : toutes.",
    )
    ordre = forms.ChoiceField(
        label="Dans l'ordre",
        choices=[(rules.ALPHABETICAL, "alphabétique"), (rules.BY_COMMUNE, "des communes")],
        required=False,
        initial=rules.ALPHABETICAL,
        widget=PillRadio,
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fiche"].queryset = among  # type: ignore[attr-defined]
