"""The terms of booking: national defaults, which an association may change, which an offer may change again. The season
that everything is counted by."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date


@dataclass(frozen=True)
class Terms:
    """What holds for one booking. The defaults are national proposals: no association has published its own.

    Hours are counted before the showing begins, days after it ends; what is 0 is not asked for.

    ``most_per_relay`` places of one offer for one relay, all dates together. ``priority_share`` percent of the places
    are kept for relays of priority areas during the first ``priority_hours`` of booking. Wheelchair places and their
    companions' are kept until ``wheelchair_hours`` before. Relays of other associations get ``neighbour_share``
    percent at most of what is opened to them. Whoever waits answers an offer of places within ``answer_hours``, and is
    passed over ``most_skips`` times at most. From ``most_unreported`` past outings without news, a relay answers before
    it books again.
    """

    closes_hours: int = 48
    most_alone: int = 2
    most_family: int = 6
    most_group: int = 10
    fresh_list_hours: int = 3
    pickup_kept_days: int = 7
    report_due_days: int = 7
    most_per_relay: int = 0
    priority_hours: int = 0
    priority_share: int = 50
    wheelchair_hours: int = 72
    neighbour_share: int = 20
    answer_hours: int = 24
    most_skips: int = 2
    most_unreported: int = 0


NATIONAL = Terms()
NAMES = tuple(field.name for field in fields(Terms))


def resolve(*overrides: Mapping[str, int | None]) -> Terms:
    """National terms changed by each mapping in turn; an absent or ``None`` value changes nothing.

    >>> resolve({"most_family": 4}, {"most_family": None, "most_group": 20}).most_family
    4
    """
    changed = {
        name: value for override in overrides for name, value in override.items() if value is not None and name in NAMES
    }
    return replace(NATIONAL, **changed) if changed else NATIONAL


def season_of(day: date) -> tuple[date, date]:
    """The first and the last day of the season: from September to August, as venues programme."""
    year = day.year if day.month >= 9 else day.year - 1
    return date(year, 9, 1), date(year + 1, 8, 31)
