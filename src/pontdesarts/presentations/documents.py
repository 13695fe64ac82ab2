"""The season sheet on paper, alone or in a booklet. Pure functions of plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from pontdesarts.printing import pdf
from pontdesarts.ui import words

from .telling import Told


def sheet_pdf(told: Told, *, on: date) -> bytes:
    """A4, tagged."""
    data = {"sheet": _plain(told), "day": words.full_date(on)}
    return pdf.compile("presentations/season.typ", data, title=f"{told.partner}, {told.season}")


def booklet_pdf(sheets: Sequence[Told], *, association: str, season: str, on: date) -> bytes:
    """A cover with its contents table, then each sheet on its own page, in the order given."""
    data = {
        "association": association,
        "season": season.capitalize(),
        "day": words.full_date(on),
        "count": words.counted(len(sheets), "lieu et sa saison", "lieux et leur saison"),
        "sheets": [_plain(told) for told in sheets],
    }
    return pdf.compile("presentations/booklet.typ", data, title=f"{association}, {season}")


def _plain(told: Told) -> Mapping[str, object]:
    paragraphs = {
        name: [line for line in getattr(told, name).splitlines() if line.strip()]
        for name in ("programme", "actions", "prices", "coming")
    }
    contact = told.contact
    reach = [contact.name, contact.role, contact.phone, contact.email] if contact else [told.phone]
    return (
        asdict(told)
        | paragraphs
        | {
            "over": " · ".join(filter(None, [told.kind[:1].upper() + told.kind[1:], told.commune])),
            "season": told.season.capitalize(),
            "reach": " · ".join(filter(None, [*reach, told.website])),
            "contact": None,
        }
    )
