"""Distances as the crow flies, computed by the database: `territory.rules.distance_km` as an expression."""

import math
from typing import Any

from django.db.models import F, FloatField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Coalesce, Cos, Least, Power, Radians, Sin, Sqrt

from pontdesarts.territory.rules import EARTH_RADIUS_KM, Point


def known_point(place: str = "") -> tuple[Coalesce, Coalesce]:
    """Latitude and longitude of a venue: its own, else the centre of its commune, else null. ``place`` is the way to
    the venue (``venue__`` from an offer)."""
    return (
        Coalesce(f"{place}latitude", f"{place}commune__latitude"),
        Coalesce(f"{place}longitude", f"{place}commune__longitude"),
    )


def kilometres(centre: Point, latitude: F | Combinable, longitude: F | Combinable) -> Any:
    """Kilometres from the centre, or null when the other place is unknown."""
    at = math.radians(centre.latitude)
    half_lat = Sin((Radians(latitude) - at) / 2.0)
    half_lon = Sin(Radians(longitude - Value(centre.longitude)) / 2.0)
    h = Power(half_lat, 2.0) + Value(math.cos(at)) * Cos(Radians(latitude)) * Power(half_lon, 2.0)
    return Value(2 * EARTH_RADIUS_KM) * ASin(Least(Value(1.0), Sqrt(h)), output_field=FloatField())
