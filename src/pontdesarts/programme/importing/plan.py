"""From what was read to what would be done: pure, so that the preview is the import before it is written."""

from collections.abc import Iterable, Set
from dataclasses import replace
from typing import Any

from pontdesarts.incoming.notes import Refusal
from pontdesarts.incoming.texts import shortened
from pontdesarts.programme.importing.disciplines import guess_discipline
from pontdesarts.programme.importing.known import Known, KnownOffer, Twin
from pontdesarts.programme.importing.plan_places import Places
from pontdesarts.programme.importing.plan_showings import Dates, changed_dates, new_dates, source_showings
from pontdesarts.programme.importing.planned import Change, Kept, Kind, Plan, PlannedEvent, PlannedShowing
from pontdesarts.programme.importing.source_event import Reading, SourceEvent, SourceShowing
from pontdesarts.territory.rules import same_city

SUMMARY = 2000
OLDEST = 99
MOST_TWINS = 3
FIELDS = ("title", "summary", "discipline", "age_from", "age_to", "access", "website", "venue")
"""What an import may write in an offer. The rest is a human's."""


def plan(reading: Reading, known: Known, *, agreed: Set[int] = frozenset()) -> Plan:
    """Each event of the reading exactly once, its refusals included. ``agreed``: see `changed_dates`."""
    places = Places(known)
    events = [_event(event, known, places, agreed) for event in reading.events]
    events = _with_twins(events, known, places)
    events = _with_warnings(events, reading.warnings + reading.showing_refusals)
    refused = [
        PlannedEvent("", refusal.item, Kind.REFUSED, (refusal.reason,), line=refusal.line)
        for refusal in reading.refusals
    ]
    used = {event.values.get("venue") for event in events if event.kind != Kind.REFUSED}
    venues = places.created(used)
    learnt = {pk: tuple(ids) for pk, ids in places.learnt.items() if pk in used}
    titles = {event.title for event in events}
    remarks = tuple(f"{note.item} : {note.reason}" for note in reading.warnings if note.item not in titles)
    return Plan((*events, *refused), venues, learnt, remarks)


def values_of(event: SourceEvent) -> dict[str, Any]:
    """What the source says of our fields, without the place."""
    age_from = event.age_min if event.age_min is not None and 0 < event.age_min <= OLDEST else None
    age_to = event.age_max if event.age_max is not None and event.age_max < OLDEST else None
    return {
        "title": event.title,
        "summary": _summary(event),
        "discipline": guess_discipline(event.discipline_hint, event.title) or "autre",
        "age_from": age_from,
        "age_to": age_to if age_from is None or age_to is None or age_to >= age_from else None,
        "access": sorted(event.access),
        "website": event.url or event.registration.url,
    }


def _summary(event: SourceEvent) -> str:
    short, long = event.summary.strip(), event.description.strip()
    if not short or long.startswith(short.rstrip("…. ")):
        return shortened(long or short, SUMMARY)
    return shortened(f"{short}\n\n{long}".strip(), SUMMARY)


def _event(event: SourceEvent, known: Known, places: Places, agreed: Set[int]) -> PlannedEvent:
    offer = known.offers.get(event.external_id)
    if offer is None:
        return _new(event, known, places)
    if offer.withdrawn:
        note = "Cette sortie a été retirée ici : l'import n'y touche pas."
        return PlannedEvent(event.external_id, event.title, Kind.UNCHANGED, notes=(note,), offer=offer.pk)
    return _again(event, offer, known, places, agreed)


def _new(event: SourceEvent, known: Known, places: Places) -> PlannedEvent:
    showings = source_showings(event, None, known.at)
    dates = new_dates(showings, known)
    reason = _why_not(event, showings, dates, known)
    if reason:
        return PlannedEvent(event.external_id, event.title, Kind.REFUSED, (reason,))
    venue, remark = places.find(event.place)
    values = values_of(event) | {"venue": venue}
    return PlannedEvent(
        event.external_id,
        event.title,
        Kind.CREATED,
        notes=tuple(_notes(event, dates, remark)),
        values=values | {"open_dated": event.permanent},
        imported=values | {"showings": dates.said},
        showings=tuple(dates.planned),
        left_out=dates.left_out,
    )


def _why_not(event: SourceEvent, showings: tuple[SourceShowing, ...], dates: Dates, known: Known) -> str:
    """Why an event that is new here is not taken; empty when it is."""
    if event.cancelled or event.status == "cancelled":
        return "Cet événement est annulé chez la source."
    if event.status == "postponed":
        return "Cet événement est reporté chez la source, sans nouvelle date."
    if event.status == "moved_online" or (event.online and not _has_place(event)):
        return "Cet événement a lieu en ligne : il n'y a pas de lieu où aller."
    if dates.said or (event.permanent and not showings):
        return ""
    if not showings:
        return "Cet événement n'a aucune date."
    if all(showing.cancelled for showing in showings):
        return "Toutes les dates sont annulées chez la source."
    if all(known.window.is_before(showing.starts_at, showing.ends_at) for showing in showings):
        return "Toutes les dates sont passées."
    return f"Aucune date à reprendre dans la période {known.window}."


def _has_place(event: SourceEvent) -> bool:
    return event.place is not None and bool(event.place.address or event.place.postal_code or event.place.insee)


def _notes(event: SourceEvent, dates: Dates, remark: str) -> Iterable[str]:
    if remark:
        yield remark
    if event.status == "full":
        yield "Cet événement est complet chez la source."
    if event.status == "rescheduled":
        yield "Les dates ont changé chez la source."
    if event.permanent and event.valid_to is None:
        yield "Sans date fixe, et la source ne dit pas jusqu'à quand : fixez sa période."
    yield from dates.notes


def _again(event: SourceEvent, offer: KnownOffer, known: Known, places: Places, agreed: Set[int]) -> PlannedEvent:
    """An event that was imported before: what the source changed, unless a person changed it here."""
    venue, remark = places.find(event.place)
    said = values_of(event) | {"venue": offer.imported.get("venue") if venue is None else venue}
    changes, kept = _compared(said, offer)
    if isinstance(venue, str) and all(change.field != "venue" for change in changes):
        said["venue"] = offer.imported.get("venue")  # a place that nobody goes to is not created
    dates = _dates_again(event, offer, known, agreed)
    shown = Kind.UPDATED if changes or dates.changed else Kind.UNCHANGED
    return PlannedEvent(
        event.external_id,
        event.title,
        shown,
        notes=tuple(_notes(event, dates, remark if not offer.values.get("venue") else "")),
        values={change.field: change.new for change in changes},
        imported=said | {"showings": dates.said},
        changes=tuple(changes),
        kept=tuple(kept),
        showings=tuple(dates.planned),
        vanished=tuple(dates.vanished),
        left_out=dates.left_out,
        offer=offer.pk,
    )


def _dates_again(event: SourceEvent, offer: KnownOffer, known: Known, agreed: Set[int]) -> Dates:
    if event.permanent != offer.open_dated and offer.showings:
        dates = Dates(said=dict(offer.imported.get("showings", {})))
        now = "est sans date fixe" if event.permanent else "a des dates"
        dates.notes.append(f"Chez la source, cette sortie {now} : les dates d'ici sont laissées telles quelles.")
        return dates
    showings = source_showings(event, offer, known.at)
    called_off = event.cancelled or event.status == "cancelled"
    dates = changed_dates(showings, offer, known, agreed, called_off=called_off)
    if called_off:
        dates.notes.append("Cet événement est annulé chez la source.")
    if event.status == "postponed":
        dates.notes.append("Cet événement est reporté chez la source : vérifiez ses dates.")
    if event.status == "moved_online":
        dates.notes.append("Chez la source, cet événement a maintenant lieu en ligne : vérifiez-le.")
    return dates


def _compared(said: dict[str, Any], offer: KnownOffer) -> tuple[list[Change], list[Kept]]:
    changes, kept = [], []
    for field in FIELDS:
        ours, last = offer.values.get(field), offer.imported.get(field)
        if said[field] == ours:
            continue
        if field in offer.imported and ours != last:
            kept.append(Kept(field, ours, said[field]))
        elif said[field] != last or field not in offer.imported:
            changes.append(Change(field, ours, said[field]))
    return changes, kept


def _with_twins(events: list[PlannedEvent], known: Known, places: Places) -> list[PlannedEvent]:
    """Point out, on each new event, what may be the same show: here already, or elsewhere in the file."""
    seen = {key: list(twins) for key, twins in known.twins.items()}
    told = []
    for event in events:
        if event.kind != Kind.CREATED:
            told.append(event)
            continue
        key = known.key(event.title)
        mine = _as_twin(event, places)
        twins = tuple(twin for twin in seen.get(key, []) if key and _may_be_the_same(mine, twin))[:MOST_TWINS]
        if not any(twin.pk is None for twin in twins):  # twenty alike in a file are told of the first of them only
            seen.setdefault(key, []).append(mine)
        told.append(replace(event, twins=twins) if twins else event)
    return told


def _as_twin(event: PlannedEvent, places: Places) -> Twin:
    venue = event.values.get("venue")
    starts = [showing.starts_at for showing in event.showings if showing.kind == Kind.CREATED]
    ends = [showing.ends_at or showing.starts_at for showing in event.showings if showing.kind == Kind.CREATED]
    return Twin(
        None,
        event.external_id,
        event.title,
        "ce fichier",
        same_source=True,
        venue=venue,
        insee=places.insee.get(venue, "") if venue is not None else "",
        first=min(starts, default=None),
        last=max(ends, default=None),
    )


def _may_be_the_same(mine: Twin, other: Twin) -> bool:
    """Same venue or commune, or one of them unknown; and dates that overlap, unless both come from the same source."""
    if mine.venue != other.venue and mine.insee and other.insee and other.insee not in same_city(mine.insee):
        return False
    if other.same_source:
        return True
    if not (mine.first and mine.last and other.first and other.last):
        return True
    return mine.first <= other.last and other.first <= mine.last


def _with_warnings(events: list[PlannedEvent], warnings: tuple[Refusal, ...]) -> list[PlannedEvent]:
    by_title: dict[str, list[str]] = {}
    for warning in warnings:
        by_title.setdefault(warning.item, []).append(warning.reason)
    told = []
    for event in events:
        notes = by_title.pop(event.title, [])  # said once, where two events have the same title
        told.append(replace(event, notes=tuple(dict.fromkeys((*event.notes, *notes)))) if notes else event)
    return told


def showing_refusals(plan: Plan, reading: Reading) -> list[tuple[str, str]]:
    """Each date that is not taken: whose it is, and why."""
    found = [(note.item, note.reason) for note in reading.showing_refusals]
    for event in plan.events:
        if event.kind == Kind.REFUSED:
            continue
        found += [(_dated(event, showing), showing.reason) for showing in event.of_kind(Kind.REFUSED)]
        if event.left_out:
            dates = "1 date" if event.left_out == 1 else f"{event.left_out} dates"
            found.append((event.title, f"{dates} hors de la période demandée."))
    return found


def _dated(event: PlannedEvent, showing: PlannedShowing) -> str:
    return f"{event.title}, {showing.starts_at:%d/%m/%Y %H:%M}"
