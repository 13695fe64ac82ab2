"""What is erased at its term, each night."""

from datetime import datetime, timedelta

from ..models import Asked, Call, Claim, Voice

SAID_BY_KEPT = timedelta(days=3 * 365)
ASKED_KEPT = timedelta(days=120)
VOICE_KEPT = timedelta(days=60)


def forget_old(*, at: datetime) -> int:
    """Erase who was asked, four months on; voice notes that nobody wrote down, two months on; calls to relays, a year
    on; who said who came, three years on: the claim stays. Returns how many rows."""
    asked, _ = Asked.objects.filter(sent_at__lt=at - ASKED_KEPT).delete()
    voices, _ = Voice.objects.filter(recorded_at__lt=at - VOICE_KEPT).delete()
    calls, _ = Call.objects.past_their_term(at).delete()
    old = Claim.objects.filter(said_at__lt=at - SAID_BY_KEPT).exclude(said_by=None, said_by_label="")
    return asked + voices + calls + old.update(said_by=None, said_by_label="")
