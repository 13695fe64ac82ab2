"""What waits for me of waiting lists and requests: places kept until an hour, requests to answer, lists that wait."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Sum
from django.urls import reverse

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings.models import Ask, Proposal
from pontdesarts.bookings.policies_asks import requests_answered_by
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .waiting import Waiting

MANY = 3


def for_referent(user: User, at: datetime) -> Iterator[Waiting]:
    """« 3 places vous attendent jusqu'à 18 h », the soonest term first."""
    relays = Structure.objects.served_by(user)
    proposals = Proposal.objects.pending().filter(ask__relay__in=relays, expires_at__gt=at)
    for proposal in proposals.select_related("ask__showing__offer").order_by("expires_at", "pk")[:MANY]:
        wait = "vous attend" if proposal.places == 1 else "vous attendent"
        places, until = words.places(proposal.places).capitalize(), words.french_moment(proposal.expires_at)
        yield Waiting(
            f"{places} {wait} jusqu'au {until} : {proposal.ask.showing.offer.title}",
            "Accepter ou passer",
            reverse("bookings:proposal", args=[proposal.pk]),
            "clock",
            "attention",
        )


def for_answerer(user: User, at: datetime) -> Iterator[Waiting]:
    """Requests that nobody has answered: one sentence for all of them."""
    asked = requests_answered_by(user).upcoming(at).exclude(pk__in=Proposal.objects.pending().values("ask"))
    found = asked.aggregate(number=Count("pk"), places=Sum("places"))
    if found["number"]:
        yield Waiting(
            f"{words.counted(found['number'], 'demande de places', 'demandes de places')} à traiter, "
            f"{words.places(found['places'])} en tout",
            "Répondre",
            reverse("bookings:requests"),
            "edit",
            "attention",
        )


def for_staff(role: StaffRole, at: datetime) -> Iterator[Waiting]:
    """The longest waiting list of the association."""
    if not role.does_daily_work:
        return
    waiting = Ask.objects.open().filter(kind=Ask.Kind.WAITING, showing__offer__association=role.association)
    longest = (
        waiting.upcoming(at)
        .order_by("showing")
        .values("showing")
        .annotate(relays=Count("pk"), total=Sum("places"))
        .order_by("-total", "showing")
        .first()
    )
    if longest:
        showing = Showing.objects.select_related("offer").get(pk=longest["showing"])
        wait = "relais attend" if longest["relays"] == 1 else "relais attendent"
        yield Waiting(
            f"{longest['relays']} {wait} {words.places(longest['total'])} : {showing.offer.title}, "
            f"{words.french_moment(showing.starts_at)}",
            "Voir la liste d'attente",
            reverse("bookings:turns", args=[showing.pk]),
            "list",
        )
