"""What somebody looks for. Pure: read from an address by `filters`, kept by nobody."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pontdesarts.territory.rules import Point

from .periods import Period


class Sort(StrEnum):
    DATE = "date"
    DISTANCE = "distance"
    NEWEST = "recent"
    CLOSING = "bientot"


class Reach(StrEnum):
    """Whose offers: those of one's association and, within its share, what other associations open to neighbours.

    Near by, then everywhere; ``OPEN`` is what the national catalogue holds, one's own offers among the others.
    """

    NEAR = ""
    HOME = "chez-nous"
    NETWORK = "reseau"
    OPEN = "ouvertes"


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Both ages included; ``last`` is ``None`` for « et plus »."""

    first: int
    last: int | None


AGE_BANDS: dict[str, tuple[str, AgeBand]] = {
    "0-5": ("moins de 6 ans", AgeBand(0, 5)),
    "6-11": ("6 à 11 ans", AgeBand(6, 11)),
    "12-17": ("12 à 17 ans", AgeBand(12, 17)),
    "18": ("adultes", AgeBand(18, None)),
}
RADII = (2, 5, 10, 20, 50)
USUAL_RADIUS = 10
# the border of an association runs through streets: this far from the relay, it is nobody's concern
NEXT_DOOR_KM = 20


@dataclass(frozen=True, slots=True)
class Criteria:
    """Nothing given finds all that may be booked. Several ages, or several needs of access, must all be met; several
    disciplines are as many chances.

    ``centre`` is where distances are measured from when a commune was typed; without it, the relay. ``radius`` is in
    kilometres and narrows only when it is given.
    """

    text: str = ""
    period: Period = Period.ANY
    first: date | None = None
    last: date | None = None
    centre: Point | None = None
    centre_name: str = ""
    radius: int | None = None
    department: str = ""
    families: tuple[str, ...] = ()
    discipline: str = ""
    ages: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    places: int = 1
    mediation: bool = False
    outdoors: bool = False
    language_free: bool = False
    with_full: bool = False
    reach: Reach = Reach.NEAR
    sort: Sort = Sort.DATE
