"""Words as people type them: no accents, any prefix, any form. The same on every PostgreSQL.

Each word is indexed whole and under its stems, all folded. The stem is taken from the accented word (a stemmer needs
its accents) and again from the folded one, which is what somebody types who leaves accents out. A word typed finds the
words that begin with it, and those that share a stem with it: « chevaux » finds « cheval », « oeuv » finds « Œuvres ».
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer
from django.db import connection

from pontdesarts.territory.rules import fold

from .disciplines import FAMILIES, Discipline, family_of
from .models import Offer

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
# words that a hyphen or an apostrophe holds together: « week-end » is found by « weekend » as well
_COMPOUND = re.compile(r"[^\W_]+(?:[-'][^\W_]+)+", re.UNICODE)
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘′´`＇", "'") | dict.fromkeys("‐‑–", "-"))
# too common to tell one offer from another, and sometimes left out of a title
_COMMON = "à au aux avec ce ces d dans de des du en et l la le les où par pour qu que qui s sa se ses son sur un une"
_EMPTY_WORDS = frozenset(fold(_COMMON).split())
# weights of a tsvector: title, then place and discipline, then the partner, then the text
_TITLE, _PLACE, _PARTNER, _TEXT = "A", "B", "C", "D"
_LONGEST_WORD = 60
_MOST_WORDS_TYPED = 12
_LAST_POSITION = 16_383  # of a tsvector


def _solid(word: str) -> str:
    return fold(word).replace(" ", "")[:_LONGEST_WORD]


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, ...]:
    """The whole word first, then its stems; empty when nothing of it can be typed."""
    whole = _solid(word)
    if not whole:
        return ()
    stem = snowballstemmer.stemmer("french").stemWord  # made here: a stemmer is not shared between threads
    stems = {_solid(stem(word)), stem(whole)} - {"", whole}
    return (whole, *sorted(stems))


def _read(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_APOSTROPHES).lower()


def lexemes(text: str) -> list[tuple[str, ...]]:
    """For each word of ``text`` in order, the forms under which it is found: whole, then its stems.

    A letter alone is what an elision leaves (« l'art ») and is no word; a digit alone is one.
    """
    words = (word for word in _WORD.findall(_read(text)) if len(word) > 1 or word.isdigit())
    return [forms for forms in map(_forms, words) if forms]


def _compounds(text: str) -> list[tuple[str, ...]]:
    return [(_solid(re.sub("[-']", "", word)),) for word in _COMPOUND.findall(_read(text))]


def title_key(title: str) -> str:
    """What two announcements of the same show have in common: the words of the title, folded."""
    return " ".join(forms[0] for forms in lexemes(title))[:160]


def query(text: str) -> str:
    """A ``tsquery`` in the ``simple`` configuration, empty when nothing can be looked for.

    Every word typed must be found, unfinished or in another form. Articles count only when nothing else was typed.
    """
    typed = lexemes(text)
    telling = [forms for forms in typed if forms[0] not in _EMPTY_WORDS] or typed
    return " & ".join(
        "(" + " | ".join([f"'{whole}':*", *(f"'{stem}'" for stem in stems)]) + ")"
        for whole, *stems in telling[:_MOST_WORDS_TYPED]
    )


def vector(offer: Offer) -> str:
    """The ``tsvector`` of the offer, as text: title, then place and discipline, then partner, then what is said of it.

    Reads ``venue.commune`` and ``partner``: select them beforehand when there are many offers.
    """
    venue = offer.venue
    family, _ = FAMILIES[family_of(offer.discipline)]
    place = [venue.name, venue.commune.name if venue.commune else ""] if venue else []
    parts = (
        (_TITLE, offer.title),
        (_PLACE, " ".join([*place, str(Discipline(offer.discipline).label), family])),
        (_PARTNER, offer.partner.name if offer.partner else ""),
        (_TEXT, f"{offer.summary} {offer.falc_summary} {offer.mediation}"),
    )
    entries, position = [], 0
    for weight, text in parts:
        for forms in [*lexemes(text), *_compounds(text)]:
            position = min(position + 1, _LAST_POSITION)
            entries += [f"'{form}':{position}{weight}" for form in forms]
    return " ".join(entries)


def refresh(offer: Offer) -> None:
    """Write the words under which the offer is found."""
    refresh_all([offer])


def refresh_all(offers: Iterable[Offer]) -> int:
    """Write the words of each offer whose words have changed (its venue or its partner may have another name).

    Returns how many were written.
    """
    written = 0
    with connection.cursor() as cursor:
        for offer in offers:
            cursor.execute(
                "UPDATE programme_offer SET search = new.words FROM (SELECT %s::tsvector AS words) AS new"
                " WHERE id = %s AND search IS DISTINCT FROM new.words",
                [vector(offer), offer.pk],
            )
            written += cursor.rowcount
    return written
