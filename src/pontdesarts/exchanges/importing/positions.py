"""Two numbers that say where something is: degrees or metres, in whichever order somebody's spreadsheet has them."""

from functools import cache

from pyproj import Transformer

from pontdesarts.territory.rules import Point, distance_km

# a commune is not that wide: farther from its centre, the numbers are those of another place, or wrong
FARTHEST_KM = 40.0
# of the numbers of Lambert 93 (EPSG:2154): no degree is that large
_METRES = 1000.0


def position(first: float | None, second: float | None, centre: Point | None) -> tuple[Point | None, str]:
    """The point, and what there is to say of it. ``first`` should be the latitude, or the y of Lambert 93.

    Where both orders are possible, the centre of the commune decides; without one, the numbers are taken as they are
    labelled, unless that is nowhere near France and the other order is.
    """
    if first is None or second is None or (first == 0 and second == 0):
        return None, ""
    if min(abs(first), abs(second)) > _METRES:
        straight, crossed = _of_lambert(first, second), _of_lambert(second, first)
    else:
        straight, crossed = _of_degrees(first, second), _of_degrees(second, first)
    candidates = [(point, swapped) for point, swapped in ((straight, False), (crossed, True)) if point]
    if not candidates:
        return None, "Les coordonnées ne sont nulle part sur la Terre : elles ne sont pas reprises."
    if centre is None:
        point, swapped = next(((p, s) for p, s in candidates if _near_france(p)), candidates[0])
    else:
        point, swapped = min(candidates, key=lambda each: distance_km(each[0], centre))
        if (away := distance_km(point, centre)) > FARTHEST_KM:
            return None, f"Les coordonnées sont à {away:.0f} km de la commune : elles ne sont pas reprises."
    if swapped:
        return point, "Latitude et longitude étaient échangées : elles sont remises dans l'ordre."
    return point, ""


def _of_degrees(latitude: float, longitude: float) -> Point | None:
    return Point(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _of_lambert(y: float, x: float) -> Point | None:
    if not (-500_000 < x < 2_000_000 and 5_800_000 < y < 7_400_000):
        return None
    longitude, latitude = _to_degrees().transform(x, y)
    return Point(round(float(latitude), 6), round(float(longitude), 6))


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)


def _near_france(point: Point) -> bool:
    """Of the mainland: other shores are known by their commune."""
    return 41 <= point.latitude <= 52 and -6 <= point.longitude <= 10
