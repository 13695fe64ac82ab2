"""The list of conventions: under what, and with whom."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Prefetch, Q

from pontdesarts.territory.rules import fold

from .models import AgreementQuerySet, Party

View = Callable[[AgreementQuerySet, date], AgreementQuerySet]
VIEWS: Mapping[str, tuple[str, View]] = {
    "a-signer": ("À signer", lambda rows, day: rows.to_sign()),
    "en-discussion": ("En discussion", lambda rows, day: rows.in_talks()),
    "en-cours": ("En cours", lambda rows, day: rows.running(day)),
    "a-renouveler": ("À renouveler", lambda rows, day: rows.ending(day)),
    "finies": ("Finies", lambda rows, day: rows.over(day)),
}
ALL = "toutes"


def under(rows: AgreementQuerySet, view: str, day: date) -> AgreementQuerySet:
    """Those of a tab; all of them for any other word."""
    return VIEWS[view][1](rows, day) if view in VIEWS else rows


def counts(rows: AgreementQuerySet, day: date) -> list[tuple[str, str, int]]:
    """Each tab with its name and its number."""
    return [(key, label, narrow(rows, day).order_by().count()) for key, (label, narrow) in VIEWS.items()]


def matching(rows: AgreementQuerySet, text: str, kind: str) -> AgreementQuerySet:
    if kind:
        rows = rows.filter(kind=kind)
    for word in fold(text).split()[:8]:
        parties = Party.objects.filter(Q(structure__sort_name__contains=word) | Q(commune__folded__contains=word))
        rows = rows.filter(Q(title__icontains=word) | Q(pk__in=parties.values("agreement")))
    return rows


def drawn(rows: AgreementQuerySet) -> AgreementQuerySet:
    """With what a row of the list says, in queries that do not grow."""
    parties = Party.objects.select_related("agreement__association", "structure", "commune").order_by("pk")
    return rows.select_related("association").prefetch_related(Prefetch("parties", parties))
