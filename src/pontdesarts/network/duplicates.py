"""Entries of one association that may be the same structure: two queries, whatever their number."""

from collections.abc import Mapping

from pontdesarts.associations.models import Association
from pontdesarts.territory.rules import fold

from .models import Distinct, Structure
from .rules.likeness import Card, Likeness, likenesses


def likely(association: Association) -> list[Likeness]:
    """Likeliest first; without those that somebody said to be distinct."""
    rows = (
        Structure.objects.standing()
        .filter(association=association)
        .order_by("pk")
        .values_list("pk", "name", "commune_id", "commune__folded", "siret", "rna", "external_ids")
    )
    cards = [
        Card(pk, fold(name), insee or "", commune or "", siret, rna, _known(ids))
        for pk, name, insee, commune, siret, rna, ids in rows
    ]
    pairs = Distinct.objects.filter(one__association=association).order_by().values_list("one_id", "other_id")
    return likenesses(cards, distinct={frozenset(pair) for pair in pairs})


def _known(external_ids: Mapping[str, object]) -> frozenset[tuple[str, str]]:
    return frozenset((source, str(name)) for source, name in external_ids.items() if name)
