"""Words about who came: each is kept, and the truth of the whole date is settled again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import rules, verbs
from ..models import Claim, Dispute, Rhythm
from ..refusals import ClaimRefused

# a number with one digit too many is a slip, not a crowd
MOST = 2000


@dataclass(frozen=True)
class Said:
    """What is said of one booking: ``came`` people, ``None`` for « je ne sais pas encore »."""

    booking: Booking
    came: int | None
    excused: bool = False
    reason: str = ""


@transaction.atomic
def claim(
    showing: Showing, said: Sequence[Said], *, source: Claim.Source, via: Claim.Via, by: Actor, at: datetime
) -> list[Booking]:
    """Keep what one source says of bookings of one date, and settle who came; returns the bookings whose truth changed.

    Said again, the last word counts and the journal has both; the same word again writes nothing. More than was booked
    is kept as it was said: the truth stops at the places, the team reads of the others.
    Raises `ClaimRefused` before the date (the door: six hours before), or for a booking of another date.
    """
    _refuse_too_early(showing, source, at)
    bookings = {booking.pk: booking for booking in _locked(showing)}
    before = _last_words(showing)
    for one in said:
        if one.booking.pk not in bookings:
            raise ClaimRefused("Cette réservation n'est pas pour cette date.", "Vérifiez le jour et le lieu.")
        _keep(showing, one, before, source=source, via=via, by=by, at=at)
    return _settle(showing, bookings.values(), at=at)


@transaction.atomic
def count(
    showing: Showing, total: int | None, *, by: Actor, at: datetime, via: Claim.Via = Claim.Via.COUNT
) -> list[Booking]:
    """Keep the venue's count of the whole date (``None`` takes it back), and what follows from it with certainty."""
    _refuse_too_early(showing, Claim.Source.VENUE, at)
    _refuse_slip(total)
    bookings = list(_locked(showing))
    last = Claim.objects.of_dates().filter(showing=showing).order_by("-said_at", "-pk").first()
    if total != (last.came if last else None):
        _write(showing, None, came=total, source=Claim.Source.VENUE, via=via, by=by, at=at)
        people = words.counted(total, "personne") if total is not None else "un nombre inconnu de personnes"
        journal.record(verbs.COUNTED, showing, by=by, at=at, people=people, source=Claim.Source.VENUE.label)
    return _settle(showing, bookings, at=at)


@transaction.atomic
def note_count(showing: Showing, *, seen: bool, by: Actor, at: datetime) -> None:
    """The team has read that the venue's count does not fit, and keeps what is said of each booking; not ``seen``, it
    wants to read it again. A new count is to be read anew."""
    bookings = list(_locked(showing))
    words_of_date = Claim.objects.of_dates().filter(showing=showing).last_of_each()
    last = {claim.source: claim.came for claim in words_of_date}
    counted = last.get(Claim.Source.VENUE) if seen else None
    if last.get(Claim.Source.TEAM) != counted:
        _write(showing, None, came=counted, source=Claim.Source.TEAM, via=Claim.Via.PAGE, by=by, at=at)
        journal.record(verbs.COUNT_SEEN if seen else verbs.COUNT_REOPENED, showing, by=by, at=at)
    _settle(showing, bookings, at=at)


@transaction.atomic
def settle_again(showing: Showing, *, at: datetime) -> list[Booking]:
    """Nothing new is said; whom to believe first has changed."""
    return _settle(showing, _locked(showing), at=at)


def _refuse_too_early(showing: Showing, source: Claim.Source, at: datetime) -> None:
    if not rules.may_tell(rules.Source(source), showing.starts_at, at):
        raise ClaimRefused("La sortie n'a pas encore eu lieu.", "Revenez après.")


def _refuse_slip(came: int | None) -> None:
    if came is not None and not 0 <= came <= MOST:
        raise ClaimRefused("Ce nombre de personnes ne peut pas être juste.", f"Dites un nombre de 0 à {MOST}.")


def _locked(showing: Showing) -> Iterable[Booking]:
    """The bookings of the date, cancelled ones too: somebody may come with one."""
    return Booking.objects.select_for_update(of=("self",)).filter(showing=showing).order_by("pk")


def _last_words(showing: Showing) -> dict[tuple[int | None, str], Claim]:
    claims = Claim.objects.filter(showing=showing).last_of_each()
    return {(claim.booking_id, claim.source): claim for claim in claims}


def _keep(
    showing: Showing,
    one: Said,
    before: dict[tuple[int | None, str], Claim],
    *,
    source: Claim.Source,
    via: Claim.Via,
    by: Actor,
    at: datetime,
) -> None:
    _refuse_slip(one.came)
    excused = one.excused and one.came == 0
    reason = one.reason if one.came is not None and one.came < one.booking.places else ""
    last = before.get((one.booking.pk, source))
    if last and (last.came, last.excused, last.reason) == (one.came, excused, reason) and not _doubts_again(last, at):
        return
    _write(showing, one.booking, came=one.came, excused=excused, reason=reason, source=source, via=via, by=by, at=at)
    told = {"source": source.label, "said": _in_words(one.came, one.booking.places, excused=excused)}
    if last is None or last.came is None:
        journal.record(verbs.TOLD, one.booking, by=by, at=at, **told)
        return
    told["before"] = _in_words(last.came, one.booking.places, excused=last.excused)
    journal.record(verbs.CORRECTED if one.came is not None else verbs.TAKEN_BACK, one.booking, by=by, at=at, **told)


def _doubts_again(last: Claim, at: datetime) -> bool:
    """« Je ne sais pas encore », said another day: it counts from then on."""
    return last.came is None and at - last.said_at >= timedelta(days=1)


def _in_words(came: int | None, places: int, *, excused: bool) -> str:
    if came is None:
        return "on ne sait pas encore"
    return f"{came} sur {places}{', prévenu' if excused else ''}"


def _write(
    showing: Showing,
    booking: Booking | None,
    *,
    came: int | None,
    source: Claim.Source,
    via: Claim.Via,
    by: Actor,
    at: datetime,
    excused: bool = False,
    reason: str = "",
) -> Claim:
    return Claim.objects.create(
        showing=showing,
        booking=booking,
        source=source,
        via=via,
        came=came,
        excused=excused,
        reason=reason,
        said_at=at,
        said_by_id=by.user_id,
        said_by_label=str(by)[:200],
    )


def _settle(showing: Showing, bookings: Iterable[Booking], *, at: datetime) -> list[Booking]:
    """Write the truth that follows from all that was said of the date; the bookings are locked."""
    every = list(bookings)
    said = _last_words(showing)
    counted, seen = said.get((None, Claim.Source.VENUE)), said.get((None, Claim.Source.TEAM))
    order = Rhythm.of(showing.offer.association).sources
    own: dict[int, dict[rules.Source, rules.Word]] = {booking.pk: {} for booking in every}
    for (booking_id, source), claim in said.items():
        if booking_id in own:
            own[booking_id][rules.Source(source)] = rules.Word(claim.came, claim.excused)
    held = [booking for booking in every if booking.cancelled_at is None]
    disputes: dict[int | None, Dispute.Kind] = {}
    if counted and counted.came is not None:
        parties = [_party(booking, rules.resolve(booking.places, own[booking.pk], order)) for booking in held]
        deduced = rules.deduce(counted.came, parties)
        for key, came in deduced.came.items():
            own[key][rules.Source.VENUE] = rules.Word(came)
        if deduced.unfit and not (seen and seen.came == counted.came):
            disputes[None] = Dispute.Kind.COUNT
    changed = []
    for booking in every:
        truth = rules.resolve(booking.places, own[booking.pk], order)
        if dispute := _dispute(booking, truth):
            disputes[booking.pk] = dispute
        if booking.cancelled_at is None and (booking.came, booking.excused) != (truth.came, truth.excused):
            booking.came, booking.excused = truth.came, truth.excused
            booking.told_at = None if truth.came is None else at
            changed.append(booking)
    Booking.objects.bulk_update(changed, ["came", "excused", "told_at"])
    _write_disputes(showing, disputes, at=at)
    return changed


def _party(booking: Booking, truth: rules.Truth) -> rules.Party:
    return rules.Party(booking.pk, booking.places, truth.came, by_relay=truth.source == rules.Source.REFERENT)


def _dispute(booking: Booking, truth: rules.Truth) -> Dispute.Kind | None:
    if booking.cancelled_at:
        return Dispute.Kind.CANCELLED if truth.came and truth.source != rules.Source.TEAM else None
    if truth.disputed:
        return Dispute.Kind.NUMBERS
    return Dispute.Kind.MORE if truth.more and truth.source != rules.Source.TEAM else None


def _write_disputes(showing: Showing, disputes: dict[int | None, Dispute.Kind], *, at: datetime) -> None:
    """Open those that are new, close those that are settled; one that stands keeps its beginning."""
    standing = {dispute.booking_id: dispute for dispute in Dispute.objects.filter(showing=showing)}
    gone = [dispute.pk for key, dispute in standing.items() if disputes.get(key) != dispute.kind]
    Dispute.objects.filter(pk__in=gone).delete()
    opened = [
        Dispute(showing=showing, booking_id=key, kind=kind, since=at)
        for key, kind in disputes.items()
        if key not in standing or standing[key].kind != kind
    ]
    # a date that nobody booked has no row to wait on: of two counts at once, the first has opened it
    Dispute.objects.bulk_create(opened, ignore_conflicts=True)
