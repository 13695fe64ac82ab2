"""What is kept about professionals, past its term."""

from datetime import datetime

from ..models import Publication


def forget_old(*, at: datetime) -> int:
    """Three years on, forget who settled the figures, which stay as they are. Returns how many."""
    before = Publication.personal_data["made_by"].before(at)
    return Publication.objects.filter(made_at__lt=before, made_by__isnull=False).update(made_by=None)
