"""What a permanence is made of: who is counted, how long it stays open. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

# a list that one reads standing, on a telephone: more dates than that are not read
MOST_DATES = 80
MOST_DATES_OF_AN_OFFER = 6
# the outings that a page shows before one asks for the others
FIRST_SHOWN = 12
# a room holds fewer people than that; a number beyond is a mistake
MOST_PEOPLE = 60
# what one sending may hold: a weak network must be able to carry it, and its answer
MOST_AT_ONCE = 10
# a permanence that somebody forgot to close
OPEN_FOR = timedelta(days=3)
# which of the picks are of the same person: of use while papers are handed out, of none afterwards
PEOPLE_KEPT = timedelta(days=30)
PROFESSIONALS_KEPT = timedelta(days=3 * 365)


class Outcome(StrEnum):
    """What became of a pick, as it was answered."""

    BOOKED = "booked"
    WAITING = "waiting"
    ASKED = "asked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def forgotten_open(opened_at: datetime, at: datetime) -> bool:
    """Nobody holds a permanence for days: it was left open."""
    return at >= opened_at + OPEN_FOR
