"""The lines of a preview and of a report, as the pages draw them."""

from collections.abc import Callable, Iterable
from typing import Any

from pontdesarts.journal.naming import field_label
from pontdesarts.network.models import Venue
from pontdesarts.ui import words

from ..disciplines import Discipline
from ..importing.planned import Change, Gesture, Kept, Kind, Plan, PlannedEvent, PlannedShowing
from ..models import AccessFeature, Offer, Resemblance
from ..operations.importing.reports import MOST_DATES_TOLD

ALL, ALIKE = "tout", "ressemblances"
# (address, label, kind) of each tab
TABS = (
    (ALL, "Toutes", None),
    ("nouvelles", "Nouvelles", Kind.CREATED),
    ("modifiees", "Modifiées", Kind.UPDATED),
    ("inchangees", "Inchangées", Kind.UNCHANGED),
    ("refusees", "Refusées", Kind.REFUSED),
    (ALIKE, "Peut-être déjà là", None),
)
BADGES = {
    Kind.CREATED: ("success", "plus", "nouvelle"),
    Kind.UPDATED: ("info", "edit", "modifiée"),
    Kind.UNCHANGED: ("", "", "inchangée"),
    Kind.REFUSED: ("refusal", "close", "refusée"),
}
_DATES = {
    Kind.CREATED: ("nouvelle date", "nouvelles dates"),
    Kind.UPDATED: ("date changée", "dates changées"),
    Kind.UNCHANGED: ("date inchangée", "dates inchangées"),
    Kind.REFUSED: ("date refusée", "dates refusées"),
}
_SHORT = 160


def tabs(kinds: list[str], alike: int) -> list[tuple[str, str, int]]:
    """Those that hold something, with how many."""
    counts = {ALL: len(kinds), ALIKE: alike} | {key: kinds.count(kind) for key, _, kind in TABS if kind}
    return [(key, label, counts[key]) for key, label, _ in TABS if counts[key]]


def kept(lines: Iterable[Any], tab: str, kind_of: Callable[[Any], str], alike: Callable[[Any], bool]) -> list[Any]:
    kind = next((kind for key, _, kind in TABS if key == tab), None)
    if tab == ALIKE:
        return [line for line in lines if alike(line)]
    return [line for line in lines if kind is None or kind_of(line) == kind]


def dates_in_words(counts: dict[Any, int], left_out: int) -> str:
    told = [words.counted(counts[kind], *_DATES[kind]) for kind in Kind if counts.get(kind)]
    if left_out:
        told.append(
            f"{words.counted(left_out, 'date')} hors de la période, {'laissées' if left_out > 1 else 'laissée'}"
        )
    return ", ".join(told)


class Drawn:
    """The events of one page of the preview, with the names of their places: two queries for the page."""

    def __init__(self, plan: Plan, events: list[PlannedEvent]) -> None:
        pks: set[int] = set()
        for event in events:
            told = [
                event.values.get("venue"),
                *(value for change in event.changes for value in (change.old, change.new)),
            ]
            told += [value for each in event.kept for value in (each.ours, each.theirs)]
            pks |= {value for value in told if isinstance(value, int)}
        venues = Venue.objects.select_related("commune").in_bulk(pks)
        self.places: dict[Any, str] = {
            pk: _named(v.name, v.commune.name if v.commune else "") for pk, v in venues.items()
        }
        self.places |= {venue.key: _named(venue.name, venue.commune) for venue in plan.venues}
        self.new = {venue.key for venue in plan.venues}
        self.lines = [self._line(event) for event in events]

    def _line(self, event: PlannedEvent) -> dict[str, Any]:
        venue = event.values.get("venue")
        tone, icon, label = BADGES[event.kind]
        new = event.kind == Kind.CREATED
        return {
            "event": event,
            "tone": tone,
            "icon": icon,
            "label": label,
            "place": self.places.get(venue, "") if new else "",
            "place_is_new": venue in self.new,
            "discipline": self._value("discipline", event.values.get("discipline"))
            if event.kind == Kind.CREATED
            else "",
            "dates": dates_in_words({kind: len(event.of_kind(kind)) for kind in Kind}, event.left_out),
            "span": _span(event),
            "changes": [self._change(change) for change in event.changes],
            "kept": [self._kept(each) for each in event.kept],
            "told": [_told(showing) for showing in [*event.showings, *event.vanished] if _is_told(showing)][
                :MOST_DATES_TOLD
            ],
        }

    def _change(self, change: Change) -> dict[str, str]:
        return {
            "field": field_label(Offer, change.field),
            "old": self._value(change.field, change.old),
            "new": self._value(change.field, change.new),
        }

    def _kept(self, each: Kept) -> dict[str, str]:
        return {
            "field": field_label(Offer, each.field),
            "ours": self._value(each.field, each.ours),
            "theirs": self._value(each.field, each.theirs),
        }

    def _value(self, field: str, value: Any) -> str:
        if value in (None, "", []):
            return "rien"
        if field == "venue":
            return self.places.get(value, "un autre lieu")
        if field == "discipline":
            return str(Discipline(value).label) if value in Discipline.values else str(value)
        if field == "access":
            return ", ".join(str(AccessFeature(code).label) for code in value if code in AccessFeature.values)
        text = " ".join(str(value).split())
        return text if len(text) <= _SHORT else text[:_SHORT].rstrip() + "…"


def open_resemblances(offers: Iterable[int]) -> set[int]:
    """Which of these offers still look like another, and nobody has said."""
    return set(Resemblance.objects.open().filter(offer__in=offers).order_by("offer").values_list("offer", flat=True))


def _named(name: str, commune: str) -> str:
    return f"{name}, {commune}" if commune and commune.casefold() not in name.casefold() else name


def _span(event: PlannedEvent) -> str:
    starts = [showing.starts_at for showing in event.showings if showing.kind != Kind.REFUSED]
    ends = [showing.ends_at or showing.starts_at for showing in event.showings if showing.kind != Kind.REFUSED]
    if not starts or event.kind == Kind.UNCHANGED:
        return ""
    if len(starts) == 1 and not event.values.get("open_dated"):
        return words.full_date(starts[0])
    return f"du {words.full_date(min(starts))} au {words.full_date(max(ends))}"


def _is_told(showing: PlannedShowing) -> bool:
    return bool(showing.reason) or showing.gesture == Gesture.MOVE


def _told(showing: PlannedShowing) -> dict[str, Any]:
    moved = showing.gesture == Gesture.MOVE
    return {
        "at": showing.before if moved and showing.before else showing.starts_at,
        "to": showing.starts_at if moved else None,
        "reason": showing.reason,
    }
