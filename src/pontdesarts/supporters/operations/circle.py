"""The page of the circle, and the list that leaves it."""

from datetime import datetime

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.ui import words

from .. import verbs
from ..models import Circle, Supporter


@transaction.atomic
def change_circle(association: Association, *, welcome: str, is_open: bool, by: Actor, at: datetime) -> Circle:
    """Say hello in other words, open the public page, close it. Those who joined stay. Unchanged, nothing is
    written."""
    Association.objects.select_for_update(of=("self",), no_key=True).get(pk=association.pk)
    circle = Circle.of(association)
    said = []
    if circle.is_open != is_open:
        circle.opened_at, circle.closed_at = (at, None) if is_open else (circle.opened_at, at)
        said.append("ouverte au public" if is_open else "fermée au public")
    if circle.welcome != welcome:
        circle.welcome = welcome
        said.append("mot d'accueil changé")
    if said:
        circle.save()
        journal.record(verbs.CIRCLE_CHANGED, association, by=by, at=at, said=", ".join(said))
    return circle


@transaction.atomic
def export(association: Association, *, by: Actor, at: datetime) -> list[Supporter]:
    """The confirmed supporters, to take away: the journal says that somebody did."""
    known = Supporter.objects.filter(association=association).confirmed().select_related("commune")
    found = list(known.order_by("name", "pk"))
    journal.record(verbs.EXPORTED, association, by=by, at=at, count=words.counted(len(found), "personne", "personnes"))
    return found
