"""A goal, and how far one is: what the pages, the printer and the sheet show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pontdesarts.ui import words

from . import counting, rules
from .counting import Past
from .models import Goal
from .rules import Fact, Month, Reached


@dataclass(frozen=True)
class Progress:
    """Looked at from ``day``. ``facts`` and ``before`` are those of the whole season, and of the one before."""

    goal: Goal
    day: date
    facts: Sequence[Fact]
    before: Sequence[Fact]

    @property
    def is_share(self) -> bool:
        return self.goal.definition.is_share

    @cached_property
    def now(self) -> Reached:
        return rules.reached(self.facts, self.day, is_share=self.is_share)

    @cached_property
    def last_season(self) -> Reached:
        return rules.reached(self.before, rules.same_day_before(self.day), is_share=self.is_share)

    @property
    def is_reached(self) -> bool:
        return self.now.value is not None and self.now.value >= self.goal.target

    @property
    def compared(self) -> str:
        return rules.compared(self.now, self.last_season)

    @property
    def months(self) -> list[Month]:
        return rules.month_by_month(self.facts, self.before, self.goal.when, self.day, is_share=self.is_share)

    @property
    def line(self) -> list[tuple[str, int]]:
        """For the chart: months that have begun."""
        return [(words.MONTHS[month.last.month - 1], month.now) for month in self.months if month.now is not None]

    @property
    def sectors(self) -> list[tuple[str, int, int]]:
        return rules.by_sector(self.facts, self.before, self.day)

    @property
    def behind(self) -> list[Fact]:
        """What counts so far, the latest first."""
        return [fact for fact in reversed(self.facts) if fact.on <= self.day]


def progress(goal: Goal, past: Past, today: date) -> Progress:
    """One query for each of the two seasons, and what `Past` reads once."""
    season = goal.when
    return Progress(
        goal,
        season.until(today),
        counting.facts(goal.measure, past, season),
        counting.facts(goal.measure, past, season.before),
    )


def by_axis(goals: Iterable[Goal], past: Past, today: date) -> list[tuple[str, list[Progress]]]:
    """Goals under the words of their axis, in the order in which axes were first said."""
    found: dict[str, list[Progress]] = {}
    for goal in sorted(goals, key=lambda goal: goal.pk):
        found.setdefault(goal.axis, []).append(progress(goal, past, today))
    return list(found.items())
