"""Thinning the contours of communes for a map of a few kilobytes each, without opening gaps between neighbours."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping

from .area_files import Unreadable, UnreadableFile, features, first, read_text, valid_polygons

_CODE = ("code", "insee_com", "code_insee", "insee", "codgeo", "com")
# some 70 m: finer than a pixel of a map that shows a department
TOLERANCE_DEGREES = 0.0008
DIGITS = 4


def read_outlines(path: Path) -> tuple[dict[str, Any], list[Unreadable]]:
    """The thinned GeoJSON geometry of each commune of a file, by INSEE code, and the features that were refused.

    Raises `area_files.UnreadableFile` when the file is no GeoJSON.
    """
    refused: list[Unreadable] = []
    shapes: dict[str, Any] = {}
    for item, insee, geometry in _read(path):
        try:
            if len(insee) != 5:
                raise UnreadableFile(f"Code de commune absent ou mal formé : « {insee} ».")
            shapes[insee] = valid_polygons(geometry)
        except UnreadableFile as error:
            refused.append(Unreadable(item, error.sentence))
    return thinned(shapes), refused


def _read(path: Path) -> Iterator[tuple[str, str, Any]]:
    for number, properties, geometry in features(read_text(path)):
        yield f"objet {number}", first(properties, _CODE).upper(), geometry


def thinned(shapes: dict[str, Any]) -> dict[str, Any]:
    """Simplified together, so that two neighbours keep the same border."""
    if not shapes:
        return {}
    simple = shapely.coverage_simplify(list(shapes.values()), TOLERANCE_DEGREES)
    return {
        insee: _rounded(mapping(shape if not shape.is_empty else whole))
        for insee, shape, whole in zip(shapes, simple, shapes.values(), strict=True)
    }


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _round(geometry["coordinates"])}


def _round(coordinates: Any) -> Any:
    if isinstance(coordinates, float | int):
        return round(float(coordinates), DIGITS)
    return [_round(part) for part in coordinates]
