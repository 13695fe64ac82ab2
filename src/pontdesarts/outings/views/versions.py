"""« Versions différentes »: what each source said, side by side; one gesture settles, another asks the relay."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pontdesarts.accounts.http import Request, acting
from pontdesarts.associations.models import Association
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words
from pontdesarts.ui.keys import key

from .. import operations, versions
from ..models import Claim, Dispute

A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def disputes(request: Request) -> HttpResponse:
    """Those of the associations whose daily work the person does, the oldest first."""
    mine = list(Association.objects.run_by(request.user))
    if not mine:
        return render(request, "ui/errors/403.html", status=403)
    open_ones = Dispute.objects.filter(showing__offer__association__in=mine)
    if request.method == "POST":
        _act(request, mine)
        return redirect("outings:disputes")
    shown = open_ones.select_related(
        "showing__offer__association",
        "showing__offer__venue",
        "showing__venue",
        "booking__relay__association",
    ).order_by("since", "pk")
    at = timezone.now()
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    settled = [
        (word, versions.named(word.booking, word.showing.offer.association) if word.booking else "")
        for word in versions.settled_lately(mine, at)
    ]
    context = {"page": page, "rows": versions.rows(list(page)), "settled": settled}
    return render(request, "outings/disputes.html", context)


def _act(request: Request, mine: list[Association]) -> None:
    try:
        if "back" in request.POST:
            _take_back(request, mine)
        else:
            _settle_or_ask(request, mine)
    except Refused as refusal:
        messages.error(request, str(refusal))


def _take_back(request: Request, mine: list[Association]) -> None:
    words_of_mine = Claim.objects.filter(source=Claim.Source.TEAM, showing__offer__association__in=mine)
    found = words_of_mine.select_related("showing__offer__association", "booking")
    word = found.filter(pk=key(request.POST["back"])).first()
    if word is None:
        messages.error(request, "Ce n'est pas une décision de votre équipe.")
        return
    operations.take_back(word, by=acting(request), at=timezone.now())
    messages.success(request, "C'est repris : ce que les autres ont dit vaut à nouveau.")


def _settle_or_ask(request: Request, mine: list[Association]) -> None:
    found = Dispute.objects.filter(showing__offer__association__in=mine).select_related(
        "showing__offer__association", "booking__relay__association"
    )
    dispute = found.filter(pk=key(request.POST.get("dispute", ""))).first()
    by, at = acting(request), timezone.now()
    if dispute is None:
        messages.info(request, "Ces versions ne diffèrent plus : quelqu'un a tranché, ou une réponse est arrivée.")
        return
    title = dispute.showing.offer.title
    if "ask" in request.POST:
        asked = operations.ask_the_relay(dispute, by=by, at=at)
        to = words.listed(user.get_full_name() for user in asked) if _ours(dispute) else "au relais"
        messages.success(request, f"« {title} » : c'est demandé{' à ' if _ours(dispute) else ' '}{to}.")
        return
    said = request.POST.get("came", "")
    said = request.POST.get("some", "").strip() if said == "some" else said
    if not said.isascii() or not said.isdecimal() or len(said) > 4:
        messages.error(request, f"« {title} » : dites combien de personnes sont venues.")
        return
    operations.settle(dispute, came=int(said), by=by, at=at)
    messages.success(request, f"« {title} » : c'est tranché. Vous pouvez le reprendre plus bas.")


def _ours(dispute: Dispute) -> bool:
    booking = dispute.booking
    return booking is not None and booking.relay.association_id == dispute.showing.offer.association_id
