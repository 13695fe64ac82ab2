"""Seasons of membership and what a structure still has to do, in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from pontdesarts.associations.rules import season_of

PARIS = ZoneInfo("Europe/Paris")
# September and October: the membership of the season before still counts
MONTHS_TO_RENEW = (9, 10)
# from May on, one renews for the season to come
RENEWS_FROM_MONTH = 5


def season_at(at: datetime) -> int:
    """The season of that moment, by the year of its September."""
    return season_of(at.astimezone(PARIS).date())[0].year


def season_said(year: int) -> str:
    """« saison 2026-2027 »."""
    return f"saison {year}-{year + 1}"


def seasons_that_count(at: datetime) -> tuple[int, ...]:
    """The seasons whose membership makes a structure up to date at that moment.

    >>> seasons_that_count(datetime(2026, 10, 31, 12, tzinfo=PARIS))
    (2026, 2025)
    >>> seasons_that_count(datetime(2026, 11, 1, 12, tzinfo=PARIS))
    (2026,)
    """
    year = season_at(at)
    return (year, year - 1) if at.astimezone(PARIS).month in MONTHS_TO_RENEW else (year,)


def season_to_propose(at: datetime) -> int:
    """The season that one joins or renews for: from May on, the next one.

    >>> season_to_propose(datetime(2026, 4, 30, tzinfo=PARIS)), season_to_propose(datetime(2026, 5, 1, tzinfo=PARIS))
    (2025, 2026)
    """
    year = season_at(at)
    return year + 1 if RENEWS_FROM_MONTH <= at.astimezone(PARIS).month < 9 else year


def season_behind(season: int) -> int:
    """Whose figures a renewal tells: the season before the one that is proposed."""
    return season - 1


class State(StrEnum):
    """Where one step of the entry stands. ``OFF`` is not asked of this structure."""

    DONE = "done"
    TO_DO = "to_do"
    WAITING = "waiting"
    OFF = "off"


@dataclass(frozen=True)
class Step:
    """One line of the page « Entrée dans le réseau »: ``said`` is where it stands, ``action`` the one thing to do.

    ``position`` orders the steps of several contexts; ``href`` is empty when the person can do nothing about it.
    """

    position: int
    title: str
    state: State
    said: str
    action: str = ""
    href: str = ""


def next_step(steps: Sequence[Step]) -> Step | None:
    """The first that is to be done and that the person can do; else the first that is to be done."""
    waiting = [step for step in steps if step.state == State.TO_DO]
    return next((step for step in waiting if step.href), waiting[0] if waiting else None)


def progress(steps: Sequence[Step]) -> tuple[int, int]:
    """How many are done, of how many that are asked."""
    asked = [step for step in steps if step.state != State.OFF]
    return sum(step.state == State.DONE for step in asked), len(asked)
