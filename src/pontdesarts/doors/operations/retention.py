"""What is kept past its term."""

from datetime import datetime

from .. import rules
from ..models import Scan


def forget_devices(*, at: datetime) -> int:
    """Thirty days on, forget which telephone read what; the entries stay, as figures. Returns how many."""
    return Scan.objects.filter(received_at__lt=at - rules.DEVICES_KEPT, device__isnull=False).update(device=None)
