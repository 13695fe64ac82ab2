"""What waits for me of draws: wishes to make before their end, results to read, places that a round left."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import StaffRole
from pontdesarts.draws import standings
from pontdesarts.draws.models import Draw, Entrant, Outcome, Round, Wish
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .waiting import Waiting

NEWS = timedelta(days=7)
SOON = timedelta(days=2)
MANY = 3


def for_referent(user: User, at: datetime) -> Iterator[Waiting]:
    """Draws whose wishes are open, then what the last draws gave to one's relays."""
    relays = Structure.objects.served_by(user)
    own = Q(association__in=relays.values("association"))
    wishable = Draw.objects.visible_to(user).filter(own | Q(lots__showing__offer__neighbours_allowed_at__isnull=False))
    for round_ in _open(at).filter(draw__in=wishable.values("pk"))[:MANY]:
        made = Wish.objects.standing().filter(entrant__draw=round_.draw, entrant__relay__in=relays).count()
        so_far = f" ; {words.counted(made, 'vœu fait', 'vœux faits')}" if made else ""
        yield Waiting(
            f"Un tirage est ouvert jusqu'au {words.french_moment(round_.closes_at)} : {round_.draw}{so_far}",
            "Revoir vos vœux" if made else "Faire des vœux",
            reverse("draws:wishes", args=[round_.draw_id]),
            "star",
            "attention" if not made and round_.closes_at < at + SOON else "neutral",
        )
    entrants = Entrant.objects.filter(relay__in=relays, wishes__outcomes__round__drawn_at__gt=at - NEWS)
    several = relays.count() > 1
    for entrant in entrants.select_related("draw", "relay").distinct().order_by("-pk")[:MANY]:
        met = Outcome.objects.met().filter(wish__entrant=entrant, round__drawn_at__gt=at - NEWS)
        places = met.aggregate(total=Sum("places"))["total"] or 0
        whom = str(entrant.relay) if several else "votre relais"
        received = f"{words.places(places)} pour {whom}" if places else f"rien pour {whom} cette fois"
        yield Waiting(
            f"Le tirage « {entrant.draw} » a eu lieu : {received}",
            "Lire le résultat",
            reverse("draws:draw", args=[entrant.draw_id]),
            "star",
        )


def for_staff(role: StaffRole, at: datetime) -> Iterator[Waiting]:
    """For the team: what a drawn round left, with nothing announced for it."""
    if not role.does_daily_work:
        return
    draws = Draw.objects.running().filter(association=role.association, rest_opens_at=None)
    drawn = draws.exclude(rounds__drawn_at=None).filter(rounds__isnull=False).distinct()
    for draw in drawn.order_by("-announced_at", "-pk")[:MANY]:
        left = sum(standings.left(draw).values())
        if left:
            yield Waiting(
                f"Tirage « {draw} » : {words.places(left)} à donner après le tour",
                "Décider de la suite",
                reverse("draws:follow", args=[draw.pk]),
                "star",
            )


def _open(at: datetime) -> QuerySet[Round]:
    """The rounds in which one wishes now, the nearest end first."""
    rounds = Round.objects.to_draw().filter(opens_at__lte=at, closes_at__gt=at).select_related("draw")
    return rounds.order_by("closes_at", "pk")
