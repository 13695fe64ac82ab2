"""« Retours du mois »: the answer rate of each relay, whom to call, and the statements on paper."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.associations.models import Association
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.ui import words

from .. import months, paperwork, periods


@require_safe
def this_month(request: Request) -> HttpResponse:
    """The month that is being closed: the last one during its first days, else the one that runs."""
    today = timezone.localdate()
    day = today.replace(day=1) - timedelta(days=1) if today.day in range(1, periods.STATEMENT.stop) else today
    kept = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("outings:month", args=[f"{day:%Y-%m}"]) + kept)


@require_safe
def month(request: Request, month: str) -> HttpResponse:
    first, today = _first(month), timezone.localdate()
    association, mine = _chosen(request)
    if association is None:
        return render(request, "ui/errors/403.html", status=403)
    after = periods.month_after(first)
    closing = months.closing(association, first, after, timezone.now())
    quarter = periods.quarter_before(periods.month_after(_last_of_quarter(first)))
    context = {
        "association": association,
        "mine": mine,
        "first": first,
        "said": f"{words.MONTHS[first.month - 1]} {first.year}",
        "month": month,
        "closing": closing,
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{after:%Y-%m}" if after <= today else "",
        "running": after > today,
        "quarter": quarter.isoformat() if periods.month_after(_last_of_quarter(first)) <= today else "",
    }
    return render(request, "outings/month.html", context)


@require_safe
def statements(request: Request) -> HttpResponse:
    """The statements of all relays that owe, on paper."""
    association, _ = _chosen(request)
    if association is None:
        return render(request, "ui/errors/403.html", status=403)
    paper = paperwork.statements(association, timezone.now())
    if paper is None:
        messages.info(request, "Il ne manque rien : aucun relevé à imprimer.")
        return redirect("outings:this_month")
    return answer(paper)


def _chosen(request: Request) -> tuple[Association | None, list[Association]]:
    """Of the associations whose daily work the person does: the one that the address names, else the first."""
    mine = list(Association.objects.run_by(request.user))
    asked = request.GET.get("association", "")
    named = next((one for one in mine if one.slug == asked), None)
    return named or (mine[0] if mine else None), mine


def _first(month: str) -> date:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Http404 from None
    if not date(2000, 1, 1) <= first <= timezone.localdate() or len(month) != 7:
        raise Http404
    return first


def _last_of_quarter(first: date) -> date:
    """The first day of the last month of the quarter."""
    return date(first.year, 3 * ((first.month - 1) // 3) + 3, 1)
