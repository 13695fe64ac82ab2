"""Offers as they stand for a referent in November 2026: published, with one date and ten places, open for booking."""

from datetime import UTC, datetime, timedelta

import factory

from pontdesarts.programme import indexing
from pontdesarts.programme.disciplines import Discipline
from pontdesarts.programme.models import Allotment, Offer, Showing, Source
from tests.associations.factories import AssociationFactory
from tests.network.factories import PartnerFactory, VenueFactory

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class OfferFactory(factory.django.DjangoModelFactory[Offer]):
    class Meta:
        model = Offer
        skip_postgeneration_save = True

    association = factory.SubFactory(AssociationFactory)
    partner = factory.SubFactory(PartnerFactory, association=factory.SelfAttribute("..association"))
    venue = factory.SubFactory(
        VenueFactory,
        association=factory.SelfAttribute("..association"),
        partner=factory.SelfAttribute("..partner"),
    )
    title = "Bérénice"
    title_key = factory.LazyAttribute(lambda o: indexing.title_key(o.title))
    discipline = Discipline.THEATRE
    summary = "Une reine attend une réponse."
    created_at = NOW - timedelta(days=30)
    published_at = NOW - timedelta(days=20)

    @factory.post_generation
    def index(self, create, extracted, **kwargs):
        indexing.refresh(self)


class ShowingFactory(factory.django.DjangoModelFactory[Showing]):
    class Meta:
        model = Showing

    offer = factory.SubFactory(OfferFactory)
    starts_at = NOW + timedelta(days=12, hours=10)


class AllotmentFactory(factory.django.DjangoModelFactory[Allotment]):
    """The usual starting point of a test: `AllotmentFactory().showing` can be booked at `NOW`."""

    class Meta:
        model = Allotment

    showing = factory.SubFactory(ShowingFactory)
    places = 10
    opens_at = NOW - timedelta(days=10)
    closes_at = factory.LazyAttribute(lambda a: a.showing.starts_at - timedelta(hours=48))


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    class Meta:
        model = Source

    association = factory.SubFactory(AssociationFactory)
    name = factory.Sequence(lambda n: f"Agenda {n}")
    format = "openagenda"
