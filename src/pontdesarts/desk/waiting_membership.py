"""What waits for me about joining: requests to answer, memberships to renew or to settle."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import StaffRole
from pontdesarts.membership import rules
from pontdesarts.membership.models import JoinRequest, Membership
from pontdesarts.membership.renewing import declined, relays_to_ask
from pontdesarts.membership.standing import steps_of
from pontdesarts.network.models import Stage, Structure
from pontdesarts.ui import words

from .waiting import Waiting

MOST = 50
ENTERING = (Stage.PROSPECT, Stage.IN_DISCUSSION, Stage.ONBOARDING)


def for_staff(role: StaffRole, at: datetime) -> Iterator[Waiting]:
    """The team's, of one association; counted up to `MOST`."""
    if role.role not in StaffRole.DAILY_WORK:
        return
    asked = JoinRequest.objects.to_answer().filter(association=role.association).order_by()
    if count := asked[: MOST + 1].count():
        said = words.counted_up_to(MOST, count, "structure demande", "structures demandent").capitalize()
        yield Waiting(f"{said} à rejoindre le réseau", "Répondre", reverse("membership:requests"), "mail")
    if count := _ended(role, at):
        said = words.counted(count, "adhésion s'est arrêtée", "adhésions se sont arrêtées")
        yield Waiting(
            f"{said} avec la saison passée", "Renouveler", reverse("membership:memberships") + "?state=missing", "edit"
        )
    if count := declined(role.association, rules.season_at(at)).count():
        said = words.counted(count, "structure dit ne pas adhérer", "structures disent ne pas adhérer")
        yield Waiting(said, "Lire pourquoi", reverse("membership:memberships") + "?state=declined", "edit")


def _ended(role: StaffRole, at: datetime) -> int:
    """Relays that were up to date last season and have not answered for this one."""
    season = rules.season_at(at)
    lines = Membership.objects.filter(structure=OuterRef("pk"))
    before = lines.up_to_date().filter(season=season - 1)
    now = lines.filter(Q(agreed_at__isnull=False) | Q(declined_at__isnull=False), season=season)
    return relays_to_ask(role.association).filter(Exists(before)).exclude(Exists(now)).count()


def for_referent(user: User, at: datetime) -> Iterator[Waiting]:
    """What is left to do before one's relay is in; a season proposed to it, that one click renews."""
    yield from _entering(user, at)
    season = rules.season_to_propose(at)
    proposed = Membership.objects.filter(
        structure__in=Structure.objects.served_by(user),
        season=season,
        proposed_at__isnull=False,
        agreed_at=None,
        declined_at=None,
    )
    for line in proposed.select_related("structure").order_by("structure__sort_name", "pk")[:3]:
        yield Waiting(
            f"{line.structure} : adhésion à renouveler, {line.season_said}",
            "Renouveler",
            reverse("membership:member", args=[line.structure_id]),
            "edit",
        )


def _entering(user: User, at: datetime) -> Iterator[Waiting]:
    """The one next thing to do of a relay that is on its way in: its page says the others."""
    relays = Structure.objects.served_by(user).filter(stage__in=ENTERING)
    for relay in relays.select_related("association", "relay", "partner").order_by("sort_name", "pk")[:3]:
        steps = steps_of(relay, user, at)
        done, asked = rules.progress(steps)
        following = rules.next_step(steps)
        if following is not None:
            left = words.counted(asked - done, "étape reste", "étapes restent")
            yield Waiting(
                f"{relay} entre dans le réseau : {left}, d'abord « {following.title} »",
                "Voir ce qu'il reste à faire",
                reverse("membership:entry", args=[relay.pk]),
                "check",
                "attention",
            )
