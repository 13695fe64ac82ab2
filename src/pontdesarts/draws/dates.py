"""How a lot is called in pages, mails and the published list."""

from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .models import Lot


def when_of(showing: Showing) -> str:
    """« jeudi 3 décembre à 20 h 30 », a day without its hour, or a period."""
    if showing.offer.open_dated and showing.ends_at:
        return words.french_span(showing.starts_at, showing.ends_at)
    return words.french_date(showing.starts_at) if showing.all_day else words.french_moment(showing.starts_at)


def label_of(lot: Lot) -> str:
    """« Bérénice », jeudi 3 décembre à 20 h 30"""
    return f"« {lot.showing.offer.title} », {when_of(lot.showing)}"
