"""What is unlinked and erased, each night."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from pontdesarts.bookings.rules import season_of
from pontdesarts.outings.models import Impression

from ..models import Letter, Thanks


def unlink_read(*, at: datetime) -> int:
    """At the end of the season, words that were read lose their booking, and the line as it was first said: what stays
    is the text that the team wrote. What nobody has read by then is unlinked as well. Returns how many."""
    began = season_of(timezone.localtime(at).date())[0]
    old = Impression.objects.filter(showing__starts_at__date__lt=began).exclude(booking=None, line="")
    return old.update(booking=None, line="")


def forget_old(*, at: datetime) -> int:
    """Erase texts five years on, and which professionals read, thanked or wrote, three years on; returns how many."""
    texts, _ = Impression.objects.filter(said_at__lt=Impression.personal_data["text"].before(at)).delete()
    before = Impression.personal_data["moderated_by"].before(at)
    read = Impression.objects.filter(moderated_at__lt=before).exclude(moderated_by=None)
    thanked = Thanks.objects.filter(sent_at__lt=Thanks.personal_data["to"].before(at)).exclude(to="")
    written = Letter.objects.filter(sent_at__lt=Letter.personal_data["to"].before(at))
    sent = written.exclude(Q(to="") & Q(sent_by=None)).update(to="", sent_by=None)
    return texts + read.update(moderated_by=None) + thanked.update(to="") + sent
