"""When one may write to a telephone: never at night, on the clock of the wall where it rings. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING, NIGHT = time(9), time(21)

PARIS = "Europe/Paris"
_OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


def zone_of(department: str) -> ZoneInfo:
    """The clock on the wall of a department; that of Paris where none is known.

    >>> zone_of("94").key, zone_of("974").key
    ('Europe/Paris', 'Indian/Reunion')
    """
    return ZoneInfo(_OVERSEAS.get(department, PARIS))


def is_night(at: datetime, zone: ZoneInfo, morning: time = MORNING) -> bool:
    """From 21 h to 9 h on that wall, or to ``morning``."""
    hour = at.astimezone(zone).time()
    return hour >= NIGHT or hour < morning


def waking(at: datetime, zone: ZoneInfo, morning: time = MORNING) -> datetime:
    """The moment itself, or the end of the night that it falls in."""
    if not is_night(at, zone, morning):
        return at
    wall = at.astimezone(zone)
    day = wall.date() + timedelta(days=1) if wall.time() >= NIGHT else wall.date()
    return datetime.combine(day, morning, zone).astimezone(UTC)
