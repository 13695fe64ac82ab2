"""The poster of the week: what hangs on the wall of a relay. A pure function of plain data.

Words that are easy to read (FALC, European rules of 2009): short sentences, one idea each, a pictogram beside. No QR
code: people have no account, so that it could only lead to a page that turns them away; and whoever photographs the
wall would learn by its address which scheme the places come from. The way in is the person at the desk.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.apps import apps

from pontdesarts.printing import pdf

# at 14 pt and more, six are read from two steps away
MOST_OUTINGS = 6


class Size(StrEnum):
    A4 = "a4"
    A3 = "a3"


class Style(StrEnum):
    COLOUR = "colour"
    MONO = "mono"


# by family of disciplines: each reads in white on it (WCAG AA)
_COLOURS = {
    "scene": "#A5162A",
    "musique": "#1C2B4A",
    "image": "#5B2A6E",
    "musees": "#875407",
    "savoirs": "#1F5A70",
    "sport": "#2F6B3F",
    "nature": "#2F6B3F",
    "loisirs": "#A1430F",
}
_INK = "#1D1B20"
_WAY = (
    ("ticket", "Choisissez une sortie."),
    ("people", "Parlez-en à l'accueil."),
    ("star", "On vous donne un papier. Et vous y allez !"),
)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A short line and the pictogram, of the sprite of `ui`, that says the same."""

    icon: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Outing:
    """One line of the poster. ``day`` is its parts (`words.date_parts`), ``None`` for what has no fixed date, told by
    ``when``. ``also`` says its other dates of the week."""

    title: str
    discipline: str
    family: str
    icon: str
    place: str
    day: dict[str, str] | None = None
    when: str = ""
    also: str = ""
    facts: Sequence[Fact] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class PosterPaper:
    """``week`` is its days in words; ``relay`` and ``phone`` say where to ask: the poster hangs there."""

    week: str
    relay: str
    phone: str = ""
    outings: Sequence[Outing]


def poster(paper: PosterPaper, *, size: Size = Size.A4, style: Style = Style.COLOUR) -> bytes:
    """One page. Raises `ValueError` without any outing, or with more than it can show."""
    return pdf.compile("permanences/poster.typ", _said(paper, size, style), title=_title(paper))


def poster_picture(paper: PosterPaper, *, size: Size = Size.A4, style: Style = Style.COLOUR, dpi: int = 60) -> bytes:
    """The same page as a PNG picture."""
    return pdf.pictures("permanences/poster.typ", _said(paper, size, style), title=_title(paper), dpi=dpi)[0]


def _title(paper: PosterPaper) -> str:
    return f"Les sorties de la semaine : {paper.week}"


def _said(paper: PosterPaper, size: Size, style: Style) -> dict[str, object]:
    if not 1 <= len(paper.outings) <= MOST_OUTINGS:
        raise ValueError(f"A poster shows 1 to {MOST_OUTINGS} outings.")
    ink = "#FFFFFF" if style is Style.COLOUR else _INK
    return {
        "size": size,
        "style": style,
        "title": "On sort\ncette semaine ?",
        "week": paper.week[:1].upper() + paper.week[1:],
        "free": ["C'est", "gratuit"],
        "outings": [_outing(outing, style) for outing in paper.outings],
        "way": [{"text": text, "svg": svg(icon, ink)} for icon, text in _WAY],
        "where": paper.relay,
        "phone": paper.phone.replace(" ", "\N{NO-BREAK SPACE}"),
        "limited": "Le nombre de places est limité.",
    }


def _outing(outing: Outing, style: Style) -> dict[str, object]:
    colour = _COLOURS.get(outing.family, _COLOURS["loisirs"]) if style is Style.COLOUR else _INK
    return {
        "title": outing.title,
        "discipline": outing.discipline,
        "colour": colour,
        "svg": svg(outing.icon, colour),
        "place": outing.place,
        "place_svg": svg("place", colour),
        "day": outing.day,
        "when": outing.when,
        "also": outing.also,
        "facts": [{"text": fact.text, "svg": svg(fact.icon, colour)} for fact in outing.facts],
    }


def svg(icon: str, colour: str) -> str:
    """A pictogram of the sprite, alone and in that colour."""
    box, drawn = _sprite()[icon]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="none" stroke="{colour}" stroke-width="1.8" '
        f'stroke-linecap="round" stroke-linejoin="round">{drawn}</svg>'
    )


@cache
def _sprite() -> dict[str, tuple[str, str]]:
    source = (Path(apps.get_app_config("ui").path) / "static" / "ui" / "icons.svg").read_text()
    found = re.findall(r'<symbol id="([\w-]+)" viewBox="([^"]+)">(.*?)</symbol>', source, re.S)
    return {name: (box, drawn) for name, box, drawn in found}
