"""The report of an import: a line for each of the file, and its figures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from .importing.compared import LABELS
from .importing.planned import Kind, Plan, Planned


def told(line: Planned, structure: int | None) -> dict[str, Any]:
    """One line as JSON. ``structure``: the one that it became."""
    return {
        "line": line.line,
        "name": line.name,
        "where": line.where,
        "kind": line.kind.value,
        "said": sentence(line),
        "structure": structure or line.structure,
        "site": line.is_site,
    }


def sentence(line: Planned) -> str:
    """What is done of the line and why, in French."""
    fields = list(dict.fromkeys(LABELS[change.field] for change in line.changes))
    match line.kind:
        case Kind.NEW if line.is_site:
            done = ["Nouveau site."]
        case Kind.CHANGED if fields:
            done = [f"Changé : {', '.join(fields)}."]
        case Kind.CHANGED:
            done = ["Nouveau profil."]
        case _:
            done = []
    return " ".join((*done, *line.reasons, *line.notes))


def figures(plan: Plan) -> dict[str, Any]:
    """How many lines of each kind, and each that stays aside with its reason."""
    aside = [
        {"line": line.line, "name": line.name, "reason": " ".join(line.reasons)}
        for line in plan.lines
        if line.kind in (Kind.REFUSED, Kind.DOUBT)
    ]
    return {**plan.counts, "format": plan.format, "aside": aside}


def counted(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many lines of each kind a report has."""
    found = Counter(line["kind"] for line in lines)
    return {kind.value: found.get(kind.value, 0) for kind in Kind}


def is_brought(line: Mapping[str, Any]) -> bool:
    """A line whose structure came in with the import, and stands: not another address of one that was there."""
    return line["kind"] == Kind.NEW and bool(line["structure"]) and not line.get("site")


def is_gone(line: Mapping[str, Any]) -> bool:
    """A line whose structure came in with the import, which was undone."""
    return line["kind"] == Kind.NEW and not line["structure"] and not line.get("site")
