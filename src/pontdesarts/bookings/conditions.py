"""What must hold before a booking is written, read from its rows: each refusal says why and what to do next."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet, Sum

from pontdesarts.associations.rules import NAMES
from pontdesarts.membership import policies as membership
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.programme.models import BookingMode, Offer, Showing
from pontdesarts.ui import words

from . import pickup, places, rules
from .models import Ask, Booking, BookingQuerySet
from .refusals import (
    AskFirst,
    BookingClosed,
    ModeRefused,
    NewsOwed,
    PartyRefused,
    PickupNameMissing,
    RelayHasItsShare,
    RelayRefused,
)

_READ = (
    *("starts_at", "ends_at", "cancelled_at"),
    *("offer__open_dated", "offer__published_at", "offer__withdrawn_at", "offer__neighbours_allowed_at"),
    *("offer__booking_mode", "offer__names_required", "offer__partner__partner__names_required"),
    *(f"offer__{field.name}" for field in Offer._meta.fields if field.name in NAMES),
    *(f"offer__association__{name}" for name in NAMES),
    *("allotment__opens_at", "allotment__closes_at", "allotment__late_until", "allotment__most_per_booking"),
    *("allotment__wheelchair_until", "allotment__priority_until"),
)
_READ_OF_A_RELAY = (
    *("name", "association", "stage"),
    *("relay__suspended_at", "relay__suspended_until", "relay__priority_area"),
    *("association__needs_training", "association__needs_charter", "association__needs_membership"),
    *(f"association__{name}" for name in NAMES),
)


def with_what_is_read(showings: QuerySet[Showing]) -> QuerySet[Showing]:
    """With all that a booking reads of its date, found by its key; what is only shown is asked for when somebody shows
    it, and how many places are left by the statement that takes them."""
    read = showings.select_related(None).select_related("allotment", "offer__association", "offer__partner__partner")
    return read.only(*_READ).order_by()


def relays_with_what_is_read(relays: StructureQuerySet) -> StructureQuerySet:
    """As `with_what_is_read`, of the relay that books."""
    return relays.select_related(None).select_related("relay", "association").only(*_READ_OF_A_RELAY).order_by()


def needs_pickup_name(showing: Showing) -> bool:
    """Whether the offer or its partner requires a name at the desk."""
    partner = showing.offer.partner
    return showing.offer.names_required or bool(
        partner and hasattr(partner, "partner") and partner.partner.names_required
    )


def sealed_name(showing: Showing, name: str) -> bytes | None:
    """The name as it is kept: encrypted where one is required, not at all elsewhere. Raises `PickupNameMissing`."""
    if not needs_pickup_name(showing):
        return None
    if not name.strip():
        raise PickupNameMissing("Ce lieu demande un nom de retrait.", "Écrivez le nom qui sera donné à l'accueil.")
    return pickup.seal(name)


def refuse_booking(showing: Showing, relay: Structure, at: datetime, *, who: int | None = None) -> None:
    """Raise what keeps this relay from booking this date at all: `BookingClosed`, `AskFirst`, `RelayRefused`,
    `NotReady` or `NewsOwed`. ``who`` is the account of whoever goes, when it is known."""
    refuse_if_closed(showing, at)
    refuse_mode(showing.offer)
    refuse_relay(relay, showing)
    membership.refuse_unready(relay, who=who, at=at)
    refuse_silent(relay, at)


def refuse_mode(offer: Offer) -> None:
    """Raise `AskFirst` when places of the offer are not simply booked."""
    if offer.booking_mode == BookingMode.ON_REQUEST:
        raise AskFirst("Pour cette sortie, on demande des places : le lieu répond.", "Envoyez votre demande.")
    if offer.booking_mode == BookingMode.DRAW:
        raise AskFirst("Les places de cette sortie sont tirées au sort.", "Faites un vœu avant le tirage.")


def refuse_draw_over_turns(offer: Offer, mode: BookingMode) -> None:
    """Raise `ModeRefused` when the offer is about to be drawn while relays wait in turn for its places."""
    waiting = Ask.objects.waiting().filter(showing__offer=offer).count() if mode == BookingMode.DRAW else 0
    if waiting:
        listed = "1 relais attend" if waiting == 1 else f"{waiting} relais attendent"
        raise ModeRefused(
            f"{listed} des places sur la liste d'attente : un tirage au sort passerait devant.",
            "Gardez la façon actuelle, ou faites une nouvelle offre pour les dates à tirer au sort.",
        )


def refuse_silent(relay: Structure, at: datetime) -> None:
    """Raise `NewsOwed` when too many past outings of the relay are without news, if its association so decides."""
    terms = relay.association.terms
    if not terms.most_unreported:
        return
    owed = len(unreported(relay, at)[: terms.most_unreported])
    if owed >= terms.most_unreported:
        raise NewsOwed(
            f"{words.counted(owed, 'sortie passée', 'sorties passées')} sans nouvelles : votre association les attend "
            "avant de nouvelles réservations.",
            "Dites qui est venu : c'est l'affaire d'une minute.",
        )


def unreported(relay: Structure, at: datetime) -> BookingQuerySet:
    """Past outings of the relay that nobody told of, once the days to do so have passed; the oldest first."""
    due = at - timedelta(days=relay.association.terms.report_due_days)
    return Booking.objects.unreported(due).filter(relay=relay).order_by("showing__starts_at", "pk")


def refuse_more_than_a_share(offer: Offer, relay: Structure, more: int) -> None:
    """Raise `RelayHasItsShare` when the relay would hold more than ``terms.most_per_relay`` places of the offer.

    Two referents of one relay who book at once go one after the other: the relay's share of the offer is locked, by a
    number that nobody else asks for.
    """
    most = offer.terms.most_per_relay
    if not most:
        return
    lock_share(offer, relay)
    has = held_of(offer, relay)
    if has + more > most:
        raise RelayHasItsShare(
            f"{words.places(most).capitalize()} au plus par relais pour cette sortie, toutes dates ensemble ; "
            f"le vôtre en a {has}.",
            "Réduisez le nombre, ou laissez la place à un autre relais.",
        )


def lock_share(offer: Offer, relay: Structure) -> None:
    """Until the transaction ends, the relay takes places of this offer here and nowhere else. Before any allotment:
    whoever holds one and waits for this lock would wait for somebody who waits for the allotment."""
    if offer.terms.most_per_relay:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [offer.pk, relay.pk])


def held_of(offer: Offer, relay: Structure) -> int:
    """The places that the relay holds of the offer, all dates together."""
    held = Booking.objects.held().filter(showing__offer=offer, relay=relay)
    return int(held.aggregate(total=Sum("places"))["total"] or 0)


def is_neighbour(relay: Structure, showing: Showing) -> bool:
    """The relay is of another association than the offer."""
    return relay.association_id != showing.offer.association_id


def share_of(relay: Structure, showing: Showing, at: datetime) -> places.Share:
    """Out of whose share the relay takes places of this date."""
    priority = showing.allotment.priority_until is not None and bool(relay.relay.priority_area)
    return places.Share(at=at, priority=priority, neighbour=is_neighbour(relay, showing))


def refuse_if_closed(showing: Showing, at: datetime) -> None:
    """Raise `BookingClosed` unless booking is open for this date, with the reason and what to do next."""
    if showing.cancelled_at:
        raise BookingClosed("Cette date est annulée.", places.ELSEWHERE)
    if not showing.offer.is_published(at):
        raise BookingClosed("Cette sortie n'est plus proposée.", "Cherchez une autre sortie.")
    if showing.is_over(at):
        raise BookingClosed("Cette date est passée.", places.ELSEWHERE)
    if not hasattr(showing, "allotment"):
        raise BookingClosed("Aucune place n'est offerte à cette date.", places.ELSEWHERE)
    if at < showing.allotment.opens_at:
        opens = words.french_moment(showing.allotment.opens_at)
        raise BookingClosed(f"La réservation ouvre {opens}.", "Revenez à ce moment-là.")
    if not showing.allotment.is_open(at):
        closed = words.french_moment(showing.allotment.closes_at)
        raise BookingClosed(f"La réservation est close depuis {closed}.", places.ELSEWHERE)


def refuse_relay(relay: Structure, showing: Showing) -> None:
    """Raise `RelayRefused` unless the relay may book here."""
    if is_neighbour(relay, showing) and not showing.offer.neighbours_allowed_at:
        raise RelayRefused("Cette sortie est proposée par une autre association.", "Cherchez une autre sortie.")
    if not hasattr(relay, "relay"):
        raise RelayRefused("Cette structure n'est pas un relais.", "Choisissez le relais qui réserve.")
    if sentence := relay.barred:
        raise RelayRefused(sentence, "Appelez l'association pour en parler.")


def refuse_those_inside(booking: Booking, left: int) -> None:
    """Raise `BookingClosed` when more people came in than the places that would be ``left``: the door opens before the
    date begins, and nobody may be given the seat of somebody who sits in it."""
    if (booking.came or 0) > left:
        raise BookingClosed(
            f"{words.counted(booking.came or 0, 'personne est déjà entrée', 'personnes sont déjà entrées')} avec cette "
            "réservation.",
            "Dites-le plutôt à l'accueil du lieu.",
        )


def refuse_change(booking: Booking, party: rules.Party, at: datetime) -> None:
    """Raise `RelayRefused`, `BookingClosed` or `PartyRefused` when the booking may not become this party."""
    before, allotment = booking.party, booking.showing.allotment
    grows = party.places > before.places or party.wheelchair > before.wheelchair
    if party.places > before.places:
        refuse_relay(booking.relay, booking.showing)
    if grows and rules.is_late(at, allotment.closes_at):
        raise BookingClosed(
            "La réservation est close : le lieu a reçu sa liste.", "Vous pouvez encore réduire le nombre, ou annuler."
        )
    sentence = rules.flaw(party)
    if party.places > before.places or party.outing != before.outing:
        sentence = sentence or rules.excess(party, booking.showing.offer.terms, allotment.most_per_booking)
    if sentence:
        raise PartyRefused(sentence, "Changez le nombre de personnes.")
