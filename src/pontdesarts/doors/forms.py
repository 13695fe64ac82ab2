"""What is typed at the door, and what a telephone sends."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms

from pontdesarts.bookings import codes
from pontdesarts.bookings.models import Booking
from pontdesarts.outings.operations.claims import MOST
from pontdesarts.ui.forms import Stepper

from . import rules
from .evening import IMPOSSIBLE, Evening
from .operations import Read

# a telephone may be wrong by years; what the calendar cannot hold is no clock
_CLOCK = (0, 4_000_000_000_000)  # milliseconds since 1970: until 2096
_MOST_OFFSET = 60 * 365 * 24 * 3600 * 1000


class CodeForm(forms.Form):
    """« K7M-4RP-2X », or what a reader of squares types: « K7M-4RP-2X/2 » for the paper of the second person. Sent
    twice, it lets in once."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go"}
        ),
    )
    people = forms.IntegerField(
        label="Combien entrent",
        min_value=1,
        max_value=rules.MOST_PEOPLE,
        required=False,
        help_text="Vide : toutes celles qui restent.",
        widget=Stepper,
    )
    beyond = forms.BooleanField(label="en plus des places réservées", required=False)

    ordinal = 0

    @property
    def number(self) -> UUID:
        return self.cleaned_data["request_id"] or uuid4()

    def clean_code(self) -> str:
        code, self.ordinal = read_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(IMPOSSIBLE)
        return code


def read_code(typed: str) -> tuple[str, int]:
    """The code and the number of its paper, 0 for a paper of the whole party; ``""`` when no such code can be."""
    body, _, number = typed.partition("/")
    number = number.strip()
    if (number and not (number.isascii() and number.isdecimal() and len(number) < 3)) or not codes.is_valid(body):
        return "", 0
    return codes.normalise(body), int(number or 0)


class CountForm(forms.Form):
    """« 23 personnes en tout ». Empty takes the number back."""

    total = forms.IntegerField(
        label="Personnes venues, en tout", min_value=0, max_value=MOST, required=False, widget=Stepper
    )


class LinesForm(forms.Form):
    """A number for each line. What is left as it was drawn says nothing: somebody may have read a code meanwhile."""

    def __init__(self, data: Any = None, *, evening: Evening) -> None:
        super().__init__(data, prefix="lignes")
        self.lines = evening.lines
        for line in evening.lines:
            field = forms.IntegerField(
                label=f"Entrées, {line.code}",
                min_value=0,
                max_value=rules.MOST_PEOPLE,
                required=False,
                initial=line.tally.counted if line.tally.first_at else None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                show_hidden_initial=True,
            )
            self.fields[line.code] = field

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        return [(line, self[line.code]) for line in self.lines]

    @property
    def said(self) -> dict[Booking, int]:
        changed = set(self.changed_data)
        return {line.booking: self.cleaned_data[line.code] or 0 for line in self.lines if line.code in changed}


class ReadForm(forms.Form):
    """One entry, or one undoing, as a telephone sends it. Times are in milliseconds of its own clock."""

    id = forms.UUIDField()
    at = forms.IntegerField(min_value=_CLOCK[0], max_value=_CLOCK[1])
    offset = forms.IntegerField(min_value=-_MOST_OFFSET, max_value=_MOST_OFFSET, required=False)
    code = forms.CharField(max_length=20, required=False)
    people = forms.IntegerField(min_value=0, max_value=rules.MOST_PEOPLE, required=False)
    beyond = forms.IntegerField(min_value=0, max_value=rules.MOST_PEOPLE, required=False)
    ordinal = forms.IntegerField(min_value=0, max_value=99, required=False)
    undoes = forms.UUIDField(required=False)

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if typed and not codes.is_valid(typed):
            raise forms.ValidationError(IMPOSSIBLE)
        return codes.normalise(typed)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        enters, undoes = bool(said["code"] and said["people"]), said["undoes"] is not None
        more = (said["beyond"] or 0) > (said["people"] or 0)
        if enters == undoes or more or (undoes and (said["code"] or said["people"])):
            raise forms.ValidationError("Cette entrée ne peut pas être lue.")
        return said

    def read(self, device: UUID | None) -> Read:
        said = self.cleaned_data
        return Read(
            id=said["id"],
            device_at=datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=said["at"]),
            code=said["code"],
            people=said["people"] or 0,
            beyond=said["beyond"] or 0,
            ordinal=(said["ordinal"] or 0) if said["undoes"] is None else 0,
            undoes=said["undoes"],
            device=device,
            offset_ms=said["offset"],
        )

    @property
    def sentence(self) -> str:
        """Why it cannot be kept."""
        return next(str(error) for errors in self.errors.values() for error in errors)
