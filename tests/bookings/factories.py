from datetime import timedelta

import factory

from pontdesarts.bookings import codes
from pontdesarts.bookings.models import Booking
from pontdesarts.programme.models import Allotment
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW, AllotmentFactory


class BookingFactory(factory.django.DjangoModelFactory[Booking]):
    """A family of four, held. Its places are taken from the allotment, as the operation does."""

    class Meta:
        model = Booking
        skip_postgeneration_save = True

    code = factory.LazyFunction(codes.make)
    showing = factory.LazyAttribute(lambda b: AllotmentFactory().showing)
    relay = factory.SubFactory(RelayFactory, association=factory.SelfAttribute("..showing.offer.association"))
    booked_at = NOW - timedelta(days=1)
    adults = 2
    from_6_to_11 = 2
    places = factory.LazyAttribute(
        lambda b: b.adults + b.from_6_to_11 + getattr(b, "under_6", 0) + getattr(b, "workers", 0)
    )
    outing = "family"

    @factory.post_generation
    def taken(self, create, extracted, **kwargs):
        if self.cancelled_at is None:
            allotment = Allotment.objects.get(pk=self.showing.pk)
            allotment.taken += self.places
            allotment.save(update_fields=["taken"])
