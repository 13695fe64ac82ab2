"""Offers in the order of how far they are: each where it is nearest, then the soonest of its dates there."""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from pontdesarts.territory.rules import EARTH_RADIUS_KM, Point

# The distance is taken once for each offer and venue, never for each date, which the ORM has no way to say: it groups
# once. The first table is what it made; `territory.rules.distance_km` is written here a second time.
_NEAREST = """
WITH spot (offer, venue, next, dates) AS ({spots}),
placed AS (
    SELECT spot.*,
        radians(coalesce(venue.latitude, commune.latitude)) AS latitude,
        radians(coalesce(venue.longitude, commune.longitude)) AS longitude
    FROM spot
    LEFT JOIN network_venue venue ON venue.id = spot.venue
    LEFT JOIN territory_commune commune ON commune.insee = venue.commune_id
),
nearest AS (
    SELECT DISTINCT ON (offer) next, sum(dates) OVER (PARTITION BY offer) AS dates,
        2 * %s * asin(least(1, sqrt(
            power(sin((latitude - radians(%s)) / 2), 2)
            + cos(radians(%s)) * cos(latitude) * power(sin((longitude - radians(%s)) / 2), 2)
        ))) AS distance
    FROM placed ORDER BY offer, distance NULLS LAST, next
)
SELECT next, dates::integer, count(*) OVER ()::integer
FROM nearest ORDER BY distance NULLS LAST, next LIMIT %s OFFSET %s
"""


def nearest(spots: QuerySet, centre: Point, first: int, last: int) -> list[tuple[int, int, int]]:  # type: ignore[type-arg]  # of tuples
    """For the offers from ``first`` to ``last`` (excluded): the moment of its next date where it is nearest, how many
    dates fit, how many offers there are. What has no known place comes last.

    ``spots`` gives, for each offer and each venue where it is, the packed moment of the next date and the number of
    dates there.
    """
    try:
        sql, values = spots.order_by().query.sql_with_params()
    except EmptyResultSet:
        return []
    where = (EARTH_RADIUS_KM, centre.latitude, centre.latitude, centre.longitude)
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST.replace("{spots}", sql), [*values, *where, last - first, first])
        return [(int(moment), int(dates), int(offers)) for moment, dates, offers in cursor]
