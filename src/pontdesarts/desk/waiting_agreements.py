"""What waits for the team of conventions: those that end, those out to be signed, those that everybody has signed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from pontdesarts.agreements.models import Agreement, Stage, Step
from pontdesarts.associations.models import StaffRole
from pontdesarts.ui import words

from .waiting import Waiting

# so long after it was sent, somebody calls
PATIENCE = timedelta(days=14)
# the last signature arrives by itself: the team reads it for a week
NEWS = timedelta(days=7)


def for_staff(role: StaffRole, at: datetime) -> Iterator[Waiting]:
    """The team's, of one association."""
    if role.role not in StaffRole.DAILY_WORK:
        return
    own = Agreement.objects.filter(association=role.association).order_by()
    if count := own.ending(timezone.localdate(at)).count():
        yield Waiting(
            f"{words.counted(count, 'convention')} à renouveler : la fin est dans moins de trois mois",
            "Proposer la suite",
            reverse("agreements:agreements") + "?vue=a-renouveler",
            "edit",
        )
    late = own.to_sign().filter(versions__replaced_at=None, versions__sent_at__lt=at - PATIENCE)
    if count := late.count():
        yield Waiting(
            f"{words.counted(count, 'convention')} à signer depuis plus de deux semaines",
            "Voir qui n'a pas signé",
            reverse("agreements:agreements") + "?vue=a-signer",
            "edit",
        )
    news = Step.objects.filter(agreement__in=own, agreement__stage=Stage.SIGNED, stage=Stage.SIGNED)
    arrived = news.filter(noted_at__gt=at - NEWS, noted_at__lte=at).select_related("agreement")
    for step in arrived.order_by("-noted_at", "-pk")[:3]:
        yield Waiting(
            f"« {step.agreement.title} » est signée par tous, le {words.french_date(step.happened_on)}",
            "Lire",
            reverse("agreements:agreement", args=[step.agreement_id]),
            "check",
        )
