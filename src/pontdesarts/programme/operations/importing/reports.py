"""The report of an import: the figures that the command prints, and a line for each event."""

from typing import Any

from ...importing import Reading
from ...importing.plan import showing_refusals
from ...importing.planned import Gesture, Kind, Plan, PlannedEvent, PlannedShowing

MOST_DATES_TOLD = 30


def figures(plan: Plan, reading: Reading) -> dict[str, Any]:
    """``created``, ``updated``, ``unchanged``, ``refused`` of events, each event once; under ``showings``, of dates."""
    refused = [{"item": event.title, "reason": " ".join(event.reasons)} for event in plan.of_kind(Kind.REFUSED)]
    dates = [{"item": item, "reason": reason} for item, reason in showing_refusals(plan, reading)]
    return {
        "created": plan.count(Kind.CREATED),
        "updated": plan.count(Kind.UPDATED),
        "unchanged": plan.count(Kind.UNCHANGED),
        "refused": refused,
        "showings": {
            "created": len(plan.showings(Kind.CREATED)),
            "updated": len(plan.showings(Kind.UPDATED)),
            "unchanged": len(plan.showings(Kind.UNCHANGED)),
            "refused": dates,
        },
    }


def report(plan: Plan, reading: Reading, offers: dict[str, int]) -> dict[str, Any]:
    """The figures, and under ``lines`` what was done of each event; ``offers``: the number of each offer created."""
    lines = [line(event) | {"offer": event.offer or offers.get(event.external_id)} for event in plan.events]
    return figures(plan, reading) | {"lines": lines, "venues": len(plan.venues), "remarks": list(plan.remarks)}


def line(event: PlannedEvent) -> dict[str, Any]:
    """One event as JSON, for the page of the report."""
    told = [_date(showing) for showing in event.showings if showing.reason or showing.gesture == Gesture.MOVE]
    told += [_date(showing) for showing in event.vanished]
    return {
        "title": event.title,
        "kind": event.kind.value,
        "reasons": list(event.reasons),
        "notes": list(event.notes),
        "changes": [change.field for change in event.changes],
        "kept": [kept.field for kept in event.kept],
        "dates": {kind.value: len(event.of_kind(kind)) for kind in Kind},
        "left_out": event.left_out,
        "told": told[:MOST_DATES_TOLD],
        "twins": len(event.twins),
        "line": event.line,
    }


def _date(showing: PlannedShowing) -> dict[str, Any]:
    return {
        "at": showing.starts_at.isoformat(),
        "before": showing.before.isoformat() if showing.before and showing.gesture == Gesture.MOVE else "",
        "gesture": showing.gesture.value,
        "reason": showing.reason,
    }
