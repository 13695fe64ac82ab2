"""What every operation about a draw begins with: the draw, locked; a window that stands; a round with its secret."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from . import rules, sealing
from .models import Draw, Round
from .refusals import DrawEnded, DrawRefused

LONGEST = timedelta(days=400)


@dataclass(frozen=True)
class Window:
    """Wishes from ``opens_at`` to ``closes_at``, the draw at ``draws_at``. What is in the past begins now."""

    opens_at: datetime
    closes_at: datetime
    draws_at: datetime


def locked(draw: Draw) -> Draw:
    """The draw, whose wishes and rounds nobody else changes until the transaction ends. Raises `DrawEnded`."""
    draw = Draw.objects.select_for_update(of=("self",), no_key=True).select_related("association").get(pk=draw.pk)
    if draw.cancelled_at:
        raise DrawEnded("Ce tirage est annulé.", draw.cancel_reason)
    if draw.rest_opened_at:
        raise DrawEnded("Ce tirage est fini : ce qui restait se réserve directement.", "Cherchez une sortie.")
    return draw


def new_round(draw: Draw, number: int, window: Window) -> Round:
    """A round with a secret that nobody chose nor reads, and its commitment."""
    secret = sealing.new_secret()
    return Round.objects.create(
        draw=draw,
        number=number,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        draws_at=window.draws_at,
        commitment=rules.commitment_of(secret),
        secret_sealed=sealing.seal(secret),
    )


def checked(window: Window, showings: Sequence[Showing], *, at: datetime) -> Window:
    """The window as it will hold. Raises `DrawRefused` unless it is to come, in order, and drawn before any of the
    dates closes: the venue then gets its list."""
    opens_at, closes_at, draws_at = max(window.opens_at, at), window.closes_at, window.draws_at
    if closes_at <= opens_at:
        raise DrawRefused("Les vœux se ferment avant de s'ouvrir.", "Corrigez la fin des vœux.")
    if draws_at < closes_at:
        raise DrawRefused("Le tirage a lieu avant la fin des vœux.", "Corrigez l'heure du tirage.")
    if draws_at > at + LONGEST:
        raise DrawRefused("Le tirage a lieu dans plus d'un an.", "Vérifiez l'année.")
    first = min(showings, key=lambda showing: (showing.allotment.closes_at, showing.pk))
    if draws_at >= first.allotment.closes_at:
        closing = words.french_moment(first.allotment.closes_at)
        raise DrawRefused(
            f"« {first.offer.title} » : les réservations se ferment {closing}, avant le tirage.",
            "Tirez plus tôt, ou laissez cette date hors du tirage.",
        )
    return Window(opens_at, closes_at, draws_at)
