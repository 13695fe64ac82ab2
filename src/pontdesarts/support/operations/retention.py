"""What is no longer needed is forgotten."""

from datetime import datetime

from django.db import transaction

from ..models import Support


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Erase supports, with their plans and visits, three years after they ended; returns how many rows."""
    gone, _ = Support.objects.filter(ended_at__lt=Support.personal_data["request"].before(at)).delete()
    return gone
