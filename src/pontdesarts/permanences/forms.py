"""What is typed on a permanence: what to look for, who comes, and what a tablet sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.http import QueryDict

from pontdesarts.bookings.forms import PartyForm
from pontdesarts.bookings.models import Booking
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.programme.disciplines import FAMILIES
from pontdesarts.programme.finding import periods
from pontdesarts.programme.finding.criteria import AGE_BANDS, RADII
from pontdesarts.programme.finding.periods import Period
from pontdesarts.programme.models import SavedSearch, Showing
from pontdesarts.ui import words
from pontdesarts.ui.forms import CheckboxPills, PillRadio

from . import rules
from .documents import Size, Style

# how long ahead, in days
UNTIL = [("8", "8 jours"), ("15", "15 jours"), ("31", "un mois"), ("92", "trois mois")]


class OpenForm(forms.Form):
    """For which relay, and what to look for. ``request_id`` makes a double click one permanence."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    relay = forms.ModelChoiceField(
        label="Pour le relais",
        queryset=Structure.objects.none(),
        empty_label="choisissez le relais",
        error_messages={"required": "Choisissez le relais qui tient la permanence."},
    )
    search = forms.ModelChoiceField(
        label="Une recherche gardée",
        queryset=SavedSearch.objects.none(),
        required=False,
        empty_label="aucune : je choisis ci-dessous",
        help_text="Elle remplace la distance, les domaines et les âges choisis ci-dessous.",
    )
    until = forms.ChoiceField(label="Des sorties dans les", choices=UNTIL, initial="31", widget=PillRadio)
    radius = forms.ChoiceField(
        label="À moins de",
        required=False,
        choices=[("", "peu importe"), *((str(km), f"{km} km") for km in RADII)],
        widget=PillRadio,
    )
    families = forms.MultipleChoiceField(
        label="Quelles sorties",
        required=False,
        choices=[(key, label) for key, (label, _) in FAMILIES.items()],
        widget=CheckboxPills,
    )
    ages = forms.MultipleChoiceField(
        label="Convient à",
        required=False,
        choices=[(key, label) for key, (label, _) in AGE_BANDS.items()],
        widget=CheckboxPills,
    )
    with_full = forms.BooleanField(
        label="montrer aussi ce qui est complet, pour la liste d'attente", required=False, initial=True
    )

    def __init__(self, *args: Any, relays: StructureQuerySet, searches: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        relay, search = self.fields["relay"], self.fields["search"]
        assert isinstance(relay, forms.ModelChoiceField)
        assert isinstance(search, forms.ModelChoiceField)
        relay.queryset, search.queryset = relays, searches
        own = list(relays[:2])
        if len(own) == 1:
            relay.initial, relay.widget = own[0].pk, forms.HiddenInput()
        if not searches.exists():
            del self.fields["search"]

    def criteria(self, at: datetime) -> str:
        """The address of the search page, after its question mark."""
        chosen = self.cleaned_data
        found = QueryDict(mutable=True)
        if search := chosen.get("search"):
            found = QueryDict(search.query, mutable=True)
        else:
            found.setlist("famille", chosen["families"])
            found.setlist("ages", chosen["ages"])
            if chosen["radius"]:
                found["rayon"] = chosen["radius"]
        if not found.get("quand"):
            last = at.astimezone(periods.PARIS).date() + timedelta(days=int(chosen["until"]))
            found["quand"], found["au"] = Period.DATES.value, last.isoformat()
        if chosen["with_full"]:
            found["complets"] = "1"
        return urlencode([(name, value) for name, values in found.lists() for value in values])[:1000]


class WhoForm(forms.Form):
    """Who comes: the fields of a booking, before any date is chosen. Read by the page alone, it is sent to nobody."""

    adults = PartyForm.base_fields["adults"]
    under_6 = PartyForm.base_fields["under_6"]
    from_6_to_11 = PartyForm.base_fields["from_6_to_11"]
    from_12_to_17 = PartyForm.base_fields["from_12_to_17"]
    workers = PartyForm.base_fields["workers"]
    wheelchair = PartyForm.base_fields["wheelchair"]
    outing = forms.ChoiceField(
        label="Sorte de sortie", choices=Booking.Outing.choices, initial=Booking.Outing.FAMILY, widget=PillRadio
    )
    first_outing = PartyForm.base_fields["first_outing"]
    needs = PartyForm.base_fields["needs"]

    def __init__(self) -> None:
        super().__init__(auto_id="qui-%s")


class PickForm(PartyForm):
    """One pick, as a device sends it. ``withdraw`` takes it back."""

    request_id = forms.UUIDField()
    person = forms.IntegerField(min_value=1, max_value=rules.MOST_PEOPLE)
    or_wait = forms.BooleanField(required=False)
    withdraw = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, object], *, showing: Showing) -> None:
        super().__init__(_flat(data), showing=showing)
        if data.get("withdraw") and "pickup_name" in self.fields:
            self.fields["pickup_name"].required = False

    @property
    def sentence(self) -> str:
        """Why it cannot be understood, in one line."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


def _flat(data: Mapping[str, object]) -> QueryDict:
    """A JSON object as a form sends it. What is neither words, nor a number, nor yes or no, is left out."""
    found = QueryDict(mutable=True)
    for name, value in data.items():
        every = value if isinstance(value, list) else [value]
        found.setlist(name, [_written(each) for each in every if isinstance(each, str | int | float)])
    return found


def _written(value: str | float) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    # half of a sign of two, which an input that counts them may cut, is in no text of ours
    return str(value).encode(errors="replace").decode()


class PosterForm(forms.Form):
    """For which wall, which week, around where; on which paper. Read from the address."""

    relay = forms.ModelChoiceField(label="Pour le relais", queryset=Structure.objects.none(), empty_label=None)
    week = forms.TypedChoiceField(label="Semaine", coerce=date.fromisoformat)
    radius = forms.TypedChoiceField(
        label="À moins de",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "peu importe"), *((km, f"{km} km") for km in RADII)],
    )
    size = forms.ChoiceField(
        label="Papier", choices=[("a4", "A4"), ("a3", "A3, deux fois plus grand")], widget=PillRadio
    )
    style = forms.ChoiceField(
        label="Encre",
        choices=[("colour", "en couleur"), ("mono", "en noir et blanc")],
        widget=PillRadio,
    )

    def __init__(self, data: QueryDict, *, relays: StructureQuerySet, weeks: Sequence[date]) -> None:
        """What the address leaves out is the usual: the first relay, this week, 20 km, A4 in colour."""
        first = relays.values_list("pk", flat=True).first()
        usual = {"relay": first, "week": weeks[0].isoformat(), "radius": "20", "size": "a4", "style": "colour"}
        super().__init__({**usual, **data.dict()})
        relay, week = self.fields["relay"], self.fields["week"]
        assert isinstance(relay, forms.ModelChoiceField)
        assert isinstance(week, forms.TypedChoiceField)
        relay.queryset = self.relays = relays
        week.choices = [(monday.isoformat(), words.french_span(monday, monday + timedelta(days=6))) for monday in weeks]
        if relays.count() == 1:
            relay.widget = forms.HiddenInput()

    @property
    def wanted(self) -> "Wanted":
        """What was chosen, once the form is valid."""
        chosen = self.cleaned_data
        return Wanted(
            relay=chosen["relay"],
            week=chosen["week"],
            radius=chosen["radius"],
            size=Size(chosen["size"]),
            style=Style(chosen["style"]),
        )


@dataclass(frozen=True)
class Wanted:
    """A poster: ``week`` is its Monday, ``radius`` in kilometres around the relay."""

    relay: Structure
    week: date
    radius: int | None
    size: Size
    style: Style
