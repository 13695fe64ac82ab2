"""What is kept of lists, past its term."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from .. import rules
from ..models import Page, Picture, Sheet, Tally


@transaction.atomic
def forget_pictures(*, at: datetime) -> int:
    """Erase photos that nobody saved in seven days; returns how many. What was read of them stays, to be saved."""
    end = at - rules.PICTURES_KEPT
    late = Picture.objects.filter(sent_at__lte=end).exclude(content=None)
    sentence = "Cette photo n'a pas pu être lue à temps : elle a été effacée."
    unread = late.update(content=None, read_at=at, sentence=sentence, next_step="Envoyez-la à nouveau.")
    return unread + Page.objects.filter(read_at__lte=end).with_picture().update(picture=None)


@transaction.atomic
def forget_sheets(*, at: datetime) -> int:
    """Erase the sheets, and all that was read of them, sixty days after their date; returns how many rows."""
    last = Coalesce(F("showing__ends_at"), F("showing__starts_at"))
    tallies = Tally.objects.annotate(last=last).filter(last__lt=at - rules.SHEETS_KEPT)
    sheets = Sheet.objects.annotate(last=last).filter(last__lt=at - rules.SHEETS_KEPT)
    return sum(deleted for deleted, _ in (tallies.delete(), sheets.delete()))
