"""The figures of a quarter are settled, once."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import counting, publishing, quarters, verbs
from ..counting import Period, Scope
from ..models import Publication
from ..refusals import PublicationRefused


def publish(association: Association, *, day: date, by: Actor, at: datetime) -> Publication:
    """Settle the figures of the quarter of ``day`` for good: exports read them from now on.

    Raises `PublicationRefused` when it is not over, or settled already: of two versions, the difference could tell of
    a few people.
    """
    first, last = quarters.quarter_of(day)
    period, scope = Period(first, last), Scope(association)
    if at < period.ends:
        raise PublicationRefused("Ce trimestre n'est pas fini.", f"Ses chiffres s'arrêtent après le {last:%d/%m/%Y}.")
    if Publication.objects.filter(association=association, first=first).exists():
        raise _settled()
    lines = publishing.lines(scope, period, at=at)
    hidden = sum(number is None for line in lines for number in line.people.values())
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                association=association,
                first=first,
                last=last,
                made_at=at,
                made_by_id=by.user_id,
                known_rate=counting.total(scope, period, at=at).known_rate,
                lines=[line.as_json() for line in lines],
            )
            journal.record(verbs.PUBLISHED, association, by=by, at=at, quarter=quarters.said(first), hidden=hidden)
            return made
    except IntegrityError:
        raise _settled() from None


def _settled() -> PublicationRefused:
    return PublicationRefused(
        "Les chiffres de ce trimestre sont déjà arrêtés.",
        "Ce que vous apprenez encore se lit dans le tableau de bord ; l'export, lui, ne change plus.",
    )
