"""What spectators said: read by the team, then passed on or kept."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting
from pontdesarts.associations.models import Association
from pontdesarts.journal.refusals import Refused
from pontdesarts.outings import versions
from pontdesarts.outings.models import Impression, ImpressionQuerySet
from pontdesarts.outings.rules import names_somebody

from .. import operations
from ..forms import ModerationForm

A_PAGE = 20
_READ = ("showing__offer__association", "booking__relay__association")
_BACK = {"published": "impressions:published"}


def to_moderate(request: Request) -> HttpResponse:
    """What nobody has read yet, the oldest first."""
    waiting = _of_the_team(request).to_moderate().order_by("said_at", "pk")
    page = Paginator(waiting.select_related(*_READ, "voice"), A_PAGE).get_page(request.GET.get("page"))
    rows = [_row(impression, _form(impression)) for impression in page]
    return render(request, "impressions/to_moderate.html", {"page": page, "rows": rows})


def published(request: Request) -> HttpResponse:
    """What partners may read; each may be taken back."""
    shown = _of_the_team(request).published().select_related("showing__offer", "moderated_by")
    page = Paginator(shown.order_by("-moderated_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "impressions/published.html", {"page": page})


@require_POST
def moderate(request: Request, pk: int) -> HttpResponse:
    """Publish, or keep for the team; a refusal shows this one again with what was typed."""
    impression = get_object_or_404(_of_the_team(request).select_related(*_READ), pk=pk)
    form = ModerationForm(request.POST, number=impression.pk)
    publish = request.POST.get("then") == "publish"
    if form.is_valid():
        try:
            operations.moderate(
                impression,
                text=form.cleaned_data["text"],
                publish=publish,
                seen_at=form.cleaned_data["seen_at"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, f"{refusal} {refusal.next_step}")
        else:
            messages.success(request, "C'est publié." if publish else "C'est gardé pour l'équipe.")
            return redirect(
                "impressions:published" if request.POST.get("from") == "published" else "impressions:to_moderate"
            )
    return render(request, "impressions/moderate.html", {"row": _row(impression, form)}, status=409)


@never_cache
def voice(request: Request, pk: int) -> HttpResponse:
    """The sound, for whoever writes it down."""
    note = get_object_or_404(_of_the_team(request).exclude(voice=None).select_related("voice"), pk=pk).voice
    response = HttpResponse(bytes(note.content), content_type=note.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _of_the_team(request: Request) -> ImpressionQuerySet:
    return Impression.objects.filter(showing__offer__association__in=Association.objects.run_by(request.user))


def _form(impression: Impression) -> ModerationForm:
    initial: dict[str, object] = {"text": impression.text or impression.line, "seen_at": impression.said_at.isoformat()}
    return ModerationForm(initial=initial, number=impression.pk)


def _row(impression: Impression, form: ModerationForm) -> dict[str, object]:
    booking, home = impression.booking, impression.showing.offer.association
    return {
        "impression": impression,
        "relay": versions.named(booking, home) if booking else "",
        "form": form,
        "has_voice": hasattr(impression, "voice"),
        "names": names_somebody(impression.line),
    }
