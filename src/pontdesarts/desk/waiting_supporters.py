"""What waits for the team from those who stand by the association: ideas to read."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from pontdesarts.associations.models import StaffRole
from pontdesarts.supporters.models import Idea
from pontdesarts.ui import words

from .waiting import Waiting

MOST = 50


def for_staff(role: StaffRole, at: datetime) -> Iterator[Waiting]:
    """The team's, of one association; counted up to `MOST`."""
    if role.role not in StaffRole.DAILY_WORK:
        return
    ideas = Idea.objects.to_read().filter(supporter__association=role.association, sent_at__lte=at).order_by()
    if count := ideas[: MOST + 1].count():
        said = words.counted_up_to(MOST, count, "idée de sympathisants", "idées de sympathisants").capitalize()
        address = reverse("supporters:ideas", args=[role.association.slug])
        yield Waiting(f"{said} à lire", "Lire", f"{address}?vue=a-lire", "mail")
