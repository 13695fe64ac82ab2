"""A draw is announced, changed before it opens, cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import BookingMode, Showing
from pontdesarts.ui import words

from .. import rules, verbs
from ..conditions import Window, checked, locked, new_round
from ..models import Draw, Lot, Round, Wish
from ..refusals import DrawRefused, DrawStarted

MOST_TICKETS = 100
MOST_OUTINGS = 20


@dataclass(frozen=True)
class Plan:
    """A draw as it is prepared: ``lots`` are the places put in it, by date. ``most_outings`` 0 is no limit."""

    title: str
    window: Window
    lots: Mapping[int, int]
    weights: rules.Weights = field(default_factory=rules.Weights)
    most_outings: int = 2


@transaction.atomic
def open_draw(association: Association, *, plan: Plan, by: Actor, at: datetime) -> Draw:
    """Announce a draw: its rules, its window, and the commitment of its first round, from now on readable by every
    relay of the association.

    Raises `DrawRefused` when the dates do not follow one another, a weight is out of bounds, or a date is not one
    whose places are given by a draw, published, to come, with that many places, and in no other draw.
    """
    _check_weights(plan)
    showings = _showings(association, plan, at)
    window = checked(plan.window, showings, at=at)
    draw = Draw(association=association, title=plan.title.strip(), most_outings=plan.most_outings, announced_at=at)
    draw.take_weights(plan.weights)
    draw.save(force_insert=True)
    new_round(draw, 1, window)
    _put(showings, draw, plan)
    journal.record(verbs.ANNOUNCED, draw, by=by, at=at, **_said(plan, window))
    return draw


@transaction.atomic
def change_draw(draw: Draw, *, plan: Plan, by: Actor, at: datetime) -> Draw:
    """Change what was announced, while nobody could wish yet. The commitment stays.

    Raises `DrawStarted` once wishes are open, `DrawEnded`, or what `open_draw` raises; nothing is then written.
    """
    draw = locked(draw)
    first = draw.current
    if first.number > 1 or first.opens_at <= at:
        raise DrawStarted("Les vœux sont ouverts : les règles ne changent plus.", "Annulez ce tirage, ou attendez.")
    _check_weights(plan)
    showings = _showings(draw.association, plan, at, mine=draw)
    window = checked(plan.window, showings, at=at)
    draw.title, draw.most_outings = plan.title.strip(), plan.most_outings
    draw.take_weights(plan.weights)
    draw.save()
    Round.objects.filter(pk=first.pk).update(
        opens_at=window.opens_at, closes_at=window.closes_at, draws_at=window.draws_at
    )
    draw.lots.all().delete()
    _put(showings, draw, plan)
    said = _said(plan, window)
    changes = f"{said['places']}, {said['dates']}, vœux jusqu'au {said['closes']}"
    journal.record(verbs.CHANGED, draw, by=by, at=at, changes=changes)
    return draw


@transaction.atomic
def cancel_draw(draw: Draw, *, reason: str, by: Actor, at: datetime) -> Draw:
    """End the draw: wishes count for nothing any more, each relay that made one is told why. What earlier rounds gave
    stays given. Raises `DrawEnded`, or `DrawRefused` without a reason."""
    from ..tasks import tell_of_cancelled_draw  # the job calls operations

    draw = locked(draw)
    if not reason.strip():
        raise DrawRefused("Un tirage s'annule avec une raison.", "Écrivez-la : chaque relais la lira.")
    draw.cancelled_at, draw.cancel_reason = at, reason.strip()[:200]
    draw.save(update_fields=["cancelled_at", "cancel_reason"])
    wishes = Wish.objects.filter(entrant__draw=draw)
    entrants = wishes.standing().order_by("entrant").values_list("entrant", flat=True).distinct()
    for entrant_id in list(entrants):
        tell_of_cancelled_draw.defer(entrant_id=entrant_id)
    wishes.update(pickup_sealed=None)
    journal.record(verbs.CANCELLED, draw, by=by, at=at, reason=draw.cancel_reason)
    return draw


def _put(showings: Sequence[Showing], draw: Draw, plan: Plan) -> None:
    Lot.objects.bulk_create(
        Lot(draw=draw, showing=showing, number=number, places=plan.lots[showing.pk])
        for number, showing in enumerate(showings, start=1)
    )


def _check_weights(plan: Plan) -> None:
    weights = plan.weights
    if not plan.title.strip():
        raise DrawRefused("Le tirage n'a pas de titre.", "Donnez-lui un nom que les relais reconnaîtront.")
    if not 1 <= weights.base <= MOST_TICKETS:
        raise DrawRefused(f"Chaque relais a de 1 à {MOST_TICKETS} billets.", "Corrigez ce nombre.")
    more = (weights.few, weights.qpv, weights.small, weights.first, weights.missed)
    if min(more) < 0 or max(more) > MOST_TICKETS or not 1 <= weights.few_step <= 1000 or weights.small_people < 0:
        raise DrawRefused(f"Les billets de plus vont de 0 à {MOST_TICKETS}.", "Corrigez ces nombres.")
    if not 0 <= plan.most_outings <= MOST_OUTINGS:
        raise DrawRefused(f"Un relais reçoit {MOST_OUTINGS} vœux au plus.", "Corrigez ce nombre, ou écrivez 0.")


def _showings(association: Association, plan: Plan, at: datetime, mine: Draw | None = None) -> list[Showing]:
    """The dates of the plan, the nearest first. Raises `DrawRefused` for one that may not be drawn."""
    # locked in the order of whoever gives places; no_key: bookings being written point at these rows
    rows = (
        Showing.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=plan.lots, offer__association=association)
        .select_related("offer__association", "allotment")
        .order_by("offer", "starts_at", "pk")
    )
    found = sorted(rows, key=lambda showing: (showing.starts_at, showing.pk))
    if not found:
        raise DrawRefused("Aucune date n'est choisie.", "Choisissez au moins une date dont les places sont tirées.")
    taken = Lot.objects.filter(showing__in=found, out_at=None, draw__in=Draw.objects.running())
    if mine:
        taken = taken.exclude(draw=mine)
    others = set(taken.order_by("pk").values_list("showing", flat=True))
    for showing in found:
        if sentence := _flaw(showing, plan.lots[showing.pk], at, taken=showing.pk in others):
            when = words.french_moment(showing.starts_at)
            raise DrawRefused(f"« {showing.offer.title} », {when} : {sentence}", "Corrigez, ou décochez cette date.")
    return found


def _flaw(showing: Showing, places: int, at: datetime, *, taken: bool) -> str:
    """Why the places of this date may not be drawn, or ``""``."""
    if showing.offer.booking_mode != BookingMode.DRAW:
        return "les places de cette offre ne sont pas données par tirage."
    if not showing.offer.is_published(at):
        return "l'offre n'est pas publiée."
    if showing.cancelled_at or showing.is_over(at):
        return "la date est passée ou annulée."
    if not hasattr(showing, "allotment"):
        return "aucune place n'est offerte."
    if taken:
        return "elle est déjà dans un autre tirage."
    left = showing.allotment.left
    if not 1 <= places <= left:
        return f"{words.places(places)} au tirage, il y en a {left}."
    return ""


def _said(plan: Plan, window: Window) -> dict[str, str]:
    return {
        "places": words.places(sum(plan.lots.values())),
        "dates": words.counted(len(plan.lots), "date"),
        "closes": words.french_moment(window.closes_at),
    }
