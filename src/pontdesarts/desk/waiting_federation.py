"""Who of the federation reads the association: said where its team looks first, while it lasts and for a week after."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from pontdesarts.associations.models import StaffRole, Visit
from pontdesarts.ui import words

from .waiting import Waiting

SAID_FOR = timedelta(days=7)


def for_staff(role: StaffRole, at: datetime) -> Iterator[Waiting]:
    """For who does the daily work of the association; a visitor is told of nobody."""
    if role.role not in StaffRole.DAILY_WORK:
        return
    visits = Visit.objects.filter(association=role.association, opened_at__gt=at - SAID_FOR).select_related("user")
    for visit in visits.order_by("-opened_at", "-pk")[:3]:
        address = reverse("federation:visits", args=[role.association.slug])
        who = f"{visit.user.get_full_name()}, de la fédération,"
        if visit.closed_at is None and visit.until > at:
            said = f"{who} vous lit jusqu'à {words.french_hour(visit.until)} : {visit.reason}"
            yield Waiting(said, "Voir les visites", address, "user", "attention")
        else:
            said = f"{who} vous a lus {words.french_moment(visit.opened_at)} : {visit.reason}"
            yield Waiting(said, "Voir les visites", address, "user")
