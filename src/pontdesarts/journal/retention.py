"""Why a personal field is kept, and until when. A test walks the models: no personal field goes undeclared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models.expressions import Expression

# of `belongs_to`: nothing in the row says which association answers for it; the operator of the platform does
PLATFORM: Final = ""


@dataclass(frozen=True)
class Term:
    """From which moment of a row its time is counted, and how long: what the jobs go by, and what the page counts.

    ``since`` is a date of the row, or of what it belongs to; a row where it is null has no end yet. ``lasts`` may be a
    function, which must not decrease: the end of the season. ``along`` says how the oldest is found in a big table:
    behind each row of that foreign key, where an index begins with it and goes on with ``since``; or by ``"pk"``, where
    rows are written in the order of their dates and leave whole.
    """

    since: str | Expression
    lasts: timedelta | Callable[[datetime], datetime]
    along: str = ""

    def ends(self, since: datetime) -> datetime:
        """When a value counted from ``since`` is erased; the job does it in the night that follows, at the latest."""
        return self.lasts(since) if callable(self.lasts) else since + self.lasts


@dataclass(frozen=True)
class Retention:
    """``purpose`` and ``kept`` are French sentences: they are printed on the page of personal data.

    Beside `personal_data` a model says `belongs_to`: the path to the association, or to the account, which the value is
    about. ``term`` where it can be counted; without it ``kept`` is an event in words. ``of_a_person`` is false for what
    looks like a personal field and is none.
    """

    purpose: str
    kept: str
    term: Term | None = None
    of_a_person: bool = True

    def before(self, at: datetime) -> datetime:
        """The values counted from before that moment are past their term at ``at``."""
        if self.term is None or callable(self.term.lasts):
            raise TypeError(f"« {self.kept} » is not counted in days")
        return at - self.term.lasts
