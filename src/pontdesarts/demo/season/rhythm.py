"""What the team of the association finds about who came: a relay to call, another it called, versions it settled."""

from datetime import timedelta

from django.db.models import Count

from pontdesarts.bookings.models import Booking
from pontdesarts.network.models import Structure
from pontdesarts.outings import operations as outings
from pontdesarts.outings.models import Call, Claim, Dispute

from ..people import VAL_DE_MARNE
from .scenes import Stage

_ABSENCES = (Claim.Reason.TRANSPORT, Claim.Reason.CHILDCARE, "")


def tell_absences(stage: Stage) -> None:
    """Before the others tell of their outings."""
    to_call, called = _relays(stage)
    for relay in (to_call, called):
        _did_not_come(stage, relay)
    outings.note_call(
        called,
        note="Le car était en panne deux fois, puis l'équipe a changé. Ils préviendront.",
        decision=Call.Decision.AGAIN,
        day=stage.clock.ahead(21).date(),
        by=stage.made.team(VAL_DE_MARNE),
        at=stage.clock.ago(1),
    )


def _relays(stage: Stage) -> list[Structure]:
    """Two relays with three past outings that nobody told of."""
    visitors = [stage.relay_of(key)[0].pk for key in ("referente", "deux-relais")]
    silent = Booking.objects.unreported(stage.clock.ago(2)).filter(
        relay__association__slug=VAL_DE_MARNE, claims=None, relay__relay__suspended_at=None
    )
    counted = silent.exclude(relay__in=visitors).order_by().values("relay").annotate(number=Count("pk"))
    found = counted.filter(number__gte=len(_ABSENCES)).order_by("-number", "relay")
    return list(Structure.objects.filter(pk__in=[row["relay"] for row in found[:2]]).order_by("pk"))


def _did_not_come(stage: Stage, relay: Structure) -> None:
    told = Booking.objects.unreported(stage.clock.ago(2)).filter(relay=relay, claims=None).with_showing()
    for booking, reason in zip(told.order_by("-showing__starts_at", "pk")[: len(_ABSENCES)], _ABSENCES, strict=True):
        by, at = stage.made.team(VAL_DE_MARNE), stage.clock.ago(1, 4)
        outings.tell(booking, came=0, reason=reason, via=Claim.Via.PHONE, by=by, at=at)


def settle_one(stage: Stage) -> None:
    """Once the others have told of theirs."""
    differing = Dispute.objects.filter(
        kind=Dispute.Kind.NUMBERS, showing__offer__association__slug=VAL_DE_MARNE
    ).select_related("booking", "showing__offer__association")
    dispute = differing.order_by("since", "pk").first()
    if dispute and dispute.booking and dispute.booking.came is not None:
        by, at = stage.made.team(VAL_DE_MARNE), stage.clock.now - timedelta(hours=3)
        outings.settle(dispute, came=dispute.booking.came, by=by, at=at)
