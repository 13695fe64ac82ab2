"""What is forgotten each night."""

from datetime import datetime, timedelta

from django.db import transaction

from ..models import Code, Delivery, Scan, Signatory, Step
from ..models.agreement import past_their_term

CODES_KEPT = timedelta(days=1)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Five years after its last day, a convention forgets its people: signatories, signatures, papers, notes. Its text,
    its steps and its promises stay. Returns how many people and papers."""
    over = past_their_term(at).values("pk")
    people, _ = Signatory.objects.filter(party__agreement__in=over).delete()
    papers, _ = Scan.objects.filter(version__agreement__in=over).delete()
    Step.objects.filter(agreement__in=over).exclude(note="").update(note="")
    noted = Delivery.objects.filter(promise__agreement__in=over)
    noted.exclude(note="", noted_by=None).update(note="", noted_by=None)
    return people + papers


def forget_codes(*, at: datetime) -> int:
    """Codes are of no use after a quarter of an hour; they are counted for an hour, kept for a day."""
    count, _ = Code.objects.filter(sent_at__lt=at - CODES_KEPT).delete()
    return count
