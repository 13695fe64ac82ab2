"""What waits for me of what spectators said: words to read before anybody else does."""

from collections.abc import Iterator

from django.urls import reverse

from pontdesarts.associations.models import StaffRole
from pontdesarts.outings.models import Impression
from pontdesarts.ui import words

from .waiting import Waiting

MOST = 50


def for_staff(role: StaffRole) -> Iterator[Waiting]:
    """The team's, of one association; counted up to `MOST`."""
    if role.role not in StaffRole.DAILY_WORK:
        return
    waiting = Impression.objects.filter(showing__offer__association=role.association).to_moderate().order_by()
    if count := waiting[: MOST + 1].count():
        yield Waiting(
            f"{words.counted_up_to(MOST, count, 'impression').capitalize()} à relire avant que les lieux les lisent",
            "Relire",
            reverse("impressions:to_moderate"),
            "star",
        )
