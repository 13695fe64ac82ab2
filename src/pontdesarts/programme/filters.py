"""How the list of outings narrows: what is typed in the address becomes criteria, pills and a clean address.

A filter that cannot be read says so on its own field and narrows nothing; the others hold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from pontdesarts.territory import school_holidays
from pontdesarts.territory.communes import resolve_commune
from pontdesarts.territory.models import Commune
from pontdesarts.ui import words
from pontdesarts.ui.forms import CheckboxPills, DateInput, PillRadio, Stepper

from . import disciplines
from .disciplines import Discipline
from .finding import periods
from .finding.advice import Advice
from .finding.criteria import AGE_BANDS, NEXT_DOOR_KM, RADII, USUAL_RADIUS, Criteria, Reach, Sort
from .finding.periods import Period
from .finding.seeker import Seeker
from .models import AccessFeature

SORTS = {
    Sort.DATE: "date",
    Sort.DISTANCE: "distance",
    Sort.NEWEST: "nouveautés",
    Sort.CLOSING: "clôture proche",
}
REACHES = {
    Reach.NEAR: f"mon association, et les voisines à moins de {NEXT_DOOR_KM} km",
    Reach.HOME: "mon association seulement",
    Reach.NETWORK: "tout le réseau, même loin",
}
MOST_PLACES = 200


class SearchForm(forms.Form):
    """Every filter of `/sorties/`. All are optional; ``seeker`` gives the departments, the holidays and the relay."""

    q = forms.CharField(label="Quoi", required=False, max_length=100)
    quand = forms.ChoiceField(label="Quand", required=False, widget=PillRadio)
    du = forms.DateField(label="Du", required=False, widget=DateInput)
    au = forms.DateField(label="Au", required=False, widget=DateInput)
    ou = forms.CharField(label="Commune", required=False, max_length=80)
    rayon = forms.TypedChoiceField(label="À moins de", required=False, coerce=int, empty_value=None)
    departement = forms.ChoiceField(label="Département", required=False)
    famille = forms.MultipleChoiceField(label="Domaine", required=False, widget=CheckboxPills)
    discipline = forms.ChoiceField(label="Discipline précise", required=False)
    ages = forms.MultipleChoiceField(label="Convient à", required=False, widget=CheckboxPills)
    acces = forms.MultipleChoiceField(label="Besoins d'accès", required=False, widget=CheckboxPills)
    places = forms.IntegerField(
        label="Places ensemble", required=False, min_value=1, max_value=MOST_PLACES, widget=Stepper
    )
    mediation = forms.BooleanField(label="avec une médiation", required=False)
    plein_air = forms.BooleanField(label="en plein air", required=False)
    sans_langue = forms.BooleanField(label="sans besoin de comprendre le français", required=False)
    complets = forms.BooleanField(label="montrer aussi ce qui est complet", required=False)
    chez = forms.ChoiceField(label="Proposées par", required=False, widget=forms.RadioSelect)
    tri = forms.ChoiceField(label="Trier par", required=False, widget=forms.HiddenInput)
    vue = forms.ChoiceField(required=False, choices=[("", "liste"), ("carte", "carte")], widget=forms.HiddenInput)

    def __init__(self, data: MultiValueDict[str, str], *, seeker: Seeker, at: datetime) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)
        self.seeker = seeker
        self.commune: Commune | None = None
        self.labels: dict[str, dict[str, str]] = {}
        self._choose("quand", periods_known(seeker, at))
        self._choose("rayon", [("", "peu importe"), *((km, f"{km} km") for km in RADII)])
        self._choose("departement", [("", "tous"), *((d.code, str(d)) for d in seeker.departments)])
        self._choose("famille", [(key, label) for key, (label, _) in disciplines.FAMILIES.items()])
        self._choose("discipline", [("", "toutes"), *disciplines.choices()])
        self._choose("ages", [(key, label) for key, (label, _) in AGE_BANDS.items()])
        self._choose("acces", AccessFeature.choices)
        self._choose("chez", [(key.value, label) for key, label in REACHES.items()])
        self._choose("tri", [(key.value, label) for key, label in SORTS.items()])
        self.fields["q"].widget = forms.TextInput(
            attrs={"type": "search", "placeholder": "titre, lieu, genre…", "autocomplete": "off"}
        )
        self.fields["ou"].widget = forms.TextInput(
            attrs={
                "list": "communes",
                "autocomplete": "off",
                "placeholder": "nom ou code postal",
                "data-suggest": reverse("territory:suggest"),
            }
        )

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        self.labels[name] = {str(key): str(label) for key, label in choices}
        field.error_messages["invalid_choice"] = "Ce choix n'existe pas ici : il n'est pas pris en compte."

    def clean_ou(self) -> str:
        """The label of the commune that was typed: the one name, or the one of the departments where one works."""
        typed: str = self.cleaned_data["ou"]
        found = resolve_commune(typed) if typed else None
        if isinstance(found, list):
            codes = {department.code for department in self.seeker.departments}
            near = [commune for commune in found if commune.department_id in codes]
            if len(near) != 1:
                names = ", ".join(commune.label for commune in (near or found)[:4])
                raise forms.ValidationError(f"Plusieurs communes portent ce nom : {names}. Laquelle ?")
            found = near[0]
        if typed and found is None:
            raise forms.ValidationError(
                f"Aucune commune ne s'appelle « {typed} ». Vérifiez l'orthographe, ou donnez un code postal."
            )
        if found and found.centre is None:
            raise forms.ValidationError(
                f"Nous ne savons pas où se trouve {found.name} : choisissez une commune voisine."
            )
        self.commune = found
        return found.label if found else ""

    def clean(self) -> dict[str, Any]:
        read = self.cleaned_data
        first, last = read.get("du"), read.get("au")
        if first and last and first > last:
            self.add_error("au", "La fin est avant le début : ces dates ne sont pas prises en compte.")
            read.pop("du", None)
        elif (first or last) and not read.get("quand"):
            read["quand"] = Period.DATES
        if read.get("rayon") and not self.commune and not self.seeker.point and not self.errors.get("ou"):
            self.add_error("rayon", "À partir d'où ? Indiquez une commune.")
        if self.commune and not read.get("rayon"):
            read["rayon"] = USUAL_RADIUS
        if read.get("tri") == Sort.DISTANCE and not self.commune and not self.seeker.point:
            self.add_error("tri", "Pour trier par distance, indiquez une commune.")
        return read

    def criteria(self) -> Criteria:
        """What can be read of it; a filter in error is as if it had not been given."""
        self.full_clean()
        read = self.cleaned_data
        return Criteria(
            text=read.get("q", ""),
            period=Period(read.get("quand") or ""),
            first=read.get("du"),
            last=read.get("au"),
            centre=self.commune.centre if self.commune else None,
            centre_name=self.commune.name if self.commune else "",
            radius=read.get("rayon"),
            department=read.get("departement", ""),
            families=tuple(read.get("famille", ())),
            discipline=read.get("discipline", ""),
            ages=tuple(read.get("ages", ())),
            access=tuple(read.get("acces", ())),
            places=read.get("places") or 1,
            mediation=bool(read.get("mediation")),
            outdoors=bool(read.get("plein_air")),
            language_free=bool(read.get("sans_langue")),
            with_full=bool(read.get("complets")),
            reach=self.reach(),
            sort=Sort(read.get("tri") or Sort.DATE),
        )

    def reach(self) -> Reach:
        return Reach(self.cleaned_data.get("chez") or Reach.NEAR)


def periods_known(seeker: Seeker, at: datetime) -> list[tuple[str, str]]:
    """The choices of « Quand »: holidays are named with their days, and absent where no calendar is known."""
    today = at.astimezone(periods.PARIS).date()
    found = school_holidays.next_holidays(seeker.zone, today)
    named = [(Period.HOLIDAYS.value, _holidays_label(found, at))] if found else []
    return [
        (Period.ANY.value, "toutes les dates"),
        (Period.WEEK.value, "cette semaine"),
        (Period.WEEKEND.value, "ce week-end"),
        *named,
        (Period.DATES.value, "d'une date à l'autre"),
    ]


def _holidays_label(found: school_holidays.Holiday, at: datetime) -> str:
    name = found.name[:1].lower() + found.name[1:]
    return f"{name}, {words.french_span(found.first, found.last, today=at.date())}"


@dataclass(frozen=True)
class Pill:
    """An active filter, in words, and the address of the list without it."""

    label: str
    query: str


@dataclass(frozen=True)
class Way:
    """A way to look at the same results, and its address."""

    label: str
    query: str
    current: bool


# the fields that what is relaxed stands for (the keys of `finding.advice.relaxed`)
_RELAXED_FIELDS = {
    "text": ("q",),
    "period": ("quand", "du", "au"),
    "radius": ("ou", "rayon"),
    "department": ("departement",),
    "disciplines": ("famille", "discipline"),
    "ages": ("ages",),
    "access": ("acces",),
    "places": ("places",),
    "mediation": ("mediation",),
    "outdoors": ("plein_air",),
    "language_free": ("sans_langue",),
    "reach": ("chez",),
}
_NOT_FILTERS = ("tri", "vue")


class Reading:
    """What an address says: ``form`` as it was typed, ``criteria`` as they were understood."""

    def __init__(self, params: Mapping[str, Any], seeker: Seeker, at: datetime, form: type[SearchForm]) -> None:
        self.form = form(QueryDict(urlencode(params, doseq=True)), seeker=seeker, at=at)
        self.criteria = self.form.criteria()
        self.at = at

    @property
    def view(self) -> str:
        return str(self.form.cleaned_data.get("vue", ""))

    def pairs(self) -> list[tuple[str, str]]:
        """What was understood, as the parameters of an address, in the order of the form. Defaults are left out."""
        found: list[tuple[str, str]] = []
        for name, value in self.form.cleaned_data.items():
            if value in (None, "", False, [], ()) or (name == "tri" and value == Sort.DATE):
                continue
            if name in {"du", "au"} and self.criteria.period is not Period.DATES:
                continue
            if isinstance(value, list):
                found += [(name, str(each)) for each in value]
            else:
                found.append((name, "1" if value is True else str(value)))
        return found

    def query(self, *without: str, value: str = "") -> str:
        """The address after its question mark; without those fields, or without one ``value`` of them."""
        return urlencode([(k, v) for k, v in self.pairs() if k not in without or (value and v != value)])

    @property
    def opens_more(self) -> bool:
        """Whether one of the filters that are folded away is on, or in error."""
        folded = (
            "ages",
            "acces",
            "mediation",
            "plein_air",
            "sans_langue",
            "complets",
            "discipline",
            "departement",
            "chez",
        )
        return any(self.form.cleaned_data.get(name) or name in self.form.errors for name in folded)

    @property
    def saved_query(self) -> str:
        """What a saved search keeps: the filters, not how they were looked at."""
        return self.query(*_NOT_FILTERS)

    def ways(self) -> list[Way]:
        """The orders of the list, and the address of each; by distance only when there is a place to start from."""
        kept = {Sort.DISTANCE} if self.form.commune or self.form.seeker.point else set()
        now = self.criteria.sort
        return [
            Way(label, self._with("tri", "" if sort is Sort.DATE else sort.value), sort is now)
            for sort, label in SORTS.items()
            if sort is not Sort.DISTANCE or sort in kept
        ]

    def views(self) -> list[Way]:
        return [
            Way("Liste", self._with("vue", ""), not self.view),
            Way("Carte", self._with("vue", "carte"), self.view == "carte"),
        ]

    def _with(self, name: str, value: str) -> str:
        pairs = [(k, v) for k, v in self.pairs() if k != name]
        return urlencode([*pairs, (name, value)] if value else pairs)

    @property
    def count(self) -> int:
        """How many filters are on, beside the text: shown on the button of the sheet."""
        return len([pill for pill in self.pills() if not pill.label.startswith("«")])

    def pills(self) -> list[Pill]:
        return list(self._pills())

    def _pills(self) -> Iterator[Pill]:
        c = self.criteria
        if c.text:
            yield Pill(f"« {c.text} »", self.query("q"))
        if c.period is Period.DATES and (c.first or c.last):
            yield Pill(self._dates_label(), self.query("quand", "du", "au"))
        elif c.period not in {Period.ANY, Period.DATES}:
            yield Pill(self._label("quand", c.period), self.query("quand"))
        if c.radius:
            place = c.centre_name or "votre relais"
            yield Pill(f"à moins de {c.radius} km de {place}", self.query("ou", "rayon"))
        if c.department:
            yield Pill(self._label("departement", c.department), self.query("departement"))
        for name, chosen in (("famille", c.families), ("ages", c.ages), ("acces", c.access)):
            for value in chosen:
                yield Pill(self._label(name, value), self.query(name, value=value))
        if c.discipline:
            yield Pill(str(Discipline(c.discipline).label), self.query("discipline"))
        if c.places > 1:
            yield Pill(f"{c.places} places ensemble", self.query("places"))
        if self.form.cleaned_data.get("chez"):
            yield Pill(REACHES[c.reach], self.query("chez"))
        for name in ("mediation", "plein_air", "sans_langue", "complets"):
            if self.form.cleaned_data.get(name):
                yield Pill(str(self.form.fields[name].label), self.query(name))

    def _label(self, name: str, value: str) -> str:
        return self.form.labels[name].get(value, value)

    def _dates_label(self) -> str:
        c, today = self.criteria, self.at.date()
        if c.first and c.last:
            return words.french_span(c.first, c.last, today=today)
        if c.first:
            return f"à partir du {words.french_date(c.first, today=today)}"
        return f"jusqu'au {words.french_date(c.last, today=today)}" if c.last else ""

    def without(self, advice: Advice) -> Pill:
        """A way out of an empty page: what to leave out, and the address once it is left out."""
        names = _RELAXED_FIELDS[advice.key]
        kept = self.query(*names)
        labels = [pill.label for pill in self.pills() if self._belongs(pill, names)]
        return Pill(", ".join(labels), kept)

    def _belongs(self, pill: Pill, names: tuple[str, ...]) -> bool:
        """Whether the pill removes something of these fields: its address has fewer of them."""
        left = QueryDict(pill.query)
        whole = QueryDict(self.query())
        return any(left.getlist(name) != whole.getlist(name) for name in names)


def read(
    params: MultiValueDict[str, str], seeker: Seeker, at: datetime, *, form: type[SearchForm] = SearchForm
) -> Reading:
    """From the parameters of an address. Never fails: what cannot be read stands as an error of the form."""
    return Reading(dict(params.lists()), seeker, at, form)


def read_saved(query: str, seeker: Seeker, at: datetime) -> Reading:
    """From the filters that a saved search keeps, as they are understood on that day."""
    return read(QueryDict(query), seeker, at)


class SavedSearchForm(forms.Form):
    """The name of a search that is kept, and whether its news go by mail."""

    name = forms.CharField(label="Nom de la recherche", max_length=80)
    weekly = forms.BooleanField(label="me dire ce qui est nouveau par courriel, chaque lundi", required=False)
