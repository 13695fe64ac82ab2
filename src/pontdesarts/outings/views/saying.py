"""What a form says of an outing, written and said back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import came_in_words
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import operations, rules
from ..forms import MoreForm
from ..listing import UNKNOWN
from ..models import Claim


def answer(request: HttpRequest, booking: Booking, *, via: Claim.Via, by: Actor) -> bool:
    """Write how many came; a number that cannot be is refused with its reason."""
    title = booking.showing.offer.title
    said = request.POST.get("came", "")
    said = request.POST.get("some", "").strip() if said == "some" else said
    if said != UNKNOWN and (not said.isascii() or not said.isdecimal() or len(said) > 4):
        messages.error(request, f"« {title} » : dites combien de personnes sont venues.")
        return False
    came = None if said == UNKNOWN else int(said)
    before = last_word(booking)
    try:
        told = operations.tell(booking, came=came, via=via, by=by, at=timezone.now())
    except Refused as refusal:
        messages.error(request, f"« {title} » : {refusal}")
        return False
    messages.success(request, _said_back(told, came, before))
    return True


def last_word(booking: Booking) -> Claim | None:
    """What the relay said last of its booking."""
    words = Claim.objects.filter(booking=booking, source=Claim.Source.REFERENT)
    return words.order_by("-said_at", "-pk").first()


def _said_back(booking: Booking, came: int | None, before: Claim | None) -> str:
    title = booking.showing.offer.title
    if came is None:
        return f"« {title} » : c'est noté. Nous vous le redemanderons dans trois jours."
    said = came_in_words(came, booking.places, excused=False)
    noted = f"C'est noté pour « {title} » : {said}."
    if before is not None and before.came not in (None, came):
        was = came_in_words(before.came, booking.places, excused=before.excused)
        noted = f"C'est corrigé pour « {title} » : {said}, au lieu de {was}."
    if booking.came != came:
        noted += f" Sur place, il a été compté autrement ({booking.who_came}) : l'équipe regardera."
    return noted


def more(request: HttpRequest, booking: Booking, form: MoreForm, *, via: Claim.Via, by: Actor) -> bool:
    """Write why, and what was felt; a refusal is said in the form."""
    said, at = form.cleaned_data, timezone.now()
    try:
        with transaction.atomic():
            if "reason" in said and booking.came is not None:
                operations.tell(
                    booking,
                    came=booking.came,
                    excused=said.get("excused", False),
                    reason=said["reason"],
                    via=via,
                    by=by,
                    at=at,
                )
            if "line" in said:
                felt = {name: said[name] for name in ("mood", "line", "voice", "without_voice")}
                operations.feel(booking, **felt, by=by, at=at)
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, "Merci, c'est ajouté.")
    if what := rules.names_somebody(said.get("line", "")):
        messages.warning(
            request,
            f"Il semble y avoir {what} dans votre phrase. Relisez : si quelqu'un peut être reconnu, changez-la.",
        )
    return True


def after_answer(request: HttpRequest, booking: Booking, address: str) -> str:
    """Back to the page, the outing just told at its head; with what leads back to a booking, if one came from there."""
    return _with(request, address, {"dit": booking.code})


def after_more(request: HttpRequest, booking: Booking, address: str) -> str:
    """The outing stays open when its line is to be read again."""
    again = bool(rules.names_somebody(request.POST.get("line", "")))
    return _with(request, address, {"dit": booking.code} if again else {})


def _with(request: HttpRequest, address: str, more: dict[str, str]) -> str:
    kept = request.GET.copy()
    for name in ("sortie", "venus", "dit", "page"):
        kept.pop(name, None)
    query = "&".join(part for part in (kept.urlencode(), urlencode(more)) if part)
    return f"{address}?{query}" if query else address
