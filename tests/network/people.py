"""What the network keeps of people, filled for one association."""

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, FederationRole, Visit
from pontdesarts.network.models import Merge, Site, Stage, StageChange, Structure

from .factories import RelayFactory


def settle(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    FederationRole.objects.create(user=who, since=at, ended_at=at)
    Visit.objects.create(user=who, association=theirs, reason="Aide au bilan", opened_at=at, until=at)
    StageChange.objects.create(structure=relay, stage=Stage.ACTIVE, entered_at=at, reason="Reprise")
    gone = RelayFactory(association=theirs, merged_into=relay)
    Merge.objects.create(kept=relay, gone=gone, merged_at=at, moved={"kept": {"email": "avant@example.org"}})
    Site.objects.create(structure=relay, name="Annexe", address="2 rue des Lilas", phone="01")
