"""How I want to be asked who came: by mail or by text; and the links that I take back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging import sms
from pontdesarts.ui.forms import add_refusal

from .. import operations
from ..forms import ChannelForm
from ..models import Asked, Channel


@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: Request) -> HttpResponse:
    """By mail, or by text if somebody sends texts here; what was sent lately; one button closes the links sent."""
    known = Channel.objects.filter(user=request.user).first()
    by, at = acting(request), timezone.now()
    if "withdraw" in request.POST:
        operations.withdraw_links(request.user, by=by, at=at)
        messages.success(
            request, "Les liens déjà envoyés n'ouvrent plus rien. Le prochain courriel en aura un nouveau."
        )
        return redirect("outings:channel")
    form = ChannelForm(typed(request), channel=known)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            operations.choose_channel(
                request.user, by_text=chosen["by"] == Channel.By.TEXT, number=chosen["number"], by=by, at=at
            )
        except Refused as refusal:
            add_refusal(form, refusal, "number")
        else:
            messages.success(request, "C'est noté.")
            return redirect("outings:channel")
    sent = Asked.objects.filter(user=request.user).order_by("-sent_at", "pk")[:10]
    return render(request, "outings/channel.html", {"form": form, "offered": sms.offered(), "sent": sent})
