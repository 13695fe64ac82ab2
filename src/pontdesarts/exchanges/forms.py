"""What is chosen and typed to bring structures in, and to take them out."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.base import File

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.incoming.kinds import MOST_BYTES
from pontdesarts.network.models import PartnerKind, RelayKind

from . import policies
from .exporting import FORMATS
from .importing.columns import FIELDS, WHERE
from .importing.told import Wanted
from .models import Entry, Import

MOST_MEGABYTES = MOST_BYTES // 1024 // 1024


class ImportForm(forms.Form):
    """Nothing but the file and what it holds is required: the rest has an answer of its own."""

    association = forms.ModelChoiceField(label="Association", queryset=Association.objects.none())
    file = forms.FileField(
        label="Fichier",
        help_text=f"Tableau CSV ou Excel, data·inclusion, médiation numérique, GeoJSON ; {MOST_MEGABYTES} Mo au plus.",
        error_messages={"required": "Choisissez le fichier à importer."},
    )
    wanted = forms.ChoiceField(label="Ce sont", choices=Import.WANTED, initial=Wanted.RELAYS.value)
    source = forms.CharField(
        label="Nom de la source",
        max_length=120,
        required=False,
        help_text="Le même nom chaque fois : les lignes déjà reprises sont retrouvées, jamais doublées. "
        "Sans nom, celui du fichier.",
    )
    default_kind = forms.ChoiceField(
        label="Type de toutes les structures",
        required=False,
        choices=[
            ("", "le deviner ligne par ligne"),
            ("Relais", RelayKind.choices),
            ("Partenaires", PartnerKind.choices),
        ],
        help_text="Pour un fichier où tout se ressemble, une liste de cinémas par exemple.",
    )
    everywhere = forms.BooleanField(
        label="Reprendre aussi ce qui est hors de nos départements",
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        associations = policies.importing_for(user)
        self.fields["association"].queryset = associations  # type: ignore[attr-defined]
        if len(associations) == 1:
            self.initial["association"] = associations[0].pk
            self.fields["association"].widget = forms.HiddenInput()
        known = Entry.objects.filter(association__in=associations).order_by("source").values_list("source", flat=True)
        self.sources = list(known.distinct()[:50])

    def clean_file(self) -> File[Any]:
        file: File[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(f"Ce fichier dépasse {MOST_MEGABYTES} Mo : coupez-le en plusieurs.")
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind = given.get("default_kind")
        kinds = RelayKind.values if given.get("wanted") == Wanted.RELAYS else PartnerKind.values
        if kind and kind not in kinds:
            self.add_error("default_kind", "Ce type n'est pas celui de ce que vous reprenez.")
        return given


# the fields by what they tell, in the order in which they are asked
_GROUPS = {
    "La structure": ("name", "more_name", "id", "kind", "parent", "audiences", "state", "capacity"),
    "Ses numéros": ("siret", "rna", "number"),
    "Où elle est": (
        *("address", "street_number", "street_type", "street", "address_more", "postal_code", "city", "insee"),
        *("department", "latitude", "longitude", "point"),
    ),
    "La joindre": ("phone", "email", "website"),
}


_ALWAYS = frozenset({"name", "kind", "city"})


@dataclass(frozen=True)
class Group:
    """Fields that tell the same thing: those to look at, and those for which nothing was found in the file."""

    legend: str
    found: list[forms.BoundField]
    others: list[forms.BoundField]


class ColumnsForm(forms.Form):
    """For each of our fields, the column of the file that holds it; ``examples`` gives each column's first value."""

    def __init__(self, *args: Any, examples: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "aucune")]
        choices += [(column, f"{column} ({first})" if first else column) for column, first in examples.items()]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=name == "name")

    def groups(self) -> list[Group]:
        """What has a column, what must have one and what is wrong stand first: the rest is seldom needed."""
        found = []
        for legend, names in _GROUPS.items():
            fields = [self[name] for name in names]
            seen = [field for field in fields if field.value() or field.errors or field.name in _ALWAYS]
            found.append(Group(legend, seen, [field for field in fields if field not in seen]))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        twice: dict[str, str] = {}
        for name, column in list(given.items()):
            if column and column in twice:
                self.add_error(name, f"La colonne « {column} » sert déjà pour « {FIELDS[twice[column]]} ».")
            twice.setdefault(column, name)
        if not any(given.get(name) for name in WHERE):
            self.add_error("city", "Rien ne dit où sont ces structures : choisissez au moins la commune ou le SIRET.")
        return given


class ExportForm(forms.Form):
    """In which format, and for whom."""

    format = forms.ChoiceField(label="Format", choices=[(each.key, each.label) for each in FORMATS])
    whom = forms.ChoiceField(
        label="Pour",
        choices=[("public", "publier"), ("team", "l'équipe")],
        initial="public",
        help_text="À publier : seulement les structures qui l'ont accepté, et ce qu'elles ont accepté. "
        "Pour l'équipe : tout, à garder chez vous.",
    )
