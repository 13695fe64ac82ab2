"""The letter of a season: a page, a PDF, a link that whoever holds it may show around."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.bookings.rules import season_of
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging.operations import Paper
from pontdesarts.network.models import Structure
from pontdesarts.statistics.periods import season

from .. import documents, notices, operations
from .. import letters as telling
from ..forms import LetterForm
from ..letters import Told
from ..models import Letter

A_PAGE = 50
SEASONS_BACK = 3


def letters(request: Request) -> HttpResponse:
    """The team's partners, with what became of their letter; a partner's own letters."""
    this = _this_season()
    year = _year(request.GET.get("saison", ""), this)
    run = Association.objects.run_by(request.user)
    partners = Structure.objects.partners().filter(association__in=run).select_related("partner")
    sent = Prefetch("letters", Letter.objects.filter(season=year), to_attr="of_season")
    page = Paginator(partners.prefetch_related(sent).order_by("sort_name", "pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "year": year,
        "season": season(date(year, 9, 1)).label,
        "seasons": [(n, season(date(n, 9, 1)).label, n == year) for n in range(this, this - SEASONS_BACK, -1)],
        "runs": run.exists(),
        "own": Letter.objects.filter(
            partner__in=request.user.coordinator_posts.filter(ended_at=None).values("structure")
        ).select_related("partner"),
    }
    return render(request, "impressions/letters.html", context)


def letter(request: Request, pk: int, year: int) -> HttpResponse:
    """The letter that has left, or what it would say: the team sends it from here."""
    sent = _sent(request, pk, year)
    if sent:
        told = Told.from_json(sent.content)
        context = {"letter": sent, "partner": sent.partner, "told": told, "ages": _ages(told), "note": sent.note}
        return render(request, "impressions/letter.html", context)
    partner = _partner(request, pk, year)
    form = LetterForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.send_letter(
                partner, year=year, note=form.cleaned_data["note"], by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, f"{refusal} {refusal.next_step}")
        else:
            messages.success(request, f"La lettre est partie à {made.to}.")
            return redirect("impressions:letter", pk, year)
    told = telling.tell(partner, year, at=timezone.now())
    context = {"partner": partner, "told": told, "ages": _ages(told), "form": form, "year": year, "note": ""}
    return render(request, "impressions/preview.html", context)


def letter_paper(request: Request, pk: int, year: int) -> HttpResponse:
    """As it has left, or as it would."""
    sent = _sent(request, pk, year)
    if sent:
        return answer(_paper(sent))
    at = timezone.now()
    told = telling.tell(_partner(request, pk, year), year, at=at)
    return answer(Paper(f"lettre-{year}.pdf", "application/pdf", documents.letter_pdf(told, note="", at=at)))


@login_not_required
@never_cache
def signed_letter(request: HttpRequest, token: str) -> HttpResponse:
    try:
        sent = _opened(token)
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
    told = Told.from_json(sent.content)
    context = {"letter": sent, "told": told, "ages": _ages(told), "note": sent.note, "token": token}
    return render(request, "impressions/signed_letter.html", context)


@login_not_required
@never_cache
def signed_letter_paper(request: HttpRequest, token: str) -> HttpResponse:
    try:
        return answer(_paper(_opened(token)))
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)


def _opened(token: str) -> Letter:
    link = links.read(token, notices.DOOR, at=timezone.now())
    sent = Letter.objects.select_related("partner").filter(pk=link.subject, partner__link_epoch=link.epoch).first()
    if sent is None:
        raise links.LinkRefused("Ce lien a été remplacé.", "Demandez la lettre à l'association.")
    return sent


def _paper(sent: Letter) -> Paper:
    pdf = documents.letter_pdf(Told.from_json(sent.content), note=sent.note, at=sent.sent_at)
    return Paper(f"lettre-{sent.season}.pdf", "application/pdf", pdf)


def _sent(request: Request, pk: int, year: int) -> Letter | None:
    seen = Letter.objects.visible_to(request.user).select_related("partner__association")
    return seen.filter(partner=pk, season=year).first()


def _partner(request: Request, pk: int, year: int) -> Structure:
    if not _this_season() - SEASONS_BACK < year <= _this_season():
        raise Http404
    run = Association.objects.run_by(request.user)
    partners = Structure.objects.partners().filter(association__in=run)
    return get_object_or_404(partners.select_related("association", "partner"), pk=pk)


def _this_season() -> int:
    return season_of(timezone.localdate())[0].year


def _year(asked: str, this: int) -> int:
    """The season that an address names; this one for anything else."""
    return next((year for year in range(this, this - SEASONS_BACK, -1) if asked == str(year)), this)


def _ages(told: Told) -> list[tuple[str, int]]:
    return [(label, number) for age, label in documents.AGES.items() if (number := told.ages.get(age))]
