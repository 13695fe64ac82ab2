"""The terms of booking: national defaults, which an association may change, which an offer may change again."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Terms:
    """What holds for one booking. The defaults are national proposals: no association has published its own.

    Hours are counted before the showing begins, days after it ends.
    """

    closes_hours: int = 48
    most_alone: int = 2
    most_family: int = 6
    most_group: int = 10
    fresh_list_hours: int = 3
    pickup_kept_days: int = 7
    report_due_days: int = 7


NATIONAL = Terms()
NAMES = tuple(field.name for field in fields(Terms))


def resolve(*overrides: Mapping[str, int | None]) -> Terms:
    """National terms changed by each mapping in turn; an absent or ``None`` value changes nothing.

    >>> resolve({"most_family": 4}, {"most_family": None, "most_group": 20}).most_family
    4
    """
    terms = NATIONAL
    for override in overrides:
        terms = replace(
            terms, **{name: value for name, value in override.items() if name in NAMES and value is not None}
        )
    return terms
