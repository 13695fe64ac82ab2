"""What is kept past its term."""

from datetime import datetime

from ..models import Scan


def forget_devices(*, at: datetime) -> int:
    """Thirty days on, forget which telephone read what; the entries stay, as figures. Returns how many."""
    before = Scan.personal_data["device"].before(at)
    return Scan.objects.filter(received_at__lt=before, device__isnull=False).update(device=None)
