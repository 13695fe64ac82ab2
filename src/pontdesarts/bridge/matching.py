"""What answers an announcement: the other side of its association, compared in memory, in a constant number of
queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pontdesarts.network.models import Audience
from pontdesarts.network.rules import may_show_kind
from pontdesarts.programme.disciplines import Discipline, family_of

from . import rules
from .models import Announcement, AnnouncementQuerySet

WITH = ("structure__association", "structure__commune", "structure__relay", "structure__partner", "commune")
# of one association, on one side, the latest: beyond, one narrows the list
MOST_COMPARED = 500
SHOWN = 6


@dataclass(frozen=True)
class Suggestion:
    announcement: Announcement
    match: rules.Match


def protected(announcement: Announcement) -> bool:
    """A need whose relay's kind no partner may learn, nor guess from whom it receives.

    Nobody knows it of one that is no longer a relay.
    """
    if announcement.is_offer:
        return False
    return not announcement.structure.is_relay or not may_show_kind(announcement.structure.relay.kind)


def facets(announcement: Announcement, *, hidden: bool) -> rules.Facets:
    """``hidden``: whom it is for is not read here, and counts as unsaid; distances to it are those to its town, or a
    few announcements would tell where it lives."""
    known = [] if hidden else [Audience(name) for name in announcement.audiences if name in Audience.values]
    discipline = announcement.discipline
    return rules.Facets(
        kind=announcement.kind,
        kind_words=announcement.get_kind_display(),
        discipline=discipline,
        discipline_words=Discipline(discipline).label if discipline in Discipline.values else discipline,
        family=family_of(discipline) if discipline else "",
        audiences={each.value: str(each.label) for each in known},
        first=announcement.first_day,
        last=announcement.last_day,
        people=announcement.people,
        point=announcement.town if hidden else announcement.point,
    )


def suggestions(
    announcement: Announcement,
    *,
    among: AnnouncementQuerySet,
    today: date,
    hides: Callable[[Announcement], bool],
) -> list[Suggestion]:
    """The announcements of the other side that suit, the best first, then the nearest. ``hides`` says of which ones
    whoever reads may not learn whom they are for."""
    others = (
        among.listed(today)
        .filter(structure__association=announcement.structure.association_id)
        .exclude(side=announcement.side)
        .exclude(structure=announcement.structure_id)
        .filter(structure__partner__suspended_at=None)
        .select_related(*WITH)
        .order_by("-published_at", "-pk")[:MOST_COMPARED]
    )
    own, found = facets(announcement, hidden=hides(announcement)), []
    for other in others:
        theirs = facets(other, hidden=hides(other))
        match = rules.match(own, theirs) if announcement.is_offer else rules.match(theirs, own)
        if match.is_worth_saying:
            found.append(Suggestion(other, match))
    found.sort(key=lambda each: (-each.match.score, each.match.km is None, each.match.km or 0, each.announcement.pk))
    return found[:SHOWN]
