"""Step 2, « Quand » : dates one by one, every week, or a period."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.network.models import Venue, VenueQuerySet
from pontdesarts.territory import school_holidays
from pontdesarts.ui import words
from pontdesarts.ui.forms import CheckboxPills, DateInput, TimeInput

from ..models import Showing
from ..operations import Slot
from ..recurrence import MOST_DATES, EndsBefore, TooMany, Weekly, occurrence, occurrences, public_holidays
from .what import VenueChoice

# a year typed wrong (2206) is not a season
FURTHEST = timedelta(days=3 * 365)
LONGEST_YEARS = 10
ROWS = 3
_DAYS = [(str(number), name) for number, name in enumerate(words.WEEKDAYS)]


def _end_error(starts: time, ends: time) -> str:
    said = f"La fin ({words.french_hour(ends)}) est avant le début ({words.french_hour(starts)})."
    return f"{said} Corrigez l'une des deux heures."


def _check_day(day: date, today: date) -> None:
    if day < today:
        raise forms.ValidationError(f"Le {words.full_date(day)} est passé.")
    if day > today + FURTHEST:
        raise forms.ValidationError(f"Le {words.full_date(day)} est dans plus de trois ans : est-ce la bonne année ?")


class DateForm(forms.Form):
    """One date. An evening that ends after midnight is understood."""

    day = forms.DateField(label="Jour", widget=DateInput)
    starts = forms.TimeField(label="Début", widget=TimeInput)
    ends = forms.TimeField(label="Fin", widget=TimeInput, required=False)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        _check_day(day, timezone.localdate())
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"day", "starts", "ends"} <= cleaned.keys():
            try:
                found = occurrence(cleaned["day"], cleaned["starts"], cleaned["ends"])
            except EndsBefore:
                self.add_error("ends", _end_error(cleaned["starts"], cleaned["ends"]))
            else:
                if found.starts_at <= timezone.now():
                    self.add_error("starts", "Cette heure est passée.")
                cleaned["slot"] = Slot(found.starts_at, found.ends_at)
        return cleaned


DateForms = forms.formset_factory(DateForm, extra=ROWS, max_num=60, absolute_max=60)


def date_forms(data: Any = None, *, more: bool = False) -> "forms.BaseFormSet[DateForm]":
    """Three empty rows; ``more`` gives three more and keeps what was typed."""
    if data is None:
        return DateForms(prefix="jour")
    if more:
        data = data.copy()
        count = data.get("jour-TOTAL_FORMS", "")
        data["jour-TOTAL_FORMS"] = str(min(60, (int(count) if count.isdecimal() and len(count) < 4 else 0) + ROWS))
    return DateForms(data, prefix="jour")


class WeeklyForm(forms.Form):
    """Dates that come back, on the wall clock."""

    weekdays = forms.MultipleChoiceField(label="Chaque", choices=_DAYS, widget=CheckboxPills)
    every = forms.TypedChoiceField(
        label="Rythme", choices=[(1, "toutes les semaines"), (2, "une semaine sur deux")], coerce=int, initial=1
    )
    starts = forms.TimeField(label="Début", widget=TimeInput)
    ends = forms.TimeField(label="Fin", widget=TimeInput, required=False)
    first = forms.DateField(label="Du", widget=DateInput)
    last = forms.DateField(label="Au", widget=DateInput)
    skip_school = forms.BooleanField(label="Sauter les vacances scolaires", required=False)
    skip_public = forms.BooleanField(label="Sauter les jours fériés", required=False)

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = association.departments.order_by("code").values_list("zone", flat=True)
        self.zone = next((zone for zone in zones if zone in {"A", "B", "C"}), "")
        if self.zone:
            self.fields["skip_school"].help_text = f"Celles de la zone {self.zone}."
        else:
            del self.fields["skip_school"]

    def clean_first(self) -> date:
        day: date = self.cleaned_data["first"]
        _check_day(day, timezone.localdate())
        return day

    def clean_last(self) -> date:
        day: date = self.cleaned_data["last"]
        _check_day(day, timezone.localdate())
        first = self.cleaned_data.get("first")
        if first and day < first:
            raise forms.ValidationError(f"Le {words.full_date(day)} est avant le {words.full_date(first)}.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["slots"] = self._slots(cleaned)
        return cleaned

    def _slots(self, cleaned: dict[str, Any]) -> list[Slot]:
        days = frozenset(int(day) for day in cleaned["weekdays"])
        weekly = Weekly(days, cleaned["first"], cleaned["last"], cleaned["starts"], cleaned["ends"], cleaned["every"])
        try:
            found = occurrences(weekly, closed=self._closed(cleaned))
        except TooMany:
            raise forms.ValidationError(
                f"Cela fait plus de {MOST_DATES} dates. Raccourcissez la période, ou choisissez « Sans date fixe »."
            ) from None
        except EndsBefore:
            self.add_error("ends", _end_error(cleaned["starts"], cleaned["ends"]))
            return []
        now = timezone.now()
        slots = [Slot(each.starts_at, each.ends_at) for each in found if each.starts_at > now]
        if not slots:
            raise forms.ValidationError("Aucune date ne tombe dans cette période. Vérifiez les jours et les congés.")
        return slots

    def _closed(self, cleaned: dict[str, Any]) -> Sequence[tuple[date, date]]:
        first, last = cleaned["first"], cleaned["last"]
        closed = [(day, day) for day in public_holidays(first, last)] if cleaned["skip_public"] else []
        if cleaned.get("skip_school"):
            closed += [(h.first, h.last) for h in school_holidays.holidays(self.zone, first, last)]
        return closed


class PeriodForm(forms.Form):
    """No fixed date: one comes any day of the period."""

    first = forms.DateField(label="Du", widget=DateInput)
    last = forms.DateField(label="Au", widget=DateInput)
    booking_needed = forms.TypedChoiceField(
        label="Faut-il réserver ?",
        choices=[("oui", "Oui, les places sont comptées"), ("non", "Non, on vient quand on veut")],
        coerce=lambda value: value == "oui",
        widget=forms.RadioSelect,
        initial="oui",
    )

    def clean_first(self) -> date:
        """A period may have begun already, but not years ago."""
        day: date = self.cleaned_data["first"]
        if abs(day.year - timezone.localdate().year) > LONGEST_YEARS:
            raise forms.ValidationError(f"L'année {day.year} est bien loin : est-ce la bonne ?")
        return day

    def clean_last(self) -> date:
        day: date = self.cleaned_data["last"]
        _check_day(day, timezone.localdate())
        first = self.cleaned_data.get("first")
        if first and day < first:
            raise forms.ValidationError(f"Le {words.full_date(day)} est avant le {words.full_date(first)}.")
        return day

    @property
    def period(self) -> tuple[datetime, datetime]:
        """From the first minute of the first day to the last of the last."""
        last = self.cleaned_data["last"] + timedelta(days=1)
        return _midnight(self.cleaned_data["first"]), _midnight(last) - timedelta(minutes=1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class MoveForm(DateForm):
    """A date that changes its hour or its place."""

    venue = VenueChoice(label="Lieu", queryset=Venue.objects.none())

    def __init__(self, *args: Any, showing: Showing, venues: VenueQuerySet, **kwargs: Any) -> None:
        starts = timezone.localtime(showing.starts_at)
        ends = timezone.localtime(showing.ends_at) if showing.ends_at else None
        initial = {"day": starts.date(), "starts": starts.time(), "ends": ends and ends.time(), "venue": showing.place}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = venues.order_by("sort_name", "pk")  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why a date does not take place."""

    reason = forms.CharField(
        label="Raison",
        max_length=200,
        help_text="Elle est envoyée telle quelle à celles et ceux qui ont réservé. Par exemple : « L'artiste est "
        "souffrant. »",
    )
