from datetime import UTC, date, datetime

import factory

from pontdesarts.bridge.models import Announcement, Kind, Side, Speaker, Thread, ThreadMessage
from tests.network.factories import PartnerFactory, RelayFactory

SINCE = datetime(2026, 11, 1, 9, tzinfo=UTC)
FAR = date(2099, 6, 30)


class OfferedFactory(factory.django.DjangoModelFactory[Announcement]):
    class Meta:
        model = Announcement

    structure = factory.SubFactory(PartnerFactory)
    side = Side.OFFER
    kind = Kind.WORKSHOP
    title = factory.Sequence(lambda n: f"Atelier théâtre {n}")
    text = "Deux heures sur le plateau, avec une comédienne."
    until = FAR
    published_at = SINCE
    written_at = SINCE


class NeedFactory(OfferedFactory):
    structure = factory.SubFactory(RelayFactory)
    side = Side.NEED
    title = factory.Sequence(lambda n: f"Un atelier pour des parents {n}")
    text = "Un groupe de parents voudrait jouer."


class ThreadFactory(factory.django.DjangoModelFactory[Thread]):
    class Meta:
        model = Thread

    partner = factory.SubFactory(PartnerFactory)
    relay = factory.SubFactory(RelayFactory, association=factory.SelfAttribute("..partner.association"))
    subject = "Atelier théâtre"
    opened_at = SINCE
    spoke_at = SINCE
    last_speaker = Speaker.TEAM
    relay_named_at = SINCE


class ThreadMessageFactory(factory.django.DjangoModelFactory[ThreadMessage]):
    class Meta:
        model = ThreadMessage

    thread = factory.SubFactory(ThreadFactory)
    speaker = Speaker.RELAY
    author_label = "Awa Traoré"
    text = "Pouvons-nous venir un mardi ?"
    written_at = SINCE
