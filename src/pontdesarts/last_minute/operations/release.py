"""Places are freed for tonight, and taken back when nobody came for them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from pontdesarts.bookings import places as booked
from pontdesarts.bookings import rules as booking_rules
from pontdesarts.bookings.models import Booking, ListSending
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme import signals
from pontdesarts.programme.models import Allotment, BookingMode, Showing
from pontdesarts.programme.rules import LAST_MINUTE
from pontdesarts.ui import words

from .. import notices, rules, verbs
from ..models import Release
from ..refusals import NothingReleased, ReleaseRefused

_LESS = "Écrivez un nombre plus petit."


@transaction.atomic
def release(showing: Showing, *, places: int, until: datetime, by: Actor, at: datetime, wheelchair: int = 0) -> Release:
    """Free ``places`` of a date of the next 48 hours, ``wheelchair`` of them for wheelchairs, until ``until``.

    After closing, what was not booked went back to the venue: the allotment becomes what is taken and these places,
    and booking opens again. While booking is open, the free places are raised to that number, until closing at least.
    Whoever waits for the date is served first; then a job tells the relays that may come.

    Raises `ReleaseRefused`; nothing is then written.
    """
    showing, allotment = _locked(showing, at)
    _check_numbers(places, wheelchair)
    _check_hours(showing, until, at)
    still_open = allotment.is_open(at)
    if still_open and allotment.left >= places:
        raise ReleaseRefused(
            f"Il reste déjà {words.places(allotment.left)} à prendre.", "Écrivez un nombre plus grand, ou attendez."
        )
    wheels = max(wheelchair, allotment.wheelchair_left) if still_open else wheelchair
    _check_room(showing, allotment, places, wheelchair)
    if at < allotment.closes_at:
        until = max(until, allotment.closes_at)
    made = _open(allotment, places=places, wheelchair=wheels, until=until, by=by, at=at)
    said = words.places(places) + (f", dont {wheelchair} pour fauteuil roulant," if wheelchair else "")
    journal.record(verbs.RELEASED, showing, by=by, at=at, places=said, until=words.french_moment(until))
    signals.places_changed.send(Showing, showing=showing, by=by, at=at)
    return made


@transaction.atomic
def reopen(showing: Showing, *, places: int, by: Actor, at: datetime, wheelchair: int | None = None) -> Release | None:
    """Places came back after closing and nobody waits: open the date for exactly these, until the venue gets its
    fresh list. ``None`` when it is too late for that, or when the venue had released places itself: they are then
    free already.

    The caller holds the allotment. Never more than ``places``, ``wheelchair`` of them for wheelchairs, nor than what
    came back since closing: what nobody had booked by then is the venue's.
    """
    showing = _with_all(showing)
    allotment = Allotment.objects.get(pk=showing.pk)
    until = booking_rules.fresh_list_at(showing.starts_at, showing.offer.terms)
    if at >= until or at < allotment.closes_at or allotment.is_open(at) or not _may_open(showing, allotment, at):
        return None
    back, wheels = _came_back(showing, allotment)
    places = min(places, back)
    if places < 1:
        return None
    wheels = min(places, wheels if wheelchair is None else min(wheels, wheelchair))
    made = _open(allotment, places=places, wheelchair=wheels, until=until, by=by, at=at, automatic=True)
    said = {"places": words.places(places), "until": words.french_moment(until)}
    journal.record(verbs.REOPENED, showing, by=by, at=at, **said)
    return made


def _came_back(showing: Showing, allotment: Allotment) -> tuple[int, int]:
    """How many places came back since closing, and how many of them for wheelchairs.

    Once a release has ended after closing, all that is free came back since. Else what was sold at closing is read
    from the list that the venue got, or from the bookings made before: these forget who took fewer places since, and
    then say a little less than came back, never more.
    """
    if Release.objects.filter(showing=showing, ended_at__gte=allotment.closes_at).exists():
        return allotment.left, allotment.wheelchair_left
    closes_at = allotment.closes_at
    stood = Q(cancelled_at=None) | Q(cancelled_at__gte=closes_at)
    sold = Booking.objects.filter(stood, showing=showing, booked_at__lt=closes_at).aggregate(
        places=Coalesce(Sum("places"), 0), wheelchair=Coalesce(Sum("wheelchair"), 0)
    )
    listed = ListSending.objects.filter(showing=showing, moment=ListSending.Moment.CLOSING).first()
    places = max(sold["places"], listed.places if listed else 0) - allotment.taken
    wheelchair = sold["wheelchair"] - allotment.wheelchair_taken
    return max(0, min(allotment.left, places)), max(0, min(allotment.wheelchair_left, wheelchair))


@transaction.atomic
def end_release(showing: Showing, *, by: Actor, at: datetime) -> int:
    """End what was released and stands: what nobody took goes back to the venue; returns how many places.

    After closing the date is closed again, with the places taken and no other; while booking is open, only what the
    releases added goes. A venue that got its last list before the last booking is sent the link to read it again.

    Raises `NothingReleased`.
    """
    list(Showing.objects.select_for_update(of=("self",), no_key=True).filter(pk=showing.pk).order_by("pk"))
    booked.hold(showing.pk)
    standing = list(Release.objects.standing().filter(showing=showing).select_for_update(of=("self",)).order_by("pk"))
    if not standing:
        raise NothingReleased("Aucune place n'est libérée à cette date.", "Rouvrez la page pour voir où elle en est.")
    showing = _with_all(showing)
    allotment = Allotment.objects.get(pk=showing.pk)
    unused = 0 if showing.cancelled_at else _close(allotment, standing, at)
    for each in standing:
        each.ended_at, each.unused = at, 0
    standing[-1].unused = unused
    Release.objects.bulk_update(standing, ["ended_at", "unused"])
    journal.record(verbs.TAKEN_BACK, showing, by=by, at=at, places=words.places(unused))
    if not showing.cancelled_at:
        notices.tell_venue_of_late_bookings(showing, at=at)
    return unused


def _close(allotment: Allotment, standing: list[Release], at: datetime) -> int:
    """Take back what is free; returns how many places."""
    before = allotment.places
    if at < allotment.closes_at:
        added = sum(each.after - each.before for each in standing)
        allotment.places = max(allotment.taken, allotment.places - max(added, 0))
        least = max(allotment.wheelchair_taken, min(allotment.wheelchair_places, allotment.places))
        allotment.wheelchair_places = least
    else:
        allotment.places = allotment.taken
        allotment.wheelchair_places = allotment.wheelchair_taken
    allotment.late_until = None
    allotment.save(update_fields=["places", "wheelchair_places", "late_until"])
    return before - allotment.places


def _open(
    allotment: Allotment,
    *,
    places: int,
    wheelchair: int,
    until: datetime,
    by: Actor,
    at: datetime,
    automatic: bool = False,
) -> Release:
    """Set the free places to these; ``taken`` and its like are the bookings' own. The caller holds the allotment."""
    from ..tasks import tell_of_release  # the job calls operations

    before = allotment.places
    allotment.places = allotment.taken + places
    allotment.wheelchair_places = allotment.wheelchair_taken + wheelchair
    allotment.late_until = until
    allotment.save(update_fields=["places", "wheelchair_places", "late_until"])
    made = Release.objects.create(
        showing_id=allotment.pk,
        places=places,
        wheelchair=wheelchair,
        before=before,
        after=allotment.places,
        released_at=at,
        released_by="" if automatic else str(by)[:200],
        until=until,
        automatic=automatic,
    )
    tell_of_release.defer(release_id=made.pk)
    return made


def _locked(showing: Showing, at: datetime) -> tuple[Showing, Allotment]:
    """The date and its places, ours until the transaction ends. Raises `ReleaseRefused` when nothing can be freed."""
    list(Showing.objects.select_for_update(of=("self",), no_key=True).filter(pk=showing.pk).order_by("pk"))
    booked.hold(showing.pk)
    showing = _with_all(showing)
    if showing.cancelled_at:
        raise ReleaseRefused("Cette date est annulée.", "Choisissez une autre date.")
    if showing.is_over(at):
        raise ReleaseRefused("Cette date est passée.", "Choisissez une autre date.")
    if not showing.offer.is_published(at):
        raise ReleaseRefused("Cette sortie n'est pas en ligne.", "Publiez-la avant de libérer des places.")
    if showing.offer.open_dated or not showing.offer.booking_needed:
        raise ReleaseRefused(
            "Cette sortie n'a pas d'heure de début, ou se passe de réservation.", "Changez les places offertes."
        )
    if showing.offer.booking_mode != BookingMode.DIRECT:
        raise ReleaseRefused(
            "Les places de cette sortie se demandent ou se tirent au sort.",
            "Répondez aux demandes, ou passez l'offre en réservation directe.",
        )
    allotment = Allotment.objects.filter(pk=showing.pk).first()
    if allotment is None:
        raise ReleaseRefused("Aucune place n'a été offerte à cette date.", "Offrez des places.")
    if not _may_open(showing, allotment, at):
        opens = words.french_moment(allotment.opens_at)
        raise ReleaseRefused(f"La réservation n'ouvre que le {opens}.", "Changez les places offertes.")
    return showing, allotment


def _may_open(showing: Showing, allotment: Allotment, at: datetime) -> bool:
    begun = allotment.opens_at <= at and not showing.is_over(at)
    direct = showing.offer.booking_mode == BookingMode.DIRECT and not showing.offer.open_dated
    return begun and direct and showing.cancelled_at is None and showing.offer.is_published(at)


def _with_all(showing: Showing) -> Showing:
    return Showing.objects.select_related("venue", "offer__venue", "offer__association", "offer__partner__partner").get(
        pk=showing.pk
    )


def _check_numbers(places: int, wheelchair: int) -> None:
    if places < 1 or wheelchair < 0:
        raise ReleaseRefused("Il faut au moins une place.", "Écrivez combien de places vous libérez.")
    if places > rules.MOST_RELEASED:
        raise ReleaseRefused(f"{rules.MOST_RELEASED} places au plus à la fois.", _LESS)
    if wheelchair > places:
        raise ReleaseRefused(
            f"Il y aurait plus de places pour fauteuil ({wheelchair}) que de places en tout ({places}).",
            "Les places pour fauteuil comptent parmi les places libérées.",
        )


def _check_hours(showing: Showing, until: datetime, at: datetime) -> None:
    if showing.starts_at - at > LAST_MINUTE:
        raise ReleaseRefused("Cette date est dans plus de deux jours.", "Changez plutôt les places offertes.")
    if until <= at:
        raise ReleaseRefused("Cette heure est passée.", "Choisissez une heure entre maintenant et le début.")
    if until > showing.starts_at:
        begins = words.french_moment(showing.starts_at)
        raise ReleaseRefused(f"La date commence {begins}.", "Choisissez une heure avant le début.")


def _check_room(showing: Showing, allotment: Allotment, places: int, wheelchair: int) -> None:
    """No more than the room holds, as far as its page says."""
    venue = showing.place
    if venue is None:
        return
    if venue.capacity is not None and allotment.taken + places > venue.capacity:
        taken = f", et {words.places(allotment.taken)} sont déjà prises" if allotment.taken else ""
        raise ReleaseRefused(f"La jauge de {venue} est {words.of_places(venue.capacity)}{taken}.", _LESS)
    seats = venue.wheelchair_places
    if seats is not None and wheelchair and allotment.wheelchair_taken + wheelchair > seats:
        raise ReleaseRefused(
            f"{venue} a {words.counted(seats, 'emplacement')} pour fauteuil roulant, "
            f"{allotment.wheelchair_taken} pris.",
            _LESS,
        )
