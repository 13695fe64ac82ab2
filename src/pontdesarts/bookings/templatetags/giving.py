"""What stands already when somebody changes how places of an offer are given."""

from django import template
from django.db.models import Sum
from django.utils import timezone

from pontdesarts.programme.models import Offer
from pontdesarts.ui import words

from ..models import Ask, Booking

register = template.Library()


@register.simple_tag
def given_so_far(offer: Offer) -> list[str]:
    """Places held, requests and turns of the dates to come, each with what becomes of it; empty when there is none."""
    ahead = offer.showings.upcoming(timezone.now())
    held = Booking.objects.held().filter(showing__in=ahead).aggregate(places=Sum("places"))["places"] or 0
    asks = Ask.objects.open().filter(showing__in=ahead)
    requests = asks.filter(kind=Ask.Kind.REQUEST).count()
    waiting = asks.filter(kind=Ask.Kind.WAITING).count()
    said = []
    if held:
        are = "est déjà réservée : elle le reste" if held == 1 else "sont déjà réservées : elles le restent"
        said.append(f"{words.places(held).capitalize()} {are}, quel que soit votre choix.")
    if requests:
        wait = "attend une réponse : elle reste" if requests == 1 else "attendent une réponse : elles restent"
        said.append(f"{words.counted(requests, 'demande')} {wait} à traiter, même si vous changez.")
    if waiting:
        listed = "relais est" if waiting == 1 else "relais sont"
        said.append(
            f"{waiting} {listed} sur la liste d'attente : elle continue de recevoir les places rendues. Le tirage au "
            "sort n'est pas possible tant qu'on y attend."
        )
    return said
