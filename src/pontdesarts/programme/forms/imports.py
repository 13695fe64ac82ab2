"""What is dropped to be imported, and which column is what."""

from typing import Any

from django import forms
from django.core.files import File

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.incoming.kinds import MOST_BYTES
from pontdesarts.network.models import Structure, Venue
from pontdesarts.ui.forms import DateInput

from .. import policies
from ..importing import FIELDS, REQUIRED, Format
from ..importing.known import Window
from ..models import Source
from ..operations.importing import Origin

MOST_MEGABYTES = MOST_BYTES // 1024 // 1024
FORMATS = [
    ("", "le reconnaître"),
    (Format.OPENAGENDA.value, "OpenAgenda (JSON)"),
    (Format.OPENDATASOFT.value, "Opendatasoft (JSON)"),
    (Format.ICAL.value, "calendrier iCalendar (.ics)"),
    (Format.SCHEMAORG.value, "page web avec données schema.org (.html)"),
    (Format.CSV.value, "tableau CSV"),
    (Format.XLSX.value, "tableau Excel (.xlsx)"),
    (Format.DATATOURISME.value, "DATAtourisme (JSON)"),
]


class ImportForm(forms.Form):
    """Nothing but the programme is required: the rest has an answer of its own."""

    association = forms.ModelChoiceField(label="Association", queryset=Association.objects.none())
    file = forms.FileField(
        label="Fichier",
        required=False,
        help_text=f"Export OpenAgenda ou Opendatasoft, calendrier .ics, page web, CSV ou Excel ; {MOST_MEGABYTES} Mo "
        "au plus.",
    )
    text = forms.CharField(
        label="Ou texte collé",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="Le contenu d'un fichier, ou le code d'une page web. Au-delà de 2 Mo, choisissez plutôt un fichier.",
    )
    source = forms.ModelChoiceField(
        label="Source déjà connue",
        queryset=Source.objects.none(),
        required=False,
        empty_label="nouvelle source",
        help_text="La même source chaque fois : les sorties déjà reprises sont retrouvées, jamais doublées.",
    )
    source_name = forms.CharField(
        label="Nom de la nouvelle source",
        max_length=120,
        required=False,
        help_text="Par exemple « Agenda de la ville ». Sans nom, celui du fichier.",
    )
    format = forms.ChoiceField(label="Format", choices=FORMATS, required=False)
    partner = forms.ModelChoiceField(
        label="Tout vient de ce partenaire", queryset=Structure.objects.none(), required=False, empty_label="non"
    )
    venue = forms.ModelChoiceField(
        label="Lieu, quand la source n'en donne pas", queryset=Venue.objects.none(), required=False, empty_label="aucun"
    )
    first_day = forms.DateField(label="Dates à reprendre, du", widget=DateInput())
    last_day = forms.DateField(label="Au", widget=DateInput())

    def __init__(self, *args: Any, user: User, window: Window, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        associations = policies.importing_for(user)
        self._choose("association", associations)
        self._choose("source", Source.objects.filter(association__in=associations))
        self._choose("partner", Structure.objects.partners().filter(association__in=associations))
        self._choose("venue", Venue.objects.filter(association__in=associations))
        self.initial.setdefault("first_day", window.first)
        self.initial.setdefault("last_day", window.last)
        if len(associations) == 1:
            self.initial["association"] = associations[0].pk
            self.fields["association"].widget = forms.HiddenInput()

    def _choose(self, name: str, queryset: Any) -> None:
        self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def clean_file(self) -> File[Any] | None:
        file: File[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(f"Ce fichier dépasse {MOST_MEGABYTES} Mo : coupez-le en plusieurs.")
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "file" in given and not given["file"] and not given.get("text", "").strip():
            self.add_error("file", "Choisissez un fichier, ou collez un texte.")
        if given.get("file") and given.get("text", "").strip():
            self.add_error("text", "Un fichier ou un texte, pas les deux : effacez l'un des deux.")
        if given.get("first_day") and given.get("last_day") and given["last_day"] < given["first_day"]:
            self.add_error("last_day", "Le dernier jour est avant le premier.")
        for name in ("source", "partner", "venue"):
            chosen = given.get(name)
            if chosen and given.get("association") and chosen.association_id != given["association"].pk:
                self.add_error(name, "Ce choix est d'une autre association.")
        return given

    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        return bytes(file.read() if file else self.cleaned_data["text"].encode())

    def origin(self) -> Origin:
        """The format is the one that was asked for, empty when it is to be found."""
        given, file = self.cleaned_data, self.cleaned_data["file"]
        source: Source | None = given["source"]
        named = source.name if source else given["source_name"].strip()
        file_name = file.name if file else ""
        return Origin(
            association=given["association"],
            name=named or (file_name.rsplit(".", 1)[0] or "Texte collé")[:120],
            format=given["format"],
            partner=given["partner"] or (source.partner if source else None),
            venue=given["venue"] or (source.venue if source else None),
            matching=source.matching if source else {},
            file_name=file_name,
        )

    def window(self) -> Window:
        return Window(self.cleaned_data["first_day"], self.cleaned_data["last_day"])


class ColumnsForm(forms.Form):
    """For each of our fields, the column of the sheet that holds it; ``examples`` gives each column's first value."""

    def __init__(self, *args: Any, examples: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "aucune")]
        choices += [(column, f"{column} ({first})" if first else column) for column, first in examples.items()]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=name in REQUIRED)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        twice: dict[str, str] = {}
        for name, column in list(given.items()):
            if column and column in twice:
                self.add_error(name, f"La colonne « {column} » sert déjà pour « {FIELDS[twice[column]]} ».")
            twice.setdefault(column, name)
        return given
