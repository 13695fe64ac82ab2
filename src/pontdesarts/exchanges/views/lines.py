"""The lines of a preview and of a report, as the pages draw them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pontdesarts.network.models import PartnerKind, RelayKind

from ..importing.columns import signature
from ..importing.planned import Kind, Planned
from ..reports import sentence

__all__ = ["ALL", "LABELS", "badge", "drawn", "kept", "signature", "tabs"]

ALL = "tout"
TABS = (
    ("nouvelles", "Nouvelles", Kind.NEW),
    ("modifiees", "Modifiées", Kind.CHANGED),
    ("a-trancher", "À trancher", Kind.DOUBT),
    ("refusees", "Refusées", Kind.REFUSED),
    ("inchangees", "Inchangées", Kind.SAME),
)
LABELS = {
    Kind.NEW: "nouvelle",
    Kind.CHANGED: "modifiée",
    Kind.SAME: "inchangée",
    Kind.DOUBT: "à trancher",
    Kind.REFUSED: "refusée",
}
_BADGES = {
    Kind.NEW: ("success", "plus"),
    Kind.CHANGED: ("info", "edit"),
    Kind.SAME: ("", ""),
    Kind.DOUBT: ("attention", "attention"),
    Kind.REFUSED: ("refusal", "close"),
}
_KINDS = {**dict(RelayKind.choices), **dict(PartnerKind.choices)}


def tabs(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Those that hold something, with how many."""
    told = [(ALL, "Toutes", sum(counts.values()))]
    return told + [(key, label, counts[kind]) for key, label, kind in TABS if counts[kind]]


def kept(lines: Iterable[Any], tab: str, kind_of: Callable[[Any], str]) -> list[Any]:
    kind = next((kind for key, _, kind in TABS if key == tab), None)
    return [line for line in lines if kind is None or kind_of(line) == kind]


def badge(kind: str) -> dict[str, str]:
    tone, icon = _BADGES[Kind(kind)]
    return {"tone": tone, "icon": icon, "label": LABELS[Kind(kind)]}


def drawn(line: Planned, answers: Mapping[str, int]) -> dict[str, Any]:
    """One line of the preview."""
    what = [line.where, _KINDS.get(line.profile, "") if line.profile else "", "site" if line.is_site else ""]
    return {
        **badge(line.kind),
        "planned": line,
        "detail": " · ".join(part for part in what if part),
        "said": sentence(line),
        "answer": answers.get(line.key),
    }
