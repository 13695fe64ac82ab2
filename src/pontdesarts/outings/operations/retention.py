"""What is erased at its term, each night."""

from datetime import datetime

from ..models import Asked, Call, Claim, Voice


def forget_old(*, at: datetime) -> int:
    """Erase who was asked, four months on; voice notes that nobody wrote down, two months on; calls to relays, a year
    on; who said who came, three years on: the claim stays. Returns how many rows."""
    asked, _ = Asked.objects.filter(sent_at__lt=Asked.personal_data["user"].before(at)).delete()
    voices, _ = Voice.objects.filter(recorded_at__lt=Voice.personal_data["content"].before(at)).delete()
    calls, _ = Call.objects.past_their_term(at).delete()
    old = Claim.objects.filter(said_at__lt=Claim.personal_data["said_by"].before(at))
    unsaid = old.exclude(said_by=None, said_by_label="").update(said_by=None, said_by_label="")
    return asked + voices + calls + unsaid
