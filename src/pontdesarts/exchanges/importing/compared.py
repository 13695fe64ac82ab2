"""What a source says against what stands here: what changes, and what stays because a person said it."""

from collections.abc import Iterable, Mapping
from typing import Any

from .planned import Change

_POSITION = ("latitude", "longitude")
_NEAR = 1e-5
"""Degrees: about one metre. Nearer, nobody moved."""

LABELS = {
    "name": "nom",
    "address": "adresse",
    "postal_code": "code postal",
    "commune": "commune",
    "latitude": "position",
    "longitude": "position",
    "email": "adresse électronique",
    "phone": "téléphone",
    "website": "site",
    "siret": "SIRET",
    "rna": "numéro RNA",
    "audiences": "publics reçus",
}


def compared(
    said: Mapping[str, Any], ours: Mapping[str, Any], last: Mapping[str, Any] | None
) -> tuple[list[Change], list[Change]]:
    """``last`` is what the source said before, None when it never did: then only what is empty here is filled.

    A value of a person stays: it is in the second list, with what the source says.
    """
    changes: list[Change] = []
    kept: list[Change] = []
    for name, value in said.items():
        if name == "point_score" or name not in ours or _same(name, ours[name], value):
            continue
        empty = ours[name] in ("", None, [])
        told_before = last is not None and name in last
        untouched = told_before and last is not None and _same(name, ours[name], last[name])
        change = Change(name, ours[name], value)
        if (empty and not told_before) or untouched:
            changes.append(change)
        elif not (told_before and last is not None and _same(name, value, last[name])) or last is None:
            kept.append(change)
    return _whole(changes, kept, said), kept


def _whole(changes: list[Change], kept: list[Change], said: Mapping[str, Any]) -> list[Change]:
    """Latitude and longitude go together, or neither does."""
    if any(change.field in _POSITION for change in kept):
        return [change for change in changes if change.field not in _POSITION]
    moved = [change for change in changes if change.field in _POSITION]
    if len(moved) == 1:
        other = next(name for name in _POSITION if name != moved[0].field)
        changes.append(Change(other, said[other], said[other]))
    return changes


def _same(name: str, one: Any, other: Any) -> bool:
    if name in _POSITION and isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < _NEAR
    if name == "name" and isinstance(one, str) and isinstance(other, str) and other.endswith("…"):
        return one.startswith(other.rstrip("… ")) or one == other
    if name == "audiences":
        return sorted(one or []) == sorted(other or [])
    if name == "phone":
        return _digits(one) == _digits(other)
    return bool(one == other)


def _digits(phone: Any) -> str:
    digits = "".join(sign for sign in str(phone or "") if sign.isdigit())
    return f"0{digits[2:]}" if digits.startswith("33") and len(digits) == 11 else digits


def say(kept: Iterable[Change]) -> list[str]:
    """One sentence for what stays."""
    names = dict.fromkeys(LABELS[change.field] for change in kept)
    return [f"Laissé tel quel ici, bien que le fichier dise autrement : {', '.join(names)}."] if names else []
