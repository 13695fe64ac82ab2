"""What is no longer needed about people is forgotten."""

from datetime import datetime

from django.db import transaction

from ..models import JoinRequest, Signature
from ..models.request import UNCONFIRMED_KEPT


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Erase requests a year after they were sent, those whose address nobody confirmed after 7 days, and signatures
    after five years; returns how many rows."""
    gone = (
        JoinRequest.objects.filter(asked_at__lt=JoinRequest.personal_data["email"].before(at)),
        JoinRequest.objects.filter(confirmed_at=None, asked_at__lt=at - UNCONFIRMED_KEPT),
        Signature.objects.filter(signed_at__lt=Signature.personal_data["name"].before(at)),
    )
    return sum(rows.delete()[0] for rows in gone)
