"""Numbers do not stay."""

from datetime import datetime

from django.db import transaction

from ..models import Heard, OptOut, Reply, Text
from ..models.text import FIGURES_KEPT


@transaction.atomic
def forget_numbers(*, at: datetime) -> int:
    """Erase the numbers and words of texts past their term, and answers; returns how many. A text that has not left by
    then never will. Three years on, its figures go too, who said STOP, and that a message was heard."""
    erased = Text.objects.to_erase(at).update(sealed=None, digest="", body="", erased_at=at)
    answers, _ = Reply.objects.to_erase(at).delete()
    Text.objects.filter(created_at__lt=at - FIGURES_KEPT).delete()
    OptOut.objects.filter(said_at__lt=OptOut.personal_data["digest"].before(at)).delete()
    Heard.objects.filter(heard_at__lt=Heard.personal_data["digest"].before(at)).delete()
    return erased + answers
