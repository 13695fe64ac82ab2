"""The language of templates, the steps of a negotiation, periods and percents. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

RENEW_WITHIN = timedelta(days=90)
CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=15)
MOST_TRIES = 5
MOST_CODES_AN_HOUR = 5

# the closed set: what a text may name, and what is written there
FIELDS: Mapping[str, str] = {
    "titre": "le titre de la convention",
    "association": "le nom de l'association",
    "structure": "le nom de la structure, ou des structures",
    "commune": "le nom de la commune",
    "parties": "la liste de toutes les parties, avec leur adresse",
    "saison": "la saison du premier jour, par exemple « 2026-2027 »",
    "debut": "le premier jour",
    "fin": "le dernier jour",
    "promesses": "la liste de ce que chaque partie promet",
}

_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")

# what follows each step; « sent » and « signed » are reached by sending and by signing only
PASSAGES: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"discussed", "agreed", "sent", "dropped"}),
    "discussed": frozenset({"agreed", "sent", "dropped"}),
    "agreed": frozenset({"discussed", "sent", "dropped"}),
    "sent": frozenset({"discussed", "signed", "dropped"}),
    "signed": frozenset({"ended", "denounced"}),
    "ended": frozenset(),
    "denounced": frozenset(),
    "dropped": frozenset(),
}
BY_HAND = ("discussed", "agreed", "ended", "denounced", "dropped")
NEEDS_REASON = frozenset({"ended", "denounced", "dropped"})
OVER = frozenset({"ended", "denounced", "dropped"})


def steps_by_hand(stage: str) -> list[str]:
    """The steps that a person may note from that one, in the order of a negotiation."""
    return [step for step in BY_HAND if step in PASSAGES[stage]]


def used_fields(text: str) -> list[str]:
    """The fields that a text names, once each, in the order of the text."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def unknown_fields(text: str) -> list[str]:
    """What stands between braces and is no field; a brace that is open and never closed, as it is written.

    >>> unknown_fields("{{ structure }}, {{structur}} et {{saison")
    ['structur', '{{']
    """
    wrong = [name for name in used_fields(text) if name not in FIELDS]
    rest = _FIELD.sub("", text)
    return wrong + [mark for mark in ("{{", "}}") if mark in rest]


def empty_fields(text: str, values: Mapping[str, str]) -> list[str]:
    """The fields that a text names and that have nothing to say."""
    return [name for name in used_fields(text) if name in FIELDS and not values.get(name)]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields said; one that has nothing to say is left as it is, for whoever reads to see it.

    >>> fill("Entre {{association}} et {{structure}}", {"association": "Passerelle"})
    'Entre Passerelle et {{structure}}'
    """
    return _FIELD.sub(lambda found: values.get(found[1]) or found[0], text)


@dataclass(frozen=True)
class Block:
    """A piece of a text: ``kind`` is « heading », « paragraph » or « list »; ``lines`` its lines, or its items."""

    kind: str
    lines: Sequence[str]


def blocks(text: str) -> list[Block]:
    """How a text is laid out: « # » opens an article, « - » an item; an empty line ends a paragraph.

    >>> [(block.kind, list(block.lines)) for block in blocks("# Durée\\nUn an.\\n- un\\n- deux")]
    [('heading', ['Durée']), ('paragraph', ['Un an.']), ('list', ['un', 'deux'])]
    """
    found: list[tuple[str, list[str]]] = []
    broken = True
    for line in (line.strip() for line in text.splitlines()):
        kind, said = _read(line)
        if not line:
            broken = True
            continue
        if kind == "heading" or (broken and kind == "paragraph") or not found or found[-1][0] != kind:
            found.append((kind, []))
        found[-1][1].append(said)
        broken = False
    return [Block(kind, lines) for kind, lines in found]


def _read(line: str) -> tuple[str, str]:
    if line.startswith("#"):
        return "heading", line.lstrip("#").strip()
    if line.startswith("- "):
        return "list", line[2:].strip()
    return "paragraph", line


def of_commune(name: str) -> str:
    """« Commune de Valence », « Commune d'Aubenas », « Commune du Teil »."""
    if name.startswith("Le "):
        return f"Commune du {name[3:]}"
    if name.startswith("Les "):
        return f"Commune des {name[4:]}"
    vowel = name[:1].upper() in set("AEIOUYÀÂÉÈÊËÎÏÔÙÛÜ")
    return f"Commune d'{name}" if vowel else f"Commune de {name}"


def next_period(first: date, last: date) -> tuple[date, date]:
    """What follows a period, as long: years stay whole years.

    >>> next_period(date(2026, 9, 1), date(2027, 8, 31))
    (datetime.date(2027, 9, 1), datetime.date(2028, 8, 31))
    """
    begins = last + timedelta(days=1)
    years = begins.year - first.year
    if years and (begins.month, begins.day) == (first.month, first.day):
        return begins, _years_later(begins, years) - timedelta(days=1)
    return begins, begins + (last - first)


def shifted(day: date | None, before: date, after: date) -> date | None:
    """A day of one period, in the next: as many years later when both begin on the same day of the year."""
    if day is None:
        return None
    if (before.month, before.day) == (after.month, after.day):
        return _years_later(day, after.year - before.year)
    return day + (after - before)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # a 29 February
        return date(day.year + years, 3, 1)


def percent(delivered: int, promised: int) -> int:
    """Rounded down: what is not quite held is not said to be.

    >>> percent(199, 200), percent(0, 0), percent(30, 20)
    (99, 0, 150)
    """
    return 100 * delivered // promised if promised else 0
