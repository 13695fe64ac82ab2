"""What is no longer needed is forgotten; how many people came, and when, stays for the figures."""

from datetime import datetime

from django.db import transaction

from ..models import Announcement, Thread, ThreadMessage


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Erase announcements and messages two years after they were written, and what threads say of people two years
    after their last word; returns how many rows."""
    announced, _ = Announcement.objects.filter(written_at__lt=Announcement.personal_data["text"].before(at)).delete()
    said, _ = ThreadMessage.objects.filter(written_at__lt=ThreadMessage.personal_data["text"].before(at)).delete()
    old = Thread.objects.filter(spoke_at__lt=Thread.personal_data["came_of_it"].before(at))
    told = old.exclude(opened_by=None, came_of_it="").update(opened_by=None, came_of_it="")
    return announced + said + told
