"""The bookings of one's relays, or of one's association."""

from collections.abc import Iterator
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.operations import Paper
from pontdesarts.printing import sheets
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words
from pontdesarts.ui.pages import LongPaginator, render_piece

from .. import codes, notices, paperwork, policies, rules
from ..filters import BookingFilter
from ..models import Booking, BookingQuerySet
from .downloads import answer

VIEWS = {"a-venir": "À venir", "passees": "Passées", "annulees": "Annulées"}
A_PAGE = 20
MOST_DATES = 5000  # keys sent in one statement
MOST_TO_COME, MOST_GONE = 20_000, 1000  # rows counted and numbered; what is to come is found by an index alone
COLUMNS = (
    "Code", "Titre", "Quand", "Lieu", "Commune", "Relais", "Places", "Adultes", "0-5 ans", "6-11 ans", "12-17 ans",
    "Accompagnement", "Fauteuils", "Sortie", "Première sortie", "Besoins", "Réservé le", "Annulé le", "Annulé tard",
    "Venus", "Qui est venu",
)  # fmt: skip


def bookings(request: Request) -> HttpResponse:
    """To come, past, cancelled: three lists of the same rows."""
    at = timezone.now()
    chosen = request.GET.get("vue", "")
    chosen = chosen if chosen in VIEWS else "a-venir"
    narrow = BookingFilter(request.GET, user=request.user)
    found = narrow.narrow(_in_view(narrow, chosen, at))
    most = MOST_TO_COME if chosen == "a-venir" else MOST_GONE
    page = LongPaginator(found.values_list("pk", flat=True), A_PAGE, most=most).get_page(request.GET.get("page"))
    page.object_list = _in_full(list(page.object_list))  # the rows of these keys
    context = {
        "page": page,
        "narrow": narrow,
        "tabs": [(name, label, name == chosen) for name, label in VIEWS.items()],
        "chosen": chosen,
        "to_tell": _to_tell(Booking.objects.editable_by(request.user), at),
        "answers_for_a_relay": policies.relays_of_the_team(request.user).exists(),
        "several_relays": len(narrow.fields["relais"].choices) > 2,  # type: ignore[attr-defined]  # a choice field
    }
    return render_piece(request, "bookings/bookings.html", context)


def export(request: Request, kind: str) -> HttpResponse:
    """The same rows as a sheet. No name of anybody is in it."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    at = timezone.now()
    narrow = BookingFilter(request.GET, user=request.user)
    chosen = request.GET.get("vue", "a-venir")
    found = narrow.narrow(_in_view(narrow, chosen, at))
    rows = _rows(found.with_showing(), at)
    if kind == "csv":
        return answer(Paper("reservations.csv", "text/csv; charset=utf-8", sheets.csv(COLUMNS, rows)))
    content = sheets.xlsx(COLUMNS, rows, name="Réservations")
    return answer(Paper("reservations.xlsx", paperwork.XLSX, content))


def booking(request: Request, code: str) -> HttpResponse:
    """What, when, who, until when one may change; its papers; what happened to it. A code is found as it is typed."""
    if (stored := codes.normalise(code)) and stored != code:
        return redirect("bookings:booking", stored)
    shown = visible(request, code)
    at = timezone.now()
    return render(
        request,
        "bookings/booking.html",
        {
            "booking": shown,
            "showing": shown.showing,
            "offer": shown.showing.offer,
            "place": shown.showing.place,
            "over": shown.showing.is_over(at),
            "closed": rules.is_late(at, shown.showing.allotment.closes_at),
            "may_edit": policies.may_edit(request.user, shown),
            "pickup_name": shown.pickup_name if policies.may_read_name(request.user, shown) else "",
            "recipients": notices.recipients(shown),
            "several_relays": False,
            "choices": paperwork.VoucherChoices(),
            "spoken": codes.spoken(shown.code),
            "needs": ", ".join(str(Booking.Need(need).label) for need in shown.needs),
            "journal": Entry.objects.about(shown)[:50],
        },
    )


def visible(request: Request, code: str) -> Booking:
    """The booking, if the person may see it; 404 otherwise."""
    return get_object_or_404(Booking.objects.visible_to(request.user).with_showing(), code=codes.normalise(code))


def editable(request: Request, code: str) -> Booking:
    return get_object_or_404(Booking.objects.editable_by(request.user).with_showing(), code=codes.normalise(code))


def _to_tell(bookings: BookingQuerySet, at: datetime) -> str:
    """« 7 sorties à raconter », or ``""``."""
    count = bookings.unreported(at).order_by()[: rules.MOST_TO_TELL + 1].count()
    said = words.counted_up_to(rules.MOST_TO_TELL, count, "sortie").capitalize()
    return f"{said} à raconter" if count else ""


def _in_view(narrow: BookingFilter, chosen: str, at: datetime) -> BookingQuerySet:
    bookings = narrow.visible
    if chosen == "annulees":
        return bookings.exclude(cancelled_at=None).order_by("-cancelled_at", "-pk")
    if chosen == "passees":
        return bookings.held().past(at).order_by("-showing__starts_at", "-pk")
    if chosen != "a-venir":
        raise Http404
    return _to_come(bookings.held(), narrow.homes, at).order_by("showing__starts_at", "pk")


def _to_come(bookings: BookingQuerySet, homes: frozenset[int], at: datetime) -> BookingQuerySet:
    """`upcoming`, by the keys of the dates to come, read first: they are few, and PostgreSQL then knows it. In
    one query, it reads every booking that the relays ever made. ``homes`` are the associations of the relays."""
    dates = Showing.objects.upcoming(at).filter(allotment__taken__gt=0).order_by().values_list("pk", flat=True)
    # two indexes, one for each: by « or » it would read every date to come
    own, next_door = dates.filter(offer__association__in=homes), dates.filter(allotment__neighbour_taken__gt=0)
    keys = list(own.union(next_door)[: MOST_DATES + 1])
    return bookings.filter(showing__in=keys) if len(keys) <= MOST_DATES else bookings.upcoming(at)


def _in_full(keys: list[int]) -> list[Booking]:
    """The bookings of a page, in its order. To join all that a line shows before lines are chosen reads everything."""
    read = Booking.objects.filter(pk__in=keys).with_showing().select_related("booked_for").in_bulk()
    return [read[key] for key in keys if key in read]


def _rows(bookings: BookingQuerySet, at: datetime) -> Iterator[sheets.Row]:
    for booking in bookings.iterator(chunk_size=500):
        showing, place = booking.showing, booking.showing.place
        yield (
            booking.code,
            showing.offer.title,
            showing.starts_at,
            place.name if place else "",
            place.commune.name if place and place.commune else "",
            booking.relay.name,
            booking.places,
            booking.adults,
            booking.under_6,
            booking.from_6_to_11,
            booking.from_12_to_17,
            booking.workers,
            booking.wheelchair,
            booking.get_outing_display(),
            booking.first_outing,
            ", ".join(str(Booking.Need(need).label) for need in booking.needs),
            booking.booked_at,
            booking.cancelled_at,
            booking.cancelled_late,
            booking.came,
            "" if booking.cancelled_at or not showing.is_over(at) else booking.who_came,
        )
