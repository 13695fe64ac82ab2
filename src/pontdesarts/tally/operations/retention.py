"""What is kept of lists, past its term."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from ..models import Page, Picture, Sheet, Tally


@transaction.atomic
def forget_pictures(*, at: datetime) -> int:
    """Erase photos that nobody saved in seven days; returns how many. What was read of them stays, to be saved."""
    late = Picture.objects.filter(sent_at__lte=Picture.personal_data["content"].before(at)).exclude(content=None)
    sentence = "Cette photo n'a pas pu être lue à temps : elle a été effacée."
    unread = late.update(content=None, read_at=at, sentence=sentence, next_step="Envoyez-la à nouveau.")
    read = Page.objects.filter(read_at__lte=Page.personal_data["picture"].before(at))
    return unread + read.with_picture().update(picture=None)


@transaction.atomic
def forget_sheets(*, at: datetime) -> int:
    """Erase the sheets, and all that was read of them, sixty days after their date; returns how many rows."""
    last = Coalesce(F("showing__ends_at"), F("showing__starts_at"))
    before = Sheet.personal_data["rows"].before(at)
    tallies = Tally.objects.annotate(last=last).filter(last__lt=before)
    sheets = Sheet.objects.annotate(last=last).filter(last__lt=before)
    return sum(deleted for deleted, _ in (tallies.delete(), sheets.delete()))
