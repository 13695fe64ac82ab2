from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from pontdesarts.membership.models import Charter, JoinRequest, Membership, Signature, Training
from pontdesarts.network.models import RelayKind
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory
from tests.network.factories import RelayFactory
from tests.territory.factories import CommuneFactory

SINCE = datetime(2026, 9, 1, tzinfo=UTC)


class JoinRequestFactory(factory.django.DjangoModelFactory[JoinRequest]):
    """Confirmed, and to be answered."""

    class Meta:
        model = JoinRequest

    association = factory.SubFactory(AssociationFactory)
    wish = JoinRequest.Wish.RELAY
    name = factory.Sequence(lambda n: f"Les Amis du quartier {n}")
    commune = factory.SubFactory(CommuneFactory, insee="94074")
    kind = RelayKind.NEIGHBOURHOOD
    audiences = ["familles"]
    person = "Inès Morel"
    email = factory.Sequence(lambda n: f"ines{n}@quartier.example.org")
    why = "Nous accompagnons trente familles."
    asked_at = SINCE
    confirmed_at = SINCE


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """Agreed, with nothing to pay."""

    class Meta:
        model = Membership

    structure = factory.SubFactory(RelayFactory)
    season = 2026
    fee = Decimal(0)
    agreed_at = SINCE


class CharterFactory(factory.django.DjangoModelFactory[Charter]):
    class Meta:
        model = Charter

    association = factory.SubFactory(AssociationFactory)
    audience = Charter.For.RELAYS
    version = 1
    text = "Nous accueillons chaque personne avec égards."
    published_at = SINCE


class SignatureFactory(factory.django.DjangoModelFactory[Signature]):
    class Meta:
        model = Signature

    structure = factory.SubFactory(RelayFactory)
    charter = factory.SubFactory(CharterFactory, association=factory.SelfAttribute("..structure.association"))
    name = "Ana Duval"
    signed_at = SINCE
    digest = "0" * 64


class TrainingFactory(factory.django.DjangoModelFactory[Training]):
    class Meta:
        model = Training

    association = factory.SubFactory(AssociationFactory)
    user = factory.SubFactory(UserFactory)
    kind = Training.Kind.COFFEE
    held_on = date(2026, 9, 17)
    noted_at = SINCE
