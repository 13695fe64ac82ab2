"""Two doors to the same pages: an account, or the signed link that was mailed to a structure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Stage, Structure

from ..matching import WITH, protected
from ..models import Announcement, AnnouncementQuerySet, Side, Speaker, Thread, ThreadQuerySet
from ..notices import DOOR

Page = Callable[..., HttpResponse]
_OWN = ("association", "relay", "partner", "commune")
WITH_STRUCTURES = ("partner__association", "partner__partner", "relay__association", "relay__relay", "offer", "need")


@dataclass
class Door:
    """Who came in, and what opens to them. ``holder`` is the structure whose link it is, for ``token``."""

    user: User | None
    holder: Structure | None = None
    token: str = ""

    @property
    def layout(self) -> str:
        return "ui/plain.html" if self.holder else "ui/base.html"

    def url(self, name: str, *args: object) -> str:
        if self.holder:
            return reverse(f"bridge:link_{name}", args=[self.token, *args])
        return reverse(f"bridge:{name}", args=args)

    @cached_property
    def own(self) -> list[Structure]:
        """The structures for which one speaks."""
        if self.holder:
            return [self.holder]
        held = Structure.objects.held_by(self.user).standing() if self.user else Structure.objects.none()
        return list(held.select_related(*_OWN).order_by("sort_name", "pk"))

    @cached_property
    def staffed(self) -> set[int]:
        """The associations all of whose announcements one reads."""
        return set(Association.objects.staffed_by(self.user).values_list("pk", flat=True)) if self.user else set()

    @cached_property
    def confided(self) -> set[int]:
        """Those of which one reads who asks, whom a relay to protect receives, and what people write."""
        return set(Association.objects.confided_to(self.user).values_list("pk", flat=True)) if self.user else set()

    @cached_property
    def run(self) -> set[int]:
        """The associations for which one writes."""
        return set(Association.objects.run_by(self.user).values_list("pk", flat=True)) if self.user else set()

    def announcements(self) -> AnnouncementQuerySet:
        if self.holder:
            return Announcement.objects.visible_from(self.holder)
        return Announcement.objects.visible_to(self.user) if self.user else Announcement.objects.none()

    def announcement(self, pk: object) -> Announcement:
        return get_object_or_404(self.announcements().select_related(*WITH), pk=pk)

    def threads(self) -> ThreadQuerySet:
        if self.holder:
            return Thread.objects.filter(Q(partner=self.holder) | Q(relay=self.holder))
        return Thread.objects.visible_to(self.user) if self.user else Thread.objects.none()

    def thread(self, pk: int) -> Thread:
        return get_object_or_404(self.threads().select_related(*WITH_STRUCTURES), pk=pk)

    def is_own(self, structure: Structure) -> bool:
        return any(structure.pk == each.pk for each in self.own)

    def may_write_for(self, structure: Structure) -> bool:
        return self.is_own(structure) or structure.association_id in self.run

    def writable(self, pk: int, side: Side) -> Structure:
        """A structure in whose name one publishes on that side, or the page that says that there is none."""
        profile = {"partner__isnull": False} if side == Side.OFFER else {"relay__isnull": False}
        here = Q(pk__in=[each.pk for each in self.own]) | Q(association__in=self.run)
        return get_object_or_404(Structure.objects.standing().select_related(*_OWN), here, pk=pk, **profile)

    def acting(self, structure: Structure | None = None) -> Actor:
        """By one's account, for another's structure when one works for the association; or by the link."""
        if self.holder:
            return Actor.link(self.holder.name)
        assert self.user is not None
        if structure is None or self.is_own(structure):
            return Actor.of(self.user)
        return Actor.of(self.user, on_behalf_of=structure.name)

    def named(self) -> Q:
        """The announcements of which one reads everything, whatever their relay."""
        return Q(structure__in=[each.pk for each in self.own]) | Q(structure__association__in=self.confided)

    def reads_all_of(self, structure: Structure) -> bool:
        return self.is_own(structure) or structure.association_id in self.confided

    def hides(self, announcement: Announcement) -> bool:
        """Neither the name of the relay nor its public is read here."""
        return protected(announcement) and not self.reads_all_of(announcement.structure)

    def name_of(self, announcement: Announcement) -> str:
        return "Un relais de l'association" if self.hides(announcement) else announcement.structure.name

    def relay_of(self, thread: Thread) -> str:
        return thread.relay.name if self.reads_all_of(thread.relay) else thread.name_for_partner

    def speaker_between(self, partner: Structure, relay: Structure) -> Speaker | None:
        """As whom one speaks between these two; None who only reads."""
        if self.is_own(relay):
            return Speaker.RELAY
        if self.is_own(partner):
            return Speaker.PARTNER
        return Speaker.TEAM if partner.association_id in self.run else None


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
            holder = _opened(token)
        except links.LinkRefused as refusal:
            return render(request, "bridge/link_closed.html", {"refusal": refusal}, status=410)
        return page(request, Door(None, holder, token), **kwargs)

    return view


def _opened(token: str) -> Structure:
    link = links.read(token, DOOR, at=timezone.now())
    holder = Structure.objects.standing().select_related(*_OWN).of_link(link.subject, link.epoch)
    if holder is None or holder.stage == Stage.LAPSED or (holder.is_partner and holder.partner.suspended_at):
        raise links.LinkRefused("Ce lien a été retiré par l'association.", "Demandez-lui-en un nouveau.")
    return holder
