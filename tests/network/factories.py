from datetime import UTC, datetime

import factory

from pontdesarts.network.models import Coordinator, PartnerProfile, Referent, RelayKind, RelayProfile, Structure, Venue
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory
from tests.territory.factories import CommuneFactory

SINCE = datetime(2026, 9, 1, tzinfo=UTC)


class StructureFactory(factory.django.DjangoModelFactory[Structure]):
    class Meta:
        model = Structure
        skip_postgeneration_save = True

    association = factory.SubFactory(AssociationFactory)
    name = factory.Sequence(lambda n: f"Structure {n}")
    email = factory.Sequence(lambda n: f"structure{n}@example.org")
    commune = factory.SubFactory(CommuneFactory, insee="94074")
    created_at = SINCE


class RelayFactory(StructureFactory):
    """A structure with a relay profile."""

    name = factory.Sequence(lambda n: f"Centre social {n}")

    @factory.post_generation
    def profile(self, create, extracted, **kwargs):
        RelayProfile.objects.create(structure=self, kind=kwargs.pop("kind", RelayKind.SOCIAL_CENTRE), **kwargs)


class PartnerFactory(StructureFactory):
    """A structure with a partner profile."""

    name = factory.Sequence(lambda n: f"Théâtre {n}")

    @factory.post_generation
    def profile(self, create, extracted, **kwargs):
        kwargs.setdefault("list_email", f"billetterie{self.pk}@example.org")
        PartnerProfile.objects.create(structure=self, **kwargs)


class VenueFactory(factory.django.DjangoModelFactory[Venue]):
    class Meta:
        model = Venue

    association = factory.SubFactory(AssociationFactory)
    name = factory.Sequence(lambda n: f"Salle {n}")
    address = "1 place du Marché"
    postal_code = "94460"
    commune = factory.SubFactory(CommuneFactory, insee="94074")


class ReferentFactory(factory.django.DjangoModelFactory[Referent]):
    class Meta:
        model = Referent

    user = factory.SubFactory(UserFactory)
    structure = factory.SubFactory(RelayFactory)
    since = SINCE


class CoordinatorFactory(factory.django.DjangoModelFactory[Coordinator]):
    class Meta:
        model = Coordinator

    user = factory.SubFactory(UserFactory)
    structure = factory.SubFactory(PartnerFactory)
    since = SINCE
