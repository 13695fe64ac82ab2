"""What a request may already be, under another spelling: the team ties it rather than admit it twice."""

from django.db.models import Q

from pontdesarts.network.models import Structure
from pontdesarts.territory.rules import fold

from .models import JoinRequest

MOST = 5
# words that half the structures of a commune share
_COMMON = frozenset(
    {"association", "centre", "social", "sociale", "maison", "les", "des", "aux", "amis", "pour", "espace", "quartier"}
    | {"ville", "comite", "theatre", "cinema"}
)


def alike(request: JoinRequest) -> list[tuple[Structure, str]]:
    """Structures of the association that may be the same, each with why; the surest first."""
    own = Structure.objects.standing().filter(association=request.association_id)
    found: dict[int, tuple[Structure, str]] = {}
    for why, same in _reasons(request):
        near = own.filter(same).select_related("commune", "relay", "partner").order_by("sort_name", "pk")
        for structure in near[:MOST]:
            found.setdefault(structure.pk, (structure, why))
    return list(found.values())[:MOST]


def _reasons(request: JoinRequest) -> list[tuple[str, Q]]:
    reasons = []
    if request.siret:
        reasons.append(("le même SIRET", Q(siret=request.siret)))
    if request.rna:
        reasons.append(("le même numéro RNA", Q(rna=request.rna)))
    mail = Q(email__iexact=request.email) | Q(contacts__email__iexact=request.email)
    reasons.append(("la même adresse électronique", Q(pk__in=Structure.objects.filter(mail).values("pk"))))
    words = [word for word in fold(request.name).split() if len(word) > 2 and word not in _COMMON]
    if words:
        named = Q()
        for word in words:
            named &= Q(sort_name__contains=word)
        reasons.append(("un nom proche", named))
        longest = max(words, key=len)
        near = Q(sort_name__contains=longest, commune=request.commune_id)
        reasons.append(("un mot du nom, dans la même commune", near))
    return reasons
