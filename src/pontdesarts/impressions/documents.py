"""The letter of a season on paper: one page, to be pinned up at the box office. A pure function of plain data."""

from datetime import datetime

from pontdesarts.printing import pdf
from pontdesarts.ui import words

from .letters import Told

AGES = {
    "under_6": "0 à 5 ans",
    "from_6_to_11": "6 à 11 ans",
    "from_12_to_17": "12 à 17 ans",
    "adults": "adultes",
}


def letter_pdf(told: Told, *, note: str, at: datetime) -> bytes:
    """A4, in French. What may not be said is left out, without a word."""
    data = {
        "partner": told.partner,
        "association": told.association,
        "season": told.season,
        "day": words.full_date(at.date()),
        "dates": words.counted(told.dates, "date"),
        "offered": told.offered,
        "booked": told.booked,
        "used": told.used,
        "known": " ".join([_counted(told), known(told)]).strip(),
        "ages": [[label, number] for age, label in AGES.items() if (number := told.ages.get(age))],
        "first": told.first or 0,
        "quotes": [[quote.text, quote.title] for quote in told.quotes],
        "note": [line for line in note.splitlines() if line.strip()],
    }
    return pdf.compile("impressions/letter.typ", data, title=f"{told.partner}, {told.season}")


def _counted(told: Told) -> str:
    return f"Personnes comptées : {', '.join(told.settled)}." if told.settled else ""


def known(told: Told) -> str:
    """How much is known, so that nobody takes silence for an empty seat."""
    if not told.bookings:
        return "Personne n'avait réservé."
    if not told.missing:
        return "On sait ce qu'est devenue chaque réservation."
    return f"Pour {words.counted(told.missing, 'réservation')} sur {told.bookings}, on ne sait pas encore qui est venu."
