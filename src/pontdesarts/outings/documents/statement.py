"""The statement of each relay on paper: a line for each outing without news, with room to write who came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation

from pontdesarts.printing import pdf
from pontdesarts.ui import words


@dataclass(frozen=True, kw_only=True)
class Line:
    when: str
    title: str
    place: str
    places: int
    code: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What one relay owes, the oldest first."""

    relay: str
    phone: str
    lines: Sequence[Line]


def statements_pdf(statements: Sequence[Statement], *, association: str, contact: str, day: date) -> bytes:
    """A4, in French, one relay a page or more."""
    with translation.override("fr"):
        data = {
            "association": association,
            "contact": contact,
            "day": words.full_date(day),
            "statements": [
                {
                    "relay": one.relay,
                    "phone": one.phone,
                    "number": words.counted(len(one.lines), "sortie sans nouvelles", "sorties sans nouvelles"),
                    "lines": [
                        {
                            "when": line.when,
                            "title": line.title,
                            "place": line.place,
                            "places": words.places(line.places),
                            "code": line.code,
                        }
                        for line in one.lines
                    ],
                }
                for one in statements
            ],
        }
    return pdf.compile("outings/statement.typ", data, title=f"Relevé des sorties sans nouvelles, {data['day']}")
