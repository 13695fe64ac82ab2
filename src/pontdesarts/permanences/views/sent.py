"""What the tablet is answered about one pick, in plain words."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from pontdesarts.journal.refusals import Refused

from ..models import Pick


def answer_of(pick: Pick) -> dict[str, object]:
    """``code`` and ``address`` when there is a booking."""
    booking = pick.booking
    return {
        "request_id": str(pick.request_id),
        "outcome": pick.outcome,
        "sentence": pick.sentence,
        "next_step": pick.next_step,
        "code": booking.code if booking else "",
        "address": reverse("bookings:booking", args=[booking.code]) if booking else "",
    }


def refused(sent: Mapping[str, Any], refusal: Refused, pick: Pick | None) -> dict[str, object]:
    """The answer is no, and what stood before still stands: a booking that can no longer be cancelled is a booking."""
    before = answer_of(pick) if pick else {"outcome": Pick.Outcome.REFUSED, "code": "", "address": ""}
    return {
        **before,
        "request_id": str(sent.get("request_id", "")),
        "sentence": refusal.sentence,
        "next_step": refusal.next_step,
    }


def not_understood(sent: Mapping[str, Any], sentence: str) -> dict[str, object]:
    """Nothing is written: the same pick, mended, may come again under another number."""
    return {
        "request_id": str(sent.get("request_id", ""))[:40],
        "outcome": Pick.Outcome.REFUSED,
        "sentence": sentence,
        "next_step": "Choisissez à nouveau.",
        "code": "",
        "address": "",
    }
