"""To whom a season is proposed: relays of the network that are in it, and their people."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pontdesarts.associations.models import Association
from pontdesarts.messaging.models import DeadAddress
from pontdesarts.messaging.models.mailings import normal
from pontdesarts.network.models import Referent, Stage, Structure, StructureQuerySet

from .models import Membership

# a prospect is not a member yet, who left is not any more
IN_THE_NETWORK = (Stage.ONBOARDING, Stage.ACTIVE, Stage.DORMANT)


def relays_to_ask(association: Association) -> StructureQuerySet:
    relays = Structure.objects.standing().relays().filter(association=association, stage__in=IN_THE_NETWORK)
    return relays.order_by("pk")


def relays_left(association: Association, season: int) -> StructureQuerySet:
    """Those to whom that season was not proposed, and who have not answered it. With somebody to write to."""
    asked = Membership.objects.filter(structure=OuterRef("pk"), season=season).filter(
        Q(proposed_at__isnull=False) | Q(agreed_at__isnull=False) | Q(declined_at__isnull=False)
    )
    return with_an_address(relays_to_ask(association)).exclude(Exists(asked))


def declined(association: Association, season: int) -> StructureQuerySet:
    """Structures that do not join that season, or the next, and of which the team has decided nothing yet: they neither
    sleep nor left."""
    said = Membership.objects.declined().filter(structure=OuterRef("pk"), season__gte=season)
    stages = (Stage.ONBOARDING, Stage.ACTIVE)
    return Structure.objects.standing().filter(Exists(said), association=association, stage__in=stages).order_by("pk")


def with_an_address(relays: StructureQuerySet) -> StructureQuerySet:
    return relays.filter(~Q(email="") | Exists(_referents()))


def without_address(association: Association) -> StructureQuerySet:
    return relays_to_ask(association).filter(email="").exclude(Exists(_referents()))


def addresses_of(relay: Structure) -> list[str]:
    """Each referent; the relay itself when it has none. Not to addresses that no longer work, where another does."""
    posts = Referent.objects.current().filter(structure=relay, user__is_active=True).order_by("pk")
    people = list(posts.values_list("user__email", flat=True))
    own = [relay.email] if relay.email else []
    dead = DeadAddress.objects.among([*people, *own])
    living = ([address for address in some if normal(address) not in dead] for some in (people, own))
    return next(filter(None, living), people or own)


def progress_of(association: Association, season: int) -> dict[str, int]:
    """How far a season is: relays written to, agreed, declined, up to date."""
    rows = Membership.objects.filter(structure__in=relays_to_ask(association).order_by(), season=season)
    paid = Q(agreed_at__isnull=False) & (Q(fee=0) | Q(paid_on__isnull=False))
    return rows.aggregate(
        written=Count("pk", filter=Q(proposed_at__isnull=False)),
        agreed=Count("pk", filter=Q(agreed_at__isnull=False)),
        declined=Count("pk", filter=Q(declined_at__isnull=False)),
        up_to_date=Count("pk", filter=paid),
    )


def _referents() -> QuerySet[Referent]:
    return Referent.objects.current().filter(structure=OuterRef("pk"), user__is_active=True)
