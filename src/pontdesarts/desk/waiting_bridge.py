"""What waits for me between structures: words to answer, threads without news; supports that are due."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import StaffRole
from pontdesarts.bridge.models import Speaker, Thread, ThreadQuerySet
from pontdesarts.network.models import Structure
from pontdesarts.support import rules
from pontdesarts.support.models import Step, Support
from pontdesarts.ui import words

from .waiting import Waiting

MOST = 3


def for_referent(user: User, at: datetime) -> Iterator[Waiting]:
    """A partner, or the team, wrote last; a step of one's own plan is due."""
    served = Structure.objects.served_by(user)
    yield from _to_answer(Thread.objects.waiting_for(Speaker.RELAY).filter(relay__in=served))
    soon = timezone.localtime(at).date() + rules.SOON
    steps = Step.objects.filter(
        support__structure__in=served, support__ended_at=None, done_at=None, due_on__isnull=False, due_on__lte=soon
    )
    for step in steps.order_by("due_on", "pk")[:MOST]:
        yield Waiting(
            f"{step.what}, pour le {words.french_date(step.due_on) if step.due_on else ''}",
            "Ouvrir le plan",
            reverse("support:support", args=[step.support_id]),
            "check",
        )


def for_coordinator(user: User) -> Iterator[Waiting]:
    """A relay, or the team, wrote last."""
    own = user.coordinator_posts.filter(ended_at=None).values("structure")
    yield from _to_answer(Thread.objects.waiting_for(Speaker.PARTNER).filter(partner__in=own))


def _to_answer(threads: ThreadQuerySet) -> Iterator[Waiting]:
    for thread in threads.order_by("spoke_at", "pk")[:MOST]:
        yield Waiting(
            f"« {thread.subject} » : on attend un mot de vous",
            "Répondre",
            reverse("bridge:thread", args=[thread.pk]),
            "mail",
        )


def for_staff(role: StaffRole, at: datetime) -> Iterator[Waiting]:
    """The team's, of one association."""
    if role.role not in StaffRole.DAILY_WORK:
        return
    if count := Thread.objects.silent(at).filter(partner__association=role.association).count():
        said = words.counted(count, "mise en relation", "mises en relation")
        yield Waiting(
            f"{said} sans nouvelles depuis 30 jours", "Voir", reverse("bridge:threads") + "?vue=silence", "phone"
        )
    own = Support.objects.open().filter(structure__association=role.association)
    if count := own.asked().count():
        said = words.counted(count, "équipe demande", "équipes demandent")
        yield Waiting(f"{said} un accompagnement", "Répondre", reverse("support:supports"), "people")
    late = Q(steps__done_at=None, steps__due_on__lt=timezone.localtime(at).date())
    if count := own.filter(late).distinct().count():
        said = words.counted(count, "accompagnement a", "accompagnements ont")
        yield Waiting(f"{said} une étape en retard", "Voir", reverse("support:supports"), "clock", "attention")
