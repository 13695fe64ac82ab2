"""The team proposes a season to all its relays at once, and watches it go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.pages import render_piece

from .. import operations, rules
from ..models import Campaign, Welcome
from ..renewing import progress_of, relays_left, relays_to_ask, without_address
from .reading import read_one


def campaign(request: Request, slug: str) -> HttpResponse:
    association, runs = read_one(request, slug)
    season = rules.season_to_propose(timezone.now())
    if request.method == "POST":
        try:
            operations.start_campaign(
                association, season=season, started_by=request.user, by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("membership:campaign", slug)
    going = Campaign.objects.filter(association=association, season=season).first()
    context = {
        "association": association,
        "season": rules.season_said(season),
        "behind": rules.season_said(rules.season_behind(season)),
        "campaign": going,
        "runs": runs,
        "running": going is not None and going.finished_at is None,
        "fee": Welcome.of(association).relay_fee,
        "left": relays_left(association, season).count(),
        "total": relays_to_ask(association).count(),
        "alone": without_address(association),
        "progress": progress_of(association, season),
    }
    return render_piece(request, "membership/campaign.html", context)
