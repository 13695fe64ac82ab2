"""Which commune a person means: what was typed in a field, or found in somebody's file."""

from collections.abc import Iterable

from django.db.models import Q

from .models import Commune, CommuneQuerySet
from .rules import Typed, departments_of, read_place, same_city
from .written import KnownCommune, Written, without_article

CANDIDATES = 12
_ARTICLES = ("", "l ", "le ", "la ", "les ")


def resolve_commune(text: str) -> Commune | list[Commune] | None:
    """The commune that ``text`` names; the candidates, largest first, when several fit; None when none does.

    Reads a name in any case and accents, with or without its article, « St » for « Saint », a postal or INSEE code, a
    department, « Paris 15e », « Créteil cedex », and what `Commune.label` writes. A whole name wins over a beginning;
    a name wins over a postal code that contradicts it (a CEDEX, a slip), as long as the department agrees.
    """
    typed = read_place(text)
    if not typed.whole:
        return None
    for found in _readings(typed):
        candidates = _without_their_city(list(found.by_population()[: CANDIDATES + 1]), typed)
        if candidates:
            return candidates[0] if len(candidates) == 1 else candidates[:CANDIDATES]
    return None


def _readings(typed: Typed) -> list[CommuneQuerySet]:
    """From the strictest reading to the loosest; the first that finds something is kept."""
    communes = Commune.objects.select_related("department")
    if not typed.name:
        return [communes.with_postal_code(typed.code), communes.filter(insee=typed.code)]
    named = communes.named(typed.name)
    if typed.code:
        return [
            # « 75015 Paris » is the 15th arrondissement
            communes.filter(parent__folded=typed.name).with_postal_code(typed.code),
            named.with_postal_code(typed.code),
            named.filter(department__in=departments_of(typed.code)),
            communes.matching(typed.name).with_postal_code(typed.code),
        ]
    exact = named.filter(department=typed.department) if typed.department else named
    return [exact, communes.filter(folded=typed.whole), communes.matching(typed.whole)]


def _without_their_city(found: list[Commune], typed: Typed) -> list[Commune]:
    """« 75015 » is the 15th arrondissement rather than Paris, which has that postal code too; « Paris » stays Paris."""
    if not typed.code:
        return found
    cities = {commune.parent_id for commune in found if commune.parent_id}
    return [commune for commune in found if commune.insee not in cities]


def known_communes(places: Iterable[Written]) -> tuple[KnownCommune, ...]:
    """Those that the places may mean: one query."""
    places = list(places)
    insee = {code for place in places if place.insee for code in same_city(place.insee)}
    codes = {place.postal_code for place in places if place.postal_code}
    towns = {without_article(read_place(place.city).name) for place in places if place.city} - {""}
    names = [article + town for town in towns for article in _ARTICLES]
    found = Commune.objects.filter(Q(insee__in=insee) | Q(postal_codes__overlap=sorted(codes)) | Q(folded__in=names))
    return tuple(
        KnownCommune(
            commune.insee,
            commune.name,
            commune.folded,
            commune.department_id,
            tuple(commune.postal_codes),
            commune.parent_id or "",
            commune.population or 0,
        )
        for commune in found.order_by("insee")
    )
