"""Before an outing: the numbers of a booking; « je ne peux pas venir », by the link of a text or of a mail."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.bookings import codes, policies
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging import rules, sms
from pontdesarts.messaging.numbers import NumberRefused
from pontdesarts.ui.forms import add_refusal

from .. import moments, notices_before, short_links
from ..forms_before import ComingForm, NumberForm
from ..models import Phone
from ..operations import give_back as giving
from ..operations import phones

# up to so many people, a button for each number; above, a number to type
MOST_BUTTONS = 6


@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: Request, code: str) -> HttpResponse:
    """Who is texted the day before: what for, until when, what the text will say; one number more."""
    booking = get_object_or_404(Booking.objects.editable_by(request.user).with_showing(), code=codes.normalise(code))
    at, left = timezone.now(), phones.people_left(booking)
    form = NumberForm(typed(request), most=max(1, left))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            phones.give_number(booking, typed=said["number"], people=said["people"], by=_by(request, booking), at=at)
        except Refused as refusal:
            add_refusal(form, refusal, "number" if isinstance(refusal, NumberRefused) else None)
        else:
            messages.success(request, "Le numéro est gardé pour cette sortie, et sera effacé le lendemain.")
            return redirect("before:numbers", booking.code)
    text = _preview(booking, max(1, left))
    context = {
        "booking": booking,
        "showing": booking.showing,
        "form": form,
        "left": left,
        "rows": list(_rows(booking)),
        "refusal": _refusal(booking),
        "leaves_at": moments.text_from(booking.showing.starts_at, notices_before.clock_at(booking.showing)),
        "late": moments.text_from(booking.showing.starts_at, notices_before.clock_at(booking.showing)) <= at,
        "preview": text.replace(short_links.address(0), "(un lien court)"),
        "billed": rules.segments(text),
        "simulated": sms.is_simulated(),
        "most": phones.MOST,
    }
    return render(request, "outings/before_numbers.html", context)


def _by(request: Request, booking: Booking) -> Actor:
    return acting(request, on_behalf_of=policies.on_behalf_of(request.user, booking.relay))


def _refusal(booking: Booking) -> Refused | None:
    try:
        phones.refuse_numbers(booking, at=timezone.now())
    except Refused as refusal:
        return refusal
    return None


def _preview(booking: Booking, people: int) -> str:
    """The text as it will be read the day before, for a number that is not there yet."""
    at = moments.text_from(booking.showing.starts_at, notices_before.clock_at(booking.showing))
    return rules.with_stop(notices_before.body_before(Phone(pk=0, booking=booking, people=people), at=at))


def _rows(booking: Booking) -> Iterator[tuple[Phone, str, str]]:
    """Each number with its state in words, and the tone of it."""
    for phone in Phone.objects.known().filter(booking=booking).with_outing():
        yield phone, *_state(phone)


def _state(phone: Phone) -> tuple[str, str]:
    if phone.comes is not None:
        return ("ne vient pas", "attention") if phone.comes == 0 else (f"{phone.comes} sur {phone.people}", "info")
    if phone.texted_at is None:
        return "SMS prévu", "info"
    if phone.text is None or phone.text.failed_at:
        return "SMS pas arrivé : appelez", "refusal"
    if phone.text.delivered_at:
        return "SMS arrivé", "success"
    return ("SMS parti", "success") if phone.text.sent_at else ("SMS en attente", "info")


@require_POST
def withdraw(request: Request, code: str, pk: int) -> HttpResponse:
    """Forget a number at once."""
    booking = get_object_or_404(Booking.objects.editable_by(request.user).with_showing(), code=codes.normalise(code))
    phone = get_object_or_404(Phone.objects.known().filter(booking=booking), pk=pk)
    phones.withdraw_number(phone, by=_by(request, booking), at=timezone.now())
    messages.success(request, "Le numéro est effacé : aucun SMS ne partira.")
    return redirect("before:numbers", booking.code)


@dataclass(frozen=True)
class Opened:
    """What a link opened: a booking, the number that it was sent to (none for the referent's), who acts by it."""

    booking: Booking
    phone: Phone | None
    by: Actor

    @property
    def expected(self) -> int:
        return min(self.phone.expected, self.booking.places) if self.phone else self.booking.places

    @property
    def answered(self) -> bool:
        return self.phone is not None and self.phone.comes is not None


@csrf_exempt  # the token is the authority: telephones open links in a window of their own, without a cookie
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cannot_come(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the text. Opening it changes nothing, for telephones open links to show what is behind."""
    pk = short_links.read(token)
    phone = Phone.objects.with_outing().filter(pk=pk).first() if pk is not None else None
    if phone is None:
        return _closed(request, "Ce lien ne marche pas.", "Vérifiez qu'il est entier, ou appelez.")
    return _page(request, Opened(phone.booking, phone, giving.BY_TEXT))


@csrf_exempt  # the token is the authority
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the referent's mail: the same page, for the whole booking."""
    try:
        link = links.read(token, notices_before.DOOR, at=timezone.now())
    except links.LinkRefused as refusal:
        return _closed(request, refusal.sentence, refusal.next_step)
    booking = Booking.objects.with_showing().filter(pk=link.subject, relay__link_epoch=link.epoch).first()
    if booking is None:
        return _closed(request, "Ce lien a été remplacé.", "Ouvrez le plus récent, ou connectez-vous.")
    return _page(request, Opened(booking, None, Actor.link(booking.relay.name)))


def _page(request: HttpRequest, opened: Opened) -> HttpResponse:
    booking, at = opened.booking, timezone.now()
    if not booking.cancelled_at and booking.showing.is_over(at):
        return _closed(request, "La sortie a déjà commencé.", "Ce lien ne sert plus.")
    form = ComingForm(typed(request), most=opened.expected)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        coming = form.cleaned_data["coming"]
        try:
            giving.give_back(booking, coming=coming, phone=opened.phone, by=opened.by, at=at)
        except Refused as said:
            refusal = said
        else:
            return redirect(request.path)
    expected = opened.expected
    context = {
        "opened": opened,
        "booking": booking,
        "showing": booking.showing,
        "place": booking.showing.place,
        "expected": expected,
        "fewer": range(expected - 1, 0, -1) if expected <= MOST_BUTTONS else (),
        "form": form,
        "refusal": refusal,
        "layout": "outings/before_layout.html" if opened.phone else "ui/plain.html",
    }
    return render(request, "outings/before_coming.html", context, status=409 if refusal else 200)


def _closed(request: HttpRequest, sentence: str, next_step: str) -> HttpResponse:
    context = {"sentence": sentence, "next_step": next_step}
    return render(request, "outings/before_closed.html", context, status=410)
