"""What waits for me: sentences with one button each, the nearest first. Counts only; the button leads to the list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.bookings import rules
from pontdesarts.bookings.models import Booking
from pontdesarts.last_minute import tonight
from pontdesarts.messaging.models import Message, Text
from pontdesarts.network.models import Stage, Structure
from pontdesarts.outings import absences
from pontdesarts.outings.models import Dispute
from pontdesarts.permanences.models import Permanence, PermanenceQuerySet
from pontdesarts.programme import catalogue
from pontdesarts.programme.models import Offer, OfferQuerySet, Showing
from pontdesarts.ui import words


@dataclass(frozen=True)
class Waiting:
    """``tone`` is ``attention`` for what is urgent, ``neutral`` otherwise."""

    sentence: str
    action: str
    href: str
    icon: str
    tone: str = "neutral"


SOON = timedelta(days=7)
MANY = 5


def for_referent(user: User, at: datetime) -> Iterator[Waiting]:
    """The outings of the coming week, each with its voucher; what closes soon with places left."""
    yield from _of_tonight(user, at)
    relays = Structure.objects.served_by(user)
    yield from _permanences(Permanence.objects.filter(relay__in=relays))
    bookings = (
        Booking.objects.held()
        .upcoming(at)
        .filter(relay__in=relays, showing__starts_at__lt=at + SOON)
        .select_related("showing__offer")
        .order_by("showing__starts_at", "pk")
    )
    for booking in bookings[:MANY]:
        yield Waiting(
            f"{booking.showing.offer.title}, {words.french_moment(booking.showing.starts_at)} : "
            f"{words.places(booking.places)}",
            "Imprimer la contremarque",
            reverse("bookings:booking", args=[booking.code]),
            "ticket",
        )
    # the keys themselves: inside one query PostgreSQL would expect most of the bookings, and read them all
    served = dict(relays.values_list("pk", "association"))
    unreported = Booking.objects.filter(relay__in=served).unreported(at).order_by()
    if untold := unreported[: rules.MOST_TO_TELL + 1].count():
        yield Waiting(
            f"{words.counted_up_to(rules.MOST_TO_TELL, untold, 'sortie').capitalize()} à raconter : qui est venu ?",
            "Raconter",
            reverse("outings:to_tell"),
            "edit",
        )
    closing = (
        Showing.objects.filter(offer__association__in=set(served.values()))
        .open_for_booking(at)
        .with_places_left()
        .filter(allotment__closes_at__lt=at + timedelta(days=2))
        .count()
    )
    if closing:
        yield Waiting(
            f"{words.counted(closing, 'date', 'dates')} avec des places, à réserver avant deux jours",
            "Voir ces dates",
            reverse("programme:search") + "?tri=bientot",
            "clock",
            "attention",
        )


def _permanences(permanences: PermanenceQuerySet) -> Iterator[Waiting]:
    """Those that are still open: people are there, or a tablet has choices to send."""
    for permanence in permanences.open().order_by("-opened_at", "-pk")[:2]:
        yield Waiting(
            f"La permanence du {words.french_moment(permanence.opened_at)} est ouverte",
            "Reprendre la permanence",
            reverse("permanences:permanence", args=[permanence.pk]),
            "people",
        )


def _of_tonight(user: User, at: datetime) -> Iterator[Waiting]:
    """« 6 places ce soir à 20 h, à 4 km »: what was released at the last minute, the nearest first."""
    for line in tonight.released_for(user, at, most=2):
        yield Waiting(
            f"{words.places(line.free).capitalize()} {line.when}{f', {line.far}' if line.far else ''} : "
            f"{line.showing.offer.title}",
            "Voir ces places",
            reverse("last_minute:take", args=[line.showing.pk]),
            "clock",
            "attention",
        )


def for_coordinator(user: User, at: datetime) -> Iterator[Waiting]:
    """The partner's lists of the week, its drafts, its dates that give no place."""
    own = Offer.objects.filter(partner__in=user.coordinator_posts.filter(ended_at=None).values("structure"))
    yield from _lists(Showing.objects.filter(offer__in=own), at)
    yield from _drafts(own)
    yield from _without_places(own, at)


def for_staff(role: StaffRole, at: datetime) -> Iterator[Waiting]:
    """What the team or a volunteer programmer has to do for the association."""
    own = Offer.objects.filter(association=role.association)
    if role.role == StaffRole.Role.READER:
        return
    yield from _drafts(own)
    yield from _without_places(own, at)
    if role.role == StaffRole.Role.PROGRAMMER:
        return
    yield from _proposed_to_neighbours(own)
    yield from _returns(role.association, at)
    yield from _unsendable_lists(role.association, at)
    relays = Structure.objects.relays().filter(association=role.association, stage=Stage.ACTIVE)
    alone = relays.exclude(pk__in=_referred(role.association))
    if count := alone.count():
        yield Waiting(
            f"{count} relais sans référente ni référent",
            "Inviter quelqu'un",
            reverse("network:structures") + "?alone=on",
            "people",
            "attention",
        )


def for_operator(at: datetime) -> Iterator[Waiting]:
    """What the operator of the machine must know: mails that could not leave."""
    failed = Message.objects.filter(failed_at__gt=at - SOON).count()
    if failed:
        yield Waiting(
            f"{words.counted(failed, 'courriel refusé', 'courriels refusés')} par le serveur de messagerie",
            "Voir les courriels",
            reverse("desk:mail"),
            "mail",
            "attention",
        )


def texts_for_operator(at: datetime) -> Iterator[Waiting]:
    """Texts that did not arrive: a provider without credit, a number that is no more."""
    failed = Text.objects.filter(failed_at__gt=at - SOON).count()
    if failed:
        yield Waiting(
            words.counted(failed, "SMS n'est pas arrivé", "SMS ne sont pas arrivés"),
            "Voir pourquoi",
            reverse("messaging:texts"),
            "phone",
            "attention",
        )


def _referred(association: Association) -> QuerySet[Structure, object]:
    return (
        Structure.objects.filter(association=association, referents__ended_at=None, referents__isnull=False)
        .values_list("pk", flat=True)
        .distinct()
    )


def _lists(showings: QuerySet[Showing], at: datetime) -> Iterator[Waiting]:
    booked = (
        showings.filter(cancelled_at=None, starts_at__gt=at, starts_at__lt=at + SOON, allotment__taken__gt=0)
        .select_related("offer", "allotment")
        .order_by("starts_at", "pk")
    )
    for showing in booked[:MANY]:
        yield Waiting(
            f"{showing.offer.title}, {words.french_moment(showing.starts_at)} : "
            f"{words.places(showing.allotment.taken)} à accueillir",
            "Ouvrir la liste",
            reverse("bookings:list_of_showing", args=[showing.pk]),
            "list",
        )


def _drafts(offers: QuerySet[Offer]) -> Iterator[Waiting]:
    count = offers.filter(published_at=None, withdrawn_at=None).count()
    if count:
        yield Waiting(
            f"{words.counted(count, 'brouillon', 'brouillons')} à compléter ou à publier",
            "Finir la saisie",
            reverse("programme:manage") + "?onglet=brouillons",
            "edit",
        )


def _proposed_to_neighbours(offers: OfferQuerySet) -> Iterator[Waiting]:
    count = offers.proposed_to_neighbours().count()
    if count:
        yield Waiting(
            f"{words.counted(count, 'offre')} à ouvrir aux voisins : oui ou non ?",
            "Décider",
            reverse("programme:neighbours"),
            "people",
        )


def _returns(association: Association, at: datetime) -> Iterator[Waiting]:
    """Versions of who came that differ; relays to call about absences that nobody announced."""
    differing = Dispute.objects.filter(showing__offer__association=association).order_by()
    if count := differing[: rules.MOST_TO_TELL + 1].count():
        yield Waiting(
            f"{words.counted_up_to(rules.MOST_TO_TELL, count, 'sortie').capitalize()} : qui est venu ? "
            "Les versions diffèrent",
            "Trancher",
            reverse("outings:disputes"),
            "edit",
        )
    if count := len(absences.numbers(association, at)):
        yield Waiting(
            f"{count} relais à appeler : des absences que personne n'avait annoncées",
            "Voir ces relais",
            reverse("outings:to_call"),
            "phone",
        )


def _without_places(offers: OfferQuerySet, at: datetime) -> Iterator[Waiting]:
    count = catalogue.without_places(offers, at).count()
    if count:
        yield Waiting(
            f"{words.counted(count, 'date à venir', 'dates à venir')} sans aucune place offerte",
            "Offrir des places",
            reverse("programme:many_places"),
            "plus",
        )


def _unsendable_lists(association: Association, at: datetime) -> Iterator[Waiting]:
    """Dates of the week with bookings, whose partner left no address for the list."""
    count = (
        Showing.objects.held()
        .filter(offer__association=association, starts_at__gt=at, starts_at__lt=at + SOON, allotment__taken__gt=0)
        .filter(offer__partner__email="", offer__partner__partner__list_email="")
        .count()
    )
    if count:
        yield Waiting(
            f"{words.counted(count, 'liste', 'listes')} sans adresse où l'envoyer cette semaine",
            "Voir les listes",
            reverse("bookings:lists"),
            "mail",
            "attention",
        )
