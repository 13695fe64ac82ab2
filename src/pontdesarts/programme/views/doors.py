"""Three doors to the same pages: an account of the partner, a link mailed to the partner, an account of the team.

Every page of the offer is a function of a `Door`; its addresses are made here, so that nobody changes door on the way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.links import LinkRefused
from pontdesarts.accounts.models import User
from pontdesarts.associations.policies import may_run
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure, StructureQuerySet, Venue, VenueQuerySet

from .. import policies
from ..models import Offer, OfferQuerySet, Showing
from ..operations.links import PURPOSE

Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Door:
    """Who came in, and what opens to them. ``holder`` is the partner whose link it is, for ``token``."""

    user: User | None
    holder: Structure | None = None
    token: str = ""

    def offers(self) -> OfferQuerySet:
        if self.holder:
            return Offer.objects.filter(partner=self.holder)
        return Offer.objects.editable_by(self.user) if self.user else Offer.objects.none()

    def partners(self) -> StructureQuerySet:
        """For whom one may enter an offer here."""
        if self.holder:
            return Structure.objects.filter(pk=self.holder.pk)
        return policies.programmed_by(self.user) if self.user else Structure.objects.none()

    def acting(self, partner: Structure | None) -> Actor:
        if self.holder:
            return Actor.link(self.holder.name)
        assert self.user is not None
        if partner is None or policies.represents(self.user, partner):
            return Actor.of(self.user)
        return Actor.of(self.user, on_behalf_of=partner.name)

    def venues(self, partner: Structure) -> VenueQuerySet:
        """The partner's own places, those where it has been before; for the team, those of the association."""
        mine = Q(partner=partner) | Q(pk__in=Offer.objects.filter(partner=partner).values("venue"))
        if self.helps(partner):
            mine |= Q(partner=None)
        return Venue.objects.filter(mine, association=partner.association).select_related("commune")

    def helps(self, partner: Structure) -> bool:
        """The team enters the offer for the partner."""
        return self.user is not None and self.holder is None and policies.may_send_link(self.user, partner)

    def may_draw(self, offer: Offer) -> bool:
        """Places are drawn when the association decides so: its direction or its team, nobody else."""
        return self.user is not None and self.holder is None and may_run(self.user, offer.association)

    def url(self, name: str, *args: object) -> str:
        if self.holder:
            return reverse(f"programme:link_{name}", args=[self.token, *args])
        return reverse(f"programme:{name}", args=args)

    def offer(self, pk: int) -> Offer:
        """The offer, or the page that says that there is none: of another's offers nothing is known here."""
        known = self.offers().select_related("association", "partner", "venue__commune")
        return get_object_or_404(known, pk=pk)

    def showing(self, pk: int) -> Showing:
        known = Showing.objects.filter(offer__in=self.offers())
        with_offer = known.select_related("offer__association", "offer__partner", "offer__venue", "venue", "allotment")
        return get_object_or_404(with_offer, pk=pk)


def through_account(page: Page) -> Page:
    @wraps(page)
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        assert isinstance(request.user, User)
        return page(request, Door(request.user), **kwargs)

    return view


def through_link(page: Page) -> Page:
    @login_not_required
    @never_cache
    @wraps(page)
    def view(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            holder = opened(token, at=timezone.now())
        except LinkRefused as refusal:
            context = {"refusal": refusal, "token": token if holder_of(token) else ""}
            return render(request, "programme/link_closed.html", context, status=410 if context["token"] else 404)
        return page(request, Door(None, holder, token), **kwargs)

    return view


def opened(token: str, *, at: datetime) -> Structure:
    """The partner whose link it is. Raises `LinkRefused` when it is damaged, past its term, or withdrawn."""
    link = links.read(token, PURPOSE, at=at)
    partners = Structure.objects.partners().select_related("association", "partner")
    holder = partners.of_link(link.subject, link.epoch)
    if holder is None or holder.partner.suspended_at:
        raise LinkRefused("Ce lien a été retiré par l'association.", "Vous pouvez en demander un nouveau.")
    return holder


def holder_of(token: str) -> Structure | None:
    """To whom the link was mailed, whatever its term: only to know where a new one goes."""
    ever = datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())
    try:
        link = links.read(token, PURPOSE, at=ever)
    except LinkRefused:
        return None
    return Structure.objects.partners().filter(pk=link.subject).first()
