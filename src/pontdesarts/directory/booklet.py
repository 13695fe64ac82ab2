"""The directory as one booklet, commune by commune. Papers travel: none says a sensitive kind, whoever asks for it."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from pontdesarts.associations.models import Association
from pontdesarts.printing import pdf
from pontdesarts.ui import words

from .entries import Entry

_NOWHERE = "Sans commune connue"


def booklet(association: Association, lines: Iterable[Entry], *, said: str, filters: str, on: date) -> bytes:
    """A4, two columns. ``lines`` come in the order of communes; ``said`` is their count, ``filters`` what was asked."""
    towns = [
        {"name": town or _NOWHERE, "lines": [_line(line) for line in here]}
        for town, here in groupby(lines, key=lambda line: line.commune)
    ]
    data = {
        "association": association.name,
        "contact": " · ".join(filter(None, [association.phone, association.email, association.website])),
        "said": said,
        "filters": filters,
        "day": words.full_date(on),
        "towns": towns,
    }
    return pdf.compile("directory/booklet.typ", data, title=f"Annuaire de {association.name}")


def _line(line: Entry) -> dict[str, object]:
    return {
        "name": line.name,
        "about": " · ".join(filter(None, [line.profiles, *line.kinds])),
        "address": line.address,
        "reach": [each for each in (line.phone, line.email, line.website) if each],
        "audiences": ", ".join(line.audiences),
    }
