"""What a request may already be, under another spelling: the team ties it rather than admit it twice."""

from collections.abc import Iterator

from django.db.models import Q

from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.network.rules.likeness import CLOSE, name_likeness
from pontdesarts.territory.rules import fold

from .models import JoinRequest

MOST = 5


def alike(request: JoinRequest) -> list[tuple[Structure, str]]:
    """Structures of the association that may be the same, each with why; the surest first. Five queries at most."""
    own = Structure.objects.standing().filter(association=request.association_id)
    found: dict[int, str] = {}
    for why, keys in _reasons(request, own):
        for pk in keys:
            found.setdefault(pk, why)
    first = list(found)[:MOST]
    rows = Structure.objects.select_related("commune", "relay", "partner").in_bulk(first)
    return [(rows[pk], found[pk]) for pk in first]


def _reasons(request: JoinRequest, own: StructureQuerySet) -> Iterator[tuple[str, list[int]]]:
    if request.siret:
        yield "le même SIRET", list(own.filter(siret=request.siret).order_by("pk").values_list("pk", flat=True))
    if request.rna:
        yield "le même numéro RNA", list(own.filter(rna=request.rna).order_by("pk").values_list("pk", flat=True))
    mail = Q(email__iexact=request.email) | Q(contacts__email__iexact=request.email)
    yield "la même adresse électronique", list(own.filter(mail).order_by("pk").values_list("pk", flat=True))
    yield "presque le même nom, dans la même commune", _named_alike(request, own)


def _named_alike(request: JoinRequest, own: StructureQuerySet) -> list[int]:
    """As the network compares its own entries; one whose commune nobody wrote may be here."""
    name, commune = fold(request.name), request.commune.folded
    near = own.filter(Q(commune=request.commune_id) | Q(commune=None)).order_by("pk").values_list("pk", "name")
    scores = [(name_likeness(name, fold(other), commune=commune), pk) for pk, other in near]
    return [pk for score, pk in sorted(scores, key=lambda scored: (-scored[0], scored[1])) if score >= CLOSE]
