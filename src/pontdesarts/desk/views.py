"""The home of each person, and the pages about the product itself."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, AssociationQuerySet
from pontdesarts.messaging.models import Message

from . import personal_data as personal
from . import (
    personal_sheet,
    waiting,
    waiting_agreements,
    waiting_asks,
    waiting_bridge,
    waiting_doors,
    waiting_draws,
    waiting_federation,
    waiting_follow_up,
    waiting_impressions,
    waiting_membership,
    waiting_supporters,
)
from .navigation import Post


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me; for a visitor, what this is and where to sign in."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "desk/welcome.html", {"associations": _taking_requests()})
    at, post = timezone.now(), Post.of(user)
    if post.federation and not (post.referent or post.coordinator or post.staff or post.operator):
        return redirect("federation:federation")
    things: list[waiting.Waiting] = []
    if post.referent:
        things += waiting_asks.for_referent(user, at)
        things += waiting_membership.for_referent(user, at)
        things += waiting.for_referent(user, at)
        things += waiting_draws.for_referent(user, at)
        things += waiting_bridge.for_referent(user, at)
    if post.coordinator:
        things += waiting_doors.for_coordinator(user, at)
        things += waiting.for_coordinator(user, at)
        things += waiting_bridge.for_coordinator(user)
    for role in post.staff:
        things += waiting.for_staff(role, at)
        things += waiting_draws.for_staff(role, at)
        things += waiting_asks.for_staff(role, at)
        things += waiting_impressions.for_staff(role)
        things += waiting_membership.for_staff(role, at)
        things += waiting_agreements.for_staff(role, at)
        things += waiting_supporters.for_staff(role, at)
        things += waiting_bridge.for_staff(role, at)
        things += waiting_federation.for_staff(role, at)
    if post.runs:
        things += waiting_follow_up.for_user(user, at)
    if post.coordinator or post.runs:
        things += waiting_asks.for_answerer(user, at)
    if user.is_staff:
        things += waiting.for_operator(at)
        things += waiting.texts_for_operator(at)
    things.sort(key=lambda thing: thing.tone != "attention")
    return render(request, "desk/home.html", {"post": post, "things": things})


def _taking_requests() -> AssociationQuerySet:
    """Those that somebody without an account may ask to join, each with where it is."""
    open_to_all = Association.objects.filter(departure=None).exclude(welcome__takes_requests=False)
    return open_to_all.prefetch_related("departments").order_by("name", "pk")


def mail(request: Request) -> HttpResponse:
    """The mails of the last 30 days, for the operator of the machine: to whom, what about, whether they left."""
    if not request.user.is_staff:
        raise Http404
    return render(request, "desk/mail.html", {"mails": Message.objects.order_by("-created_at", "-pk")[:200]})


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/about.html")


@login_not_required
def personal_data(request: HttpRequest) -> HttpResponse:
    """What may be kept about people, why, until when; for the team, what is left of it in its association, and what
    should have gone; for the operator, on the whole platform."""
    at = timezone.now()
    sights = _sights(request)
    sight = _chosen(request, sights)
    tables = personal.left(sight.association, at=at) if sight else personal.register()
    context = {
        "tables": tables,
        "sight": sight,
        "sights": sights,
        "overdue": [table for table in tables if table.is_overdue],
        "others": personal.not_of_people(),
        "at": at,
    }
    return render(request, "desk/personal_data.html", context)


@login_not_required
def register(request: HttpRequest) -> HttpResponse:
    """The same as a sheet, for whoever keeps the record of processing (GDPR, article 30)."""
    at = timezone.now()
    sight = _chosen(request, _sights(request))
    tables = personal.left(sight.association, at=at) if sight else personal.register()
    name = f"registre-{timezone.localdate(at):%Y-%m-%d}.csv"
    return HttpResponse(
        personal_sheet.csv(tables, counted=sight is not None),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@dataclass(frozen=True)
class Sight:
    """Whose numbers one may see: of an association where one does the daily work, of them all for the operator."""

    association: Association | None

    @property
    def name(self) -> str:
        return self.association.name if self.association else "Toute la plateforme"

    @property
    def query(self) -> str:
        return f"association={self.association.slug}" if self.association else "association="


def _sights(request: HttpRequest) -> list[Sight]:
    user = request.user
    if not isinstance(user, User):
        return []
    roles = user.staff_roles.of_the_team().select_related("association").order_by("association__name", "pk")
    return [Sight(role.association) for role in roles] + ([Sight(None)] if user.is_staff else [])


def _chosen(request: HttpRequest, sights: list[Sight]) -> Sight | None:
    """The one that the address names; the first otherwise. Another association's is not there."""
    wanted = request.GET.get("association")
    if wanted is None:
        return sights[0] if sights else None
    chosen = next((sight for sight in sights if sight.query == f"association={wanted}"), None)
    if chosen is None:
        raise Http404
    return chosen
