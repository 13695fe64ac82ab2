"""What is sent: photos, then what a person says of each line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.files import File

from pontdesarts.bookings.documents.boxes import MOST_COUNTED
from pontdesarts.ui import words
from pontdesarts.ui.forms import PillRadio, Stepper

from . import rules
from .lines import Line
from .rules import Kind

UNKNOWN = "?"
_OTHER = "n"
# as `reading.decoding` has it: not imported here, for it brings OpenCV
MOST_BYTES = 15 * 1024 * 1024


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    def clean(self, data: Any, initial: Any = None) -> list[File[bytes]]:
        files = data if isinstance(data, list | tuple) else [data]
        return [cast(File[bytes], super(FilesField, self).clean(each, initial)) for each in files]


class PhotosForm(forms.Form):
    """One photo a page, or a scan."""

    photos = FilesField(
        label="Photos de la liste",
        help_text="Une photo par page, bien à plat, les quatre coins noirs visibles. JPEG, PNG ou scan en PDF, de "
        "15 Mo au plus chacun. Elles sont effacées dès que vous enregistrez, au plus tard après 7 jours.",
        error_messages={"required": "Choisissez la photo de chaque page.", "empty": "Ce fichier est vide."},
        widget=Files(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf", "multiple": True}),
    )

    def clean_photos(self) -> list[File[bytes]]:
        files: list[File[bytes]] = self.cleaned_data["photos"]
        if len(files) > rules.MOST_PICTURES:
            raise forms.ValidationError(f"{len(files)} fichiers, c'est trop : {rules.MOST_PICTURES} à la fois.")
        for file in files:
            if (file.size or 0) > MOST_BYTES:
                raise forms.ValidationError(f"« {file.name} » est trop lourd : 15 Mo au plus.")
        return files


@dataclass(frozen=True)
class Asked:
    """A line, with the fields that ask about it. ``number`` is there for large parties only."""

    line: Line
    answer: forms.BoundField
    number: forms.BoundField | None
    page_url: str = ""
    row_url: str = ""


class LinesForm(forms.Form):
    """How many came, line by line. Doubtful lines have no answer until a person gives one."""

    blank = forms.ChoiceField(
        label="Ces lignes n'ont aucune coche. Que faut-il comprendre ?",
        choices=[("0", "Personne n'est venu"), (UNKNOWN, "Je ne sais pas")],
        widget=PillRadio,
        error_messages={"required": "Dites ce que veulent dire les lignes sans coche."},
    )

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        blank = [line for line in lines if line.kind is Kind.BLANK]
        if not blank:
            del self.fields["blank"]
        elif all(line.verdict.finished for line in blank):
            self.fields["blank"].initial = "0"
        for line in lines:
            self.fields[_name(line)] = _answer(line)
            if line.booking.places > MOST_COUNTED:
                self.fields[_number(line)] = _written(line)

    def asked(self, *kinds: Kind) -> list[Asked]:
        return [
            Asked(line, self[_name(line)], self[_number(line)] if _number(line) in self.fields else None)
            for line in self.lines
            if line.kind in kinds
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.lines:
            answer, number = _name(line), _number(line)
            if data.get(answer) in (None, "", UNKNOWN) and data.get(number) is not None and number in self.changed_data:
                data[answer] = _OTHER  # a number typed is an answer, whatever pill stood there before
                self.errors.pop(answer, None)
            if data.get(answer) == _OTHER and data.get(number) is None and number not in self.errors:
                self.add_error(number, "Dites combien de personnes sont venues.")
        return data

    def came(self) -> dict[int, int | None]:
        """By the key of the booking; ``None`` for « je ne sais pas »."""
        return {line.booking.pk: self._came(line) for line in self.lines}

    def _came(self, line: Line) -> int | None:
        said = self.cleaned_data[_name(line)]
        if said == "":
            said = self.cleaned_data["blank"]
        if said == _OTHER:
            return cast(int, self.cleaned_data[_number(line)])
        return None if said == UNKNOWN else int(said)


def _name(line: Line) -> str:
    return f"came_{line.booking.pk}"


def _number(line: Line) -> str:
    return f"number_{line.booking.pk}"


def _answer(line: Line) -> forms.ChoiceField:
    places = line.booking.places
    large = places > MOST_COUNTED
    numbers: Iterable[int] = (places, 0) if large else range(places, -1, -1)
    choices = [(str(number), _said(number, places)) for number in numbers]
    if large:
        choices.append((_OTHER, "Un autre nombre"))
    choices.append((UNKNOWN, "Je ne sais pas"))
    blank = line.kind is Kind.BLANK
    if blank:
        choices.insert(0, ("", "Sans coche"))
    return forms.ChoiceField(
        label=f"{line.booking.code}, {words.places(places)}",
        choices=choices,
        required=not blank,
        initial=_initial(line),
        widget=PillRadio,
        error_messages={"required": "Dites combien sont venus, ou « je ne sais pas »."},
    )


def _said(number: int, places: int) -> str:
    if number == 0:
        return "Personne"
    if number == places:
        return "1" if places == 1 else f"Tous ({places})"
    return str(number)


def _initial(line: Line) -> str | None:
    count = line.said if line.kind is Kind.UNREAD else line.verdict.count
    if line.kind is Kind.BLANK:
        return ""
    if line.kind is Kind.DOUBTFUL:
        return None
    if count is None:
        return UNKNOWN
    large = line.booking.places > MOST_COUNTED and count not in (0, line.booking.places)
    return _OTHER if large else str(min(count, line.booking.places))


def _written(line: Line) -> forms.IntegerField:
    count = line.said if line.kind is Kind.UNREAD else line.verdict.count
    return forms.IntegerField(
        label=f"Un autre nombre pour {line.booking.code}",
        required=False,
        min_value=0,
        max_value=line.booking.places,
        initial=count if _initial(line) == _OTHER else None,
        widget=Stepper,
    )
