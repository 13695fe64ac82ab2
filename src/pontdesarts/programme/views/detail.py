"""The page of an offer: what it is, when, how to come, what to know before booking."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import may_run
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from ..disciplines import Discipline
from ..finding import sentences
from ..finding.dates import DateLine, date_lines
from ..finding.seeker import seeker
from ..models import BookingMode, Offer, Showing, VoucherMode

FIRST_DATES = 10
# what happens at the door, for somebody who has never been there
DESK = {
    VoucherMode.NAME_LIST: "À l'accueil, on dit le code de la réservation, ou le nom donné : il est sur la liste.",
    VoucherMode.VOUCHER: "À l'accueil, on présente la contremarque, imprimée ou sur un téléphone.",
    VoucherMode.CODE: "À l'accueil, on dit le code de la réservation.",
    VoucherMode.COLLECTED_TICKETS: "Les billets se retirent avant la sortie : la réservation dit où et quand.",
}
JOURNAL_LINES = 30


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """All about the offer; the journal is for the staff of its association, « Modifier » for those who may."""
    at, who = timezone.now(), seeker(request.user)
    known = Offer.objects.visible_to(request.user).select_related("association", "partner", "venue__commune")
    offer = get_object_or_404(known.defer("search", "imported"), pk=pk)
    dates = date_lines(offer, at, neighbour=not who.is_at_home(offer))
    is_staff = Association.objects.staffed_by(request.user).filter(pk=offer.association_id).exists()
    bookable_by_me = may_book(request.user, offer)
    context = {
        "offer": offer,
        "discipline": str(Discipline(offer.discipline).label).capitalize(),
        "ages": sentences.ages(offer),
        "access": sentences.access_items(offer, None),
        "how_far": sentences.how_far(who.distance_to(offer.venue)),
        "relay": who.relay,
        "easy": "facile" in request.GET,
        "not_easy": "facile" not in request.GET,
        "venue": offer.venue,
        "at_the_desk": DESK[VoucherMode(offer.voucher_mode)],
        "first_dates": dates[:FIRST_DATES],
        "other_dates": dates[FIRST_DATES:],
        "limits": limits(offer),
        "several_dates": bookable_by_me and _directly(offer, dates) > 1,
        "neighbour": not who.is_at_home(offer),
        "is_published": offer.is_published(at),
        "may_book": bookable_by_me,
        "may_edit": Offer.objects.editable_by(request.user).filter(pk=pk).exists(),
        "is_staff": is_staff,
        "journal": _journal(offer) if is_staff else [],
    }
    return render(request, "programme/detail.html", context)


def may_book(user: User, offer: Offer) -> bool:
    """Whether the pages of bookings would open: to a referent of the association, to the team that runs it, and to
    those of any other when the offer is open to neighbours."""
    relays = Structure.objects.served_by(user)
    if offer.neighbours_allowed_at:
        return relays.exists() or user.staff_roles.of_the_team().exists()
    return may_run(user, offer.association) or relays.filter(association=offer.association).exists()


def _directly(offer: Offer, dates: list[DateLine]) -> int:
    """How many dates one books without asking anybody."""
    return sum(line.bookable for line in dates) if offer.booking_mode == BookingMode.DIRECT else 0


def limits(offer: Offer) -> str:
    """How many may come together, by kind of outing."""
    terms = offer.terms
    return (
        f"{words.places(terms.most_alone)} au plus pour une sortie individuelle, "
        f"{terms.most_family} en famille, {terms.most_group} en groupe."
    )


def _journal(offer: Offer) -> list[Entry]:
    """What was done to the offer and to its dates, the latest first."""
    dates = [str(pk) for pk in Showing.objects.filter(offer=offer).order_by("pk").values_list("pk", flat=True)]
    of_dates = Q(subject_type=ContentType.objects.get_for_model(Showing), subject_id__in=dates)
    of_offer = Q(subject_type=ContentType.objects.get_for_model(Offer), subject_id=str(offer.pk))
    return list(Entry.objects.filter(of_offer | of_dates).order_by("-at", "-pk")[:JOURNAL_LINES])
