"""Words as people type them: no accents, any prefix, any form. The same on every PostgreSQL.

Stems are taken from the accented word (a stemmer needs its accents), then folded. Each word is indexed under its folded
form and its folded stem, so that a prefix finds it as one types and another form of the word finds it too.
"""

import re
from functools import cache

import snowballstemmer
from django.db import connection

from pontdesarts.territory.rules import fold

from .disciplines import FAMILIES, Discipline, family_of
from .models import Offer

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
# weights of a tsvector: title, then place and discipline, then the partner, then the text
_TITLE, _PLACE, _PARTNER, _TEXT = "A", "B", "C", "D"


@cache
def _stem(word: str) -> str:
    return fold(snowballstemmer.stemmer("french").stemWord(word.lower()))


def lexemes(text: str) -> list[list[str]]:
    """For each word of ``text`` in order, the forms under which it is found: folded, and folded stem."""
    elided = text.replace("’", "'")
    found = []
    for word in _WORD.findall(elided):
        if len(word) == 1 and not word.isdigit():
            continue
        whole = fold(word).replace(" ", "")
        if whole:
            found.append(sorted({whole, _stem(word).replace(" ", "")} - {""}))
    return found


def title_key(title: str) -> str:
    """What two announcements of the same show have in common: the words of the title, folded."""
    return " ".join(forms[0] if len(forms) == 1 else max(forms, key=len) for forms in lexemes(title))[:160]


def query(text: str) -> str:
    """A ``tsquery`` in the ``simple`` configuration: every word typed must be found, the last may be unfinished."""
    return " & ".join("(" + " | ".join(f"'{form}':*" for form in forms) + ")" for forms in lexemes(text)[:12])


def refresh(offer: Offer) -> None:
    """Write the words under which the offer is found: title, place and discipline, partner, text."""
    venue = offer.venue
    family, _ = FAMILIES[family_of(offer.discipline)]
    place = [venue.name, venue.commune.name if venue.commune else ""] if venue else []
    parts = (
        (_TITLE, offer.title),
        (_PLACE, " ".join([*place, str(Discipline(offer.discipline).label), family])),
        (_PARTNER, offer.partner.name if offer.partner else ""),
        (_TEXT, f"{offer.summary} {offer.falc_summary} {offer.mediation}"),
    )
    vector, position = [], 0
    for weight, text in parts:
        for forms in lexemes(text):
            position = min(position + 1, 16383)
            vector += [f"'{form}':{position}{weight}" for form in forms]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programme_offer SET search = %s::tsvector WHERE id = %s", [" ".join(vector), offer.pk])
