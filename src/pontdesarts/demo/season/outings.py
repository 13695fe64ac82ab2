"""Outings told by those who were there: referents the day after, some doors and venues on the evening itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.outings import operations as outings
from pontdesarts.outings.models import Claim, Impression
from pontdesarts.outings.operations import Said
from pontdesarts.outings.owed import ended_at
from pontdesarts.programme.models import Showing

from .asked import BY_TEXT
from .scenes import Stage

# the visitor's relay has some left to tell, whatever chance says; who is asked by text has one
_LEFT_TO_TELL = 3
# of ten dates, how many have a door that reads codes, how many a venue that counts heads
_DOOR, _COUNT = 0.3, 0.2
# how many referents tell, how many say that they do not know yet; how often everybody came, nobody, and was it said
_TOLD, _DOUBT = 0.75, 0.08
_ALL_CAME, _NOBODY, _EXCUSED = 0.72, 0.1, 0.5
# a referent and a door seldom differ; who tells sometimes says how it was
_DIFFER, _FELT = 0.06, 0.35

_WORDS = {
    Impression.Mood.HAPPY: (
        "On a ri du début à la fin, et on en parle encore.",
        "Les enfants ont chanté dans le car du retour.",
        "Deux personnes entraient dans un théâtre pour la première fois : elles veulent revenir.",
        "L'accueil a été très doux, on nous a montré les coulisses.",
        "Une maman a dit : « c'est pour nous aussi, alors ».",
        "",
    ),
    Impression.Mood.MIXED: (
        "Très beau, mais un peu long pour les plus petits.",
        "On était loin de la scène, on n'entendait pas tout.",
        "",
    ),
    Impression.Mood.SAD: ("Personne ne nous attendait à l'accueil, il a fallu expliquer devant tout le monde.", ""),
}
_MOODS = (Impression.Mood.HAPPY,) * 7 + (Impression.Mood.MIXED,) * 2 + (Impression.Mood.SAD,)
_REASONS = tuple(Claim.Reason)


def tell_outings(stage: Stage, chance: Random) -> None:
    """Date by date, the oldest first: what the door read, what the venue counted, what referents said."""
    relay, _ = stage.relay_of("referente")
    past = Booking.objects.held().past(stage.clock.ago(1)).filter(booked_by__isnull=False)
    latest = past.filter(relay=relay).order_by("-showing__starts_at", "-pk")
    left = set(latest.values_list("pk", flat=True)[:_LEFT_TO_TELL])
    texted = past.filter(booked_by=stage.made.users[BY_TEXT]).order_by("-showing__starts_at", "-pk")
    left |= set(texted.values_list("pk", flat=True)[:1])
    left |= set(past.exclude(told_at=None).values_list("pk", flat=True))
    by_date: dict[Showing, list[Booking]] = {}
    for booking in past.with_showing().select_related("booked_by").order_by("showing__starts_at", "showing_id", "pk"):
        by_date.setdefault(booking.showing, []).append(booking)
    for showing, bookings in by_date.items():
        spoken_of = [booking for booking in bookings if booking.pk not in left]
        came = {booking.pk: _who_came(booking, chance) for booking in bookings}
        if len(spoken_of) == len(bookings):
            _on_the_spot(showing, bookings, came, chance)
        for booking in spoken_of:
            if booking.relay_id == relay.pk or chance.random() < _TOLD:
                _by_the_referent(booking, came[booking.pk], stage.clock.ago(0, 1), chance)


def _who_came(booking: Booking, chance: Random) -> int:
    drawn = chance.random()
    if drawn < _ALL_CAME:
        return booking.places
    return 0 if drawn < _ALL_CAME + _NOBODY else chance.randint(min(1, booking.places), booking.places)


def _on_the_spot(showing: Showing, bookings: Sequence[Booking], came: dict[int, int], chance: Random) -> None:
    """The door reads the codes of those who come, or the venue says one number for everybody."""
    drawn, partner = chance.random(), showing.offer.partner
    if partner is None or showing.offer.open_dated:
        return
    by = Actor.link(partner.name)
    if drawn < _DOOR:
        said = [Said(booking, came[booking.pk]) for booking in bookings]
        outings.claim(showing, said, source=Claim.Source.DOOR, via=Claim.Via.SCAN, by=by, at=showing.starts_at)
    elif drawn < _DOOR + _COUNT:
        outings.count(showing, sum(came.values()), by=by, at=showing.starts_at + timedelta(hours=2))


def _by_the_referent(booking: Booking, came: int, latest: datetime, chance: Random) -> None:
    at = min(ended_at(booking) + timedelta(days=1, hours=chance.random() * 60), latest)
    by = Actor.of(booking.booked_by) if booking.booked_by else Actor.link(booking.relay.name)
    via = chance.choice((Claim.Via.LINK, Claim.Via.LINK, Claim.Via.PAGE, Claim.Via.TEXT, Claim.Via.PHONE))
    if chance.random() < _DOUBT:
        outings.tell(booking, came=None, via=via, by=by, at=at)
        return
    said = came if chance.random() > _DIFFER else (came + 1) % (booking.places + 1)
    excused = said == 0 and chance.random() < _EXCUSED
    reason = str(chance.choice(_REASONS)) if said < booking.places else ""
    outings.tell(booking, came=said, excused=excused, reason=reason, via=via, by=by, at=at)
    if said and chance.random() < _FELT:
        mood = chance.choice(_MOODS)
        outings.feel(booking, mood=mood, line=chance.choice(_WORDS[mood]), by=by, at=at)
