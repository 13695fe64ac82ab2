"""What is kept of those who were told and of those who released, past its term."""

from datetime import datetime

from django.db import transaction

from ..models import Alert, Release


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Erase alerts after 90 days, and who released places after three years; returns how many rows. The releases stay,
    as figures."""
    alerts, _ = Alert.objects.expired(at).delete()
    old = Release.objects.filter(released_at__lt=Release.personal_data["released_by"].before(at))
    return alerts + old.exclude(released_by="").update(released_by="")
