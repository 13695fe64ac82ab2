"""What becomes of each date of an event: matched by its identifier at the source, else by its beginning."""

from collections.abc import Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from pontdesarts.programme.importing.known import HERE, Known, KnownOffer, KnownShowing
from pontdesarts.programme.importing.planned import Gesture, Kind, PlannedShowing
from pontdesarts.programme.importing.source_event import MOST_SHOWINGS, SourceEvent, SourceShowing

PERIOD = "periode"
Saying = list[str | bool | None]


@dataclass(slots=True)
class Dates:
    """``said`` is what will be remembered of the source, by identifier: begin, end, called off."""

    planned: list[PlannedShowing] = field(default_factory=list)
    vanished: list[PlannedShowing] = field(default_factory=list)
    said: dict[str, Saying] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left_out: int = 0

    @property
    def changed(self) -> bool:
        return any(showing.kind in (Kind.CREATED, Kind.UPDATED) for showing in self.planned)


def source_showings(event: SourceEvent, offer: KnownOffer | None, at: datetime) -> tuple[SourceShowing, ...]:
    """The dates that the source gives; for what has no fixed date, its period, none as long as its end is unknown."""
    if not event.permanent:
        return event.showings
    if event.valid_to is None:
        return ()
    ends_at = datetime.combine(event.valid_to + timedelta(days=1), time(), HERE)
    first = event.valid_from or min(at.astimezone(HERE).date(), event.valid_to)
    starts_at = datetime.combine(first, time(), HERE)
    if event.valid_from is None and offer and offer.showings:
        starts_at = offer.showings[0].starts_at  # the source does not say: what stands is not contradicted
    return (SourceShowing(PERIOD, starts_at, max(ends_at, starts_at + timedelta(days=1)), all_day=True),)


def new_dates(showings: tuple[SourceShowing, ...], known: Known) -> Dates:
    """The dates of an event that is new here."""
    dates = Dates()
    for showing in showings:
        if not known.window.holds(showing.starts_at, showing.ends_at):
            dates.left_out += 1
        elif showing.cancelled:
            dates.planned.append(_refused(showing, "Cette date est annulée chez la source."))
        else:
            dates.planned.append(_created(showing))
            dates.said[showing.external_id] = _saying(showing)
    return dates


def changed_dates(
    showings: tuple[SourceShowing, ...], offer: KnownOffer, known: Known, agreed: Set[int], *, called_off: bool
) -> Dates:
    """What becomes of the dates of an offer that was imported before. Those that vanished are told, never removed.

    ``agreed`` are the numbers of the booked dates that a human lets the import cancel or move.
    """
    dates = Dates(said=dict(offer.imported.get("showings", {})))
    by_id = {showing.external_id: showing for showing in offer.showings if showing.external_id}
    named = {showing.external_id for showing in showings}
    by_start = {each.starts_at: each for each in offer.showings if each.external_id not in named and not each.cancelled}
    room = MOST_SHOWINGS - sum(not showing.cancelled for showing in offer.showings)
    met = set()
    for showing in showings:
        if called_off:
            showing = replace(showing, cancelled=True)
        ours = by_id.get(showing.external_id) or by_start.pop(showing.starts_at, None)
        if ours is None or ours.pk in met:
            room -= _meet_new(dates, showing, known, room)
            continue
        met.add(ours.pk)
        planned = _meet(showing, ours, offer, known.at)
        if planned.asks and ours.pk in agreed:
            planned = replace(planned, kind=Kind.UPDATED, gesture=planned.asks, reason="", asks=Gesture.NONE)
        dates.planned.append(planned)
        if not planned.asks:
            dates.said[showing.external_id] = _saying(showing)
    dates.vanished = [
        _standing(ours, Kind.UNCHANGED, "Cette date n'est plus chez la source : elle est gardée.")
        for ours in offer.showings
        if ours.external_id and ours.pk not in met and not ours.cancelled and ours.starts_at > known.at
    ]
    return dates


def _meet_new(dates: Dates, showing: SourceShowing, known: Known, room: int) -> int:
    """A date that we do not have; returns 1 when it is to be created."""
    if not known.window.holds(showing.starts_at, showing.ends_at):
        dates.left_out += 1
    elif showing.cancelled:
        dates.planned.append(_refused(showing, "Cette date est annulée chez la source."))
    elif room <= 0:
        dates.planned.append(_refused(showing, f"Une offre compte {MOST_SHOWINGS} dates au plus."))
    else:
        dates.planned.append(_created(showing))
        dates.said[showing.external_id] = _saying(showing)
        return 1
    return 0


def _meet(showing: SourceShowing, ours: KnownShowing, offer: KnownOffer, at: datetime) -> PlannedShowing:
    over = (ours.ends_at or ours.starts_at) <= at if offer.open_dated else ours.starts_at <= at
    same = (showing.starts_at, showing.ends_at) == (ours.starts_at, ours.ends_at)
    said = offer.said(ours)
    if ours.cancelled:
        reason = "" if showing.cancelled else "Cette date est annulée ici, et maintenue chez la source."
        return _standing(ours, Kind.UNCHANGED, reason)
    if showing.cancelled:
        return _standing(ours, Kind.UNCHANGED) if over else _called_off(ours, offer)
    if same or (over and offer.published):
        adopted = same and ours.external_id != showing.external_id
        planned = _standing(ours, Kind.UNCHANGED)
        return replace(planned, gesture=Gesture.ADOPT, external_id=showing.external_id) if adopted else planned
    if said is None or said != (ours.starts_at, ours.ends_at):
        return _standing(ours, Kind.UNCHANGED, "Cette date a été changée ici : elle reste telle quelle.")
    return _moved(showing, ours, offer)


def _called_off(ours: KnownShowing, offer: KnownOffer) -> PlannedShowing:
    if offer.published and ours.taken:
        planned = _standing(ours, Kind.UNCHANGED, "Annulée chez la source, et réservée ici.")
        return replace(planned, asks=Gesture.CANCEL)
    return replace(_standing(ours, Kind.UPDATED, "Annulée chez la source."), gesture=Gesture.CANCEL)


def _moved(showing: SourceShowing, ours: KnownShowing, offer: KnownOffer) -> PlannedShowing:
    planned = PlannedShowing(
        Kind.UPDATED,
        Gesture.MOVE,
        showing.external_id,
        showing.starts_at,
        showing.ends_at,
        showing.all_day,
        pk=ours.pk,
        before=ours.starts_at,
        taken=ours.taken,
    )
    if offer.published and ours.taken and showing.starts_at != ours.starts_at:
        reason = "Déplacée chez la source, et réservée ici."
        return replace(planned, kind=Kind.UNCHANGED, gesture=Gesture.NONE, reason=reason, asks=Gesture.MOVE)
    return planned


def _created(showing: SourceShowing) -> PlannedShowing:
    return PlannedShowing(
        Kind.CREATED, Gesture.CREATE, showing.external_id, showing.starts_at, showing.ends_at, showing.all_day
    )


def _refused(showing: SourceShowing, reason: str) -> PlannedShowing:
    return PlannedShowing(
        Kind.REFUSED, Gesture.NONE, showing.external_id, showing.starts_at, showing.ends_at, reason=reason
    )


def _standing(ours: KnownShowing, kind: Kind, reason: str = "") -> PlannedShowing:
    return PlannedShowing(
        kind,
        Gesture.NONE,
        ours.external_id,
        ours.starts_at,
        ours.ends_at,
        pk=ours.pk,
        before=ours.starts_at,
        reason=reason,
        taken=ours.taken,
    )


def _saying(showing: SourceShowing) -> Saying:
    ends_at = showing.ends_at.astimezone(UTC).isoformat() if showing.ends_at else None
    return [showing.starts_at.astimezone(UTC).isoformat(), ends_at, showing.cancelled]
