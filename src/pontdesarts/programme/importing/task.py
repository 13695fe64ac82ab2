"""One reading under way: what was asked, and what there is to say of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pontdesarts.incoming.notes import Refusal
from pontdesarts.programme.importing.moments import Moment, spoken, zone
from pontdesarts.programme.importing.source_event import MOST_SHOWINGS, SourceShowing

Season = tuple[date, date]
MOST_NOTES = 2_000
"""Sentences kept of each kind: beyond, nobody reads, and a bad file must not fill the page."""


@dataclass(frozen=True, slots=True)
class Span:
    """A begin and perhaps an end, as the source gives them. `written` serves to name it when it cannot be read."""

    begin: Moment | None
    end: Moment | None = None
    external_id: str = ""
    cancelled: bool = False
    written: str = ""
    line: int | None = None


@dataclass(slots=True)
class Task:
    season: Season
    filename: str = ""
    matching: Mapping[str, str] | None = None
    default_timezone: str = "Europe/Paris"
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    showing_refusals: list[Refusal] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        return zone(self.default_timezone)

    def refuse(self, item: str, reason: str, line: int | None = None) -> None:
        _note(self.refusals, item, reason, line)

    def warn(self, item: str, reason: str, line: int | None = None) -> None:
        _note(self.warnings, item, reason, line)

    def refuse_showing(self, item: str, reason: str, line: int | None = None) -> None:
        _note(self.showing_refusals, item, reason, line)

    def showings(
        self, item: str, spans: Iterable[Span], *, end_before_is_next_day: bool = False
    ) -> tuple[SourceShowing, ...]:
        """In order of date, each once. An end at or before the begin is not believed: the end becomes unknown.

        `end_before_is_next_day`: the source gives two hours of the same day, and 1 h in the morning is the next day's.
        """
        kept: dict[tuple[datetime, datetime | None], SourceShowing] = {}
        for span in spans:
            if span.begin is None:
                reason = f"la date « {span.written[:60]} » ne peut pas être lue" if span.written else "une date manque"
                self.refuse_showing(item, reason[0].upper() + reason[1:] + ".", span.line)
                continue
            showing = self._showing(item, span, span.begin, next_day=end_before_is_next_day)
            if kept.setdefault((showing.starts_at, showing.ends_at), showing) is not showing:
                self.warn(
                    item, f"La séance du {spoken(span.begin.at)} est écrite deux fois : elle est reprise une fois."
                )
        return _with_own_ids(sorted(kept.values(), key=lambda each: (each.starts_at, each.ends_at or each.starts_at)))

    def too_many(self, item: str, showings: int, line: int | None = None) -> bool:
        if showings <= MOST_SHOWINGS:
            return False
        self.refuse(item, f"{showings} dates : un événement ne peut pas en avoir plus de {MOST_SHOWINGS}.", line)
        return True

    def _showing(self, item: str, span: Span, begin: Moment, *, next_day: bool) -> SourceShowing:
        ends_at = span.end.at if span.end else None
        if ends_at is not None and span.end and span.end.all_day and begin.all_day:
            ends_at = ends_at + timedelta(days=1) if ends_at > begin.at else None
        elif ends_at is not None and ends_at <= begin.at:
            if next_day and ends_at < begin.at and begin.at - ends_at < timedelta(days=1):
                ends_at = ends_at + timedelta(days=1)
            else:
                told = (
                    "se termine à l'heure où elle commence" if ends_at == begin.at else "se termine avant de commencer"
                )
                self.warn(item, f"La séance du {spoken(begin.at)} {told} : l'heure de fin est laissée vide.", span.line)
                ends_at = None
        return SourceShowing(span.external_id, begin.at, ends_at, begin.all_day, span.cancelled)


def open_dated(spans: list[Span]) -> tuple[date, date] | None:
    """First and last day of a single period longer than two days: an exhibition, not a showing."""
    if len(spans) != 1 or spans[0].begin is None or spans[0].end is None:
        return None
    begin, end = spans[0].begin.at, spans[0].end.at
    if end - begin <= timedelta(days=1 if spans[0].begin.all_day and spans[0].end.all_day else 2):
        return None
    return begin.date(), end.date()


def _with_own_ids(showings: list[SourceShowing]) -> tuple[SourceShowing, ...]:
    seen: dict[str, int] = {}
    named = []
    for showing in showings:
        name = showing.external_id or showing.starts_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name}-{seen[name]}"
        named.append(SourceShowing(name, showing.starts_at, showing.ends_at, showing.all_day, showing.cancelled))
    return tuple(named)


def _note(notes: list[Refusal], item: str, reason: str, line: int | None) -> None:
    if len(notes) < MOST_NOTES:
        notes.append(Refusal(item, reason, line))
    elif len(notes) == MOST_NOTES:
        notes.append(Refusal("…", f"Plus de {MOST_NOTES} remarques : les suivantes ne sont pas montrées."))
