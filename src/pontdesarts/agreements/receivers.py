"""The step of the convention, on the page « Entrée dans le réseau »."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.policies import may_run
from pontdesarts.membership.rules import State, Step
from pontdesarts.membership.signals import entry_steps
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .models import Agreement, Stage

POSITION = 40
TITLE = "Convention"


@receiver(entry_steps)
def convention(*, structure: Structure, user: User, at: datetime, **_: Any) -> Step:
    """Signed and in force, on its way, or to be prepared by the team."""
    day = timezone.localdate(at)
    own = Agreement.objects.filter(parties__structure=structure).order_by("-starts_on", "-pk")
    running = own.running(day).first()
    if running:
        said = f"signée, jusqu'au {words.full_date(running.ends_on)}"
        return Step(POSITION, TITLE, State.DONE, said, "Lire", _page(running))
    going = own.filter(stage__in=(Stage.PROPOSED, Stage.DISCUSSED, Stage.AGREED, Stage.SENT)).first()
    if going:
        return Step(POSITION, TITLE, State.WAITING, going.get_stage_display(), "Ouvrir", _page(going))
    if not may_run(user, structure.association):
        return Step(POSITION, TITLE, State.OFF, "rien n'est demandé")
    href = reverse("agreements:propose", args=[structure.association.slug]) + f"?structure={structure.pk}"
    return Step(POSITION, TITLE, State.OFF, "aucune convention", "Préparer une convention", href)


def _page(agreement: Agreement) -> str:
    return reverse("agreements:agreement", args=[agreement.pk])
