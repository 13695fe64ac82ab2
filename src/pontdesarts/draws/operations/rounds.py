"""A round is drawn, another opens, what is left is given to whoever books.

Lock order: the draw, then the allotments of its dates by their key, then the bookings, which are new.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings import places
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import reduced
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import BookingMode, Offer
from pontdesarts.ui import words

from .. import rules, sealing, standings, verbs
from ..conditions import LONGEST, Window, checked, locked, new_round
from ..models import Draw, Outcome, Round, Wish
from ..refusals import DrawRefused, SecretLost, TooEarly


@transaction.atomic
def draw_round(round_: Round, *, by: Actor, at: datetime) -> Round | None:
    """Close the list, draw, book what each relay receives, publish the secret; a mail goes to each relay.

    Once only: ``None``, and nothing written, when it was drawn already: two workers, or the job and the team's button,
    are one draw. Raises `TooEarly` while wishes are open, `DrawEnded`, or `SecretLost`.
    """
    draw = locked(round_.draw)
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if round_.drawn_at:
        return None
    if at < round_.closes_at:
        until = words.french_moment(round_.closes_at)
        raise TooEarly(f"Les vœux sont ouverts jusqu'au {until}.", "Tirez après : personne ne doit être pris de court.")
    secret = sealing.unseal(bytes(round_.secret_sealed))
    if rules.commitment_of(secret) != round_.commitment:
        raise SecretLost(
            "La graine de ce tour ne peut plus être lue : la clé de la machine a changé.",
            "Annulez ce tirage, dites pourquoi, et annoncez-en un autre.",
        )
    for showing_id in draw.lots.order_by("showing").values_list("showing", flat=True):
        places.hold(showing_id)
    round_.draw = draw
    closed, wishes = standings.closed_list(round_, at)
    round_.closed_list = closed.as_json()
    round_.digest = rules.digest_of(round_.closed_list)
    result = rules.draw(closed, rules.seed_of(secret, round_.digest))
    round_.result, round_.seed, round_.drawn_at = result.as_json(), secret, at
    round_.save()
    _give(round_, result, wishes, by=by, at=at)
    _tell(round_, result, by=by, at=at)
    return round_


def _give(
    round_: Round, result: rules.Result, wishes: Mapping[tuple[int, int], Wish], *, by: Actor, at: datetime
) -> None:
    """Book what was given, in the order drawn, and write why for each wish."""
    position = {number: index for index, number in enumerate(result.order)}
    answers = sorted(result.answers, key=lambda answer: (answer.turn, position.get(answer.relay, 0), answer.rank))
    outcomes = []
    for answer in answers:
        wish = wishes[answer.relay, answer.lot]
        outcome = Outcome(
            round=round_,
            wish=wish,
            rank=answer.rank,
            reason=answer.reason.value,
            places=answer.places,
            turn=answer.turn,
            left=answer.left,
        )
        if answer.places:
            outcome.booking = _book(wish, answer.places, by=by, at=at)
        outcomes.append(outcome)
    Outcome.objects.bulk_create(outcomes)
    # a name goes with the booking, and with nothing else
    met = [outcome.wish_id for outcome in outcomes if outcome.booking]
    Wish.objects.filter(pk__in=met).update(pickup_sealed=None)


def _book(wish: Wish, given: int, *, by: Actor, at: datetime) -> Booking:
    return bookings.grant(
        wish.lot.showing,
        relay=wish.entrant.relay,
        party=reduced(wish.party, given),
        pickup_sealed=bytes(wish.pickup_sealed) if wish.pickup_sealed else None,
        booked_by_id=wish.made_by_id,
        by=by,
        at=at,
    )


def _tell(round_: Round, result: rules.Result, *, by: Actor, at: datetime) -> None:
    from ..tasks import tell_result  # the job calls operations

    given = [answer for answer in result.answers if answer.places]
    journal.record(
        verbs.DRAWN,
        round_.draw,
        by=by,
        at=at,
        round=round_.number,
        places=words.places(sum(answer.places for answer in given)),
        relays=words.counted(len({answer.relay for answer in given}), "relais", "relais"),
    )
    numbers = {answer.relay for answer in result.answers}
    for entrant in round_.draw.entrants.filter(number__in=numbers).order_by("number"):
        tell_result.defer(round_id=round_.pk, entrant_id=entrant.pk)


@transaction.atomic
def open_round(draw: Draw, *, window: Window, by: Actor, at: datetime) -> Round:
    """Another round, with a secret of its own: the places that nobody received, and those given back since. Wishes that
    were not met stand; a mail asks each relay that has some whether they still hold.

    Raises `DrawEnded`, or `DrawRefused` when the last round is not drawn, when nothing is left, when all the rest is
    about to be opened to all, or for a window that does not stand.
    """
    from ..tasks import tell_of_next_round  # the job calls operations

    draw = locked(draw)
    last = draw.current
    if last.drawn_at is None:
        raise DrawRefused(f"Le tour {last.number} n'est pas tiré.", "Attendez son tirage.")
    if draw.rest_opens_at:
        when = words.french_moment(draw.rest_opens_at)
        raise DrawRefused(f"Il est annoncé que ce qui reste s'ouvre à tous {when}.", "Il n'y a plus d'autre tour.")
    left = standings.left(draw)
    lots = [lot for lot in draw.lots.with_showing() if left.get(lot.pk) and not lot.showing.is_over(at)]
    if not lots:
        raise DrawRefused("Il ne reste aucune place à tirer.", "Le tirage est fini.")
    window = checked(window, [lot.showing for lot in lots], at=at)
    round_ = new_round(draw, last.number + 1, window)
    total, closes = words.places(sum(left.values())), words.french_moment(window.closes_at)
    journal.record(verbs.ROUND_OPENED, draw, by=by, at=at, round=round_.number, places=total, closes=closes)
    entrants = Wish.objects.standing().filter(entrant__draw=draw).order_by("entrant")
    for entrant_id in list(entrants.values_list("entrant", flat=True).distinct()):
        tell_of_next_round.defer(round_id=round_.pk, entrant_id=entrant_id)
    return round_


@transaction.atomic
def release_rest(draw: Draw, *, opens_at: datetime, by: Actor, at: datetime) -> Draw:
    """Announce when what is left will be booked directly; at once when the moment is not to come.

    Raises `DrawEnded`, or `DrawRefused` before the last round is drawn, and for a moment more than a year ahead.
    """
    draw = locked(draw)
    if draw.current.drawn_at is None:
        raise DrawRefused(f"Le tour {draw.current.number} n'est pas tiré.", "Attendez son tirage.")
    if opens_at > at + LONGEST:
        raise DrawRefused("C'est dans plus d'un an.", "Vérifiez l'année.")
    draw.rest_opens_at = max(opens_at, at)
    draw.save(update_fields=["rest_opens_at"])
    journal.record(verbs.REST_ANNOUNCED, draw, by=by, at=at, when=words.french_moment(draw.rest_opens_at))
    if draw.rest_opens_at <= at:
        _open_rest(draw, by=by, at=at)
    return draw


@transaction.atomic
def open_rest(draw: Draw, *, by: Actor, at: datetime) -> Draw | None:
    """Carry out what `release_rest` announced: the offers of the draw are booked directly. ``None`` when it is done,
    or not for now: two workers open once."""
    draw = Draw.objects.select_for_update(of=("self",), no_key=True).select_related("association").get(pk=draw.pk)
    due = draw.rest_opens_at is not None and draw.rest_opens_at <= at
    if not draw.is_running or not due:
        return None
    _open_rest(draw, by=by, at=at)
    return draw


def _open_rest(draw: Draw, *, by: Actor, at: datetime) -> None:
    left = standings.left(draw)
    draw.rest_opened_at = at
    draw.save(update_fields=["rest_opened_at"])
    Wish.objects.filter(entrant__draw=draw).exclude(pickup_sealed=None).update(pickup_sealed=None)
    offers = Offer.objects.filter(showings__lots__draw=draw, booking_mode=BookingMode.DRAW, withdrawn_at=None)
    # an offer that another draw still gives stays with it
    elsewhere = Draw.objects.running().exclude(pk=draw.pk).filter(lots__out_at=None)
    offers = offers.exclude(showings__lots__draw__in=elsewhere).order_by("pk").distinct()
    for offer in offers:
        programme.edit_offer(offer, values={"booking_mode": BookingMode.DIRECT}, by=by, at=at)
    journal.record(verbs.REST_OPENED, draw, by=by, at=at, places=words.places(sum(left.values())))
