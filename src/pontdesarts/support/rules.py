"""Where an individual support is, from its dates alone, and what is due in it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

ANSWER_WITHIN = timedelta(days=14)
QUIET_AFTER = timedelta(days=60)
SOON = timedelta(days=7)


class State(Enum):
    """Each follows from a date that is written: nobody sets it."""

    ASKED = "demande à étudier"
    BEGUN = "diagnostic à faire"
    DIAGNOSED = "plan à écrire"
    PLANNED = "plan en cours"
    ENDED = "terminé"
    DECLINED = "non retenu"


@dataclass(frozen=True, slots=True)
class Dates:
    """``accepted_at`` is None while nobody answered; ``steps`` are (until when or None, done or not)."""

    asked_at: datetime
    accepted_at: datetime | None = None
    diagnosed_at: datetime | None = None
    ended_at: datetime | None = None
    moved_at: datetime | None = None
    steps: Sequence[tuple[date | None, bool]] = ()


def state_of(dates: Dates) -> State:
    if dates.ended_at:
        return State.ENDED if dates.accepted_at else State.DECLINED
    if dates.accepted_at is None:
        return State.ASKED
    if dates.steps:
        return State.PLANNED
    return State.DIAGNOSED if dates.diagnosed_at else State.BEGUN


@dataclass(frozen=True, slots=True)
class Due:
    """``late`` when its day is past."""

    words: str
    late: bool


def due(dates: Dates, *, at: datetime, today: date) -> Due | None:
    """The most pressing thing, or None when all is in time."""
    state = state_of(dates)
    if state in {State.ENDED, State.DECLINED}:
        return None
    if state is State.ASKED:
        return Due("demande à étudier", late=at - dates.asked_at > ANSWER_WITHIN)
    late = sum(1 for until, done in dates.steps if not done and until is not None and until < today)
    if late:
        return Due("1 étape en retard" if late == 1 else f"{late} étapes en retard", late=True)
    soon = [until for until, done in dates.steps if not done and until is not None and until - today <= SOON]
    if soon:
        return Due("étape à faire cette semaine", late=False)
    if dates.steps and all(done for _, done in dates.steps):
        return Due("plan achevé : résultat à noter", late=False)
    if state is not State.PLANNED:
        return Due(state.value, late=at - (dates.moved_at or dates.asked_at) > QUIET_AFTER)
    if dates.moved_at and at - dates.moved_at > QUIET_AFTER:
        return Due("rien de nouveau depuis deux mois", late=True)
    return None
