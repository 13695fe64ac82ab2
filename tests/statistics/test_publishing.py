from datetime import UTC, date, datetime, timedelta

import pytest

from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.outings import operations as outings
from pontdesarts.outings.models import Claim
from pontdesarts.outings.operations import Said
from pontdesarts.statistics import operations, quarters
from pontdesarts.statistics.models import Publication
from tests.associations.factories import AssociationFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import PartnerFactory, RelayFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db
INES = Actor(label="Inès")
AT = datetime(2027, 2, 1, tzinfo=UTC)
DAY = date(2026, 11, 21)


@pytest.fixture
def association():
    return AssociationFactory()


def went(association, partner, people: int, *, came: int | None = None, relay=None) -> None:
    """A relay goes to a partner's in November; so many are booked, so many come."""
    showing = AllotmentFactory(
        places=40,
        showing__offer__association=association,
        showing__offer__partner=partner,
        showing__starts_at=datetime(2026, 11, 20, 19, tzinfo=UTC),
    ).showing
    relay = relay or RelayFactory(association=association)
    booking = BookingFactory(showing=showing, relay=relay, adults=people, from_6_to_11=0, outing="group")
    said = [Said(booking, people if came is None else came)]
    outings.claim(showing, said, source=Claim.Source.REFERENT, via=Claim.Via.PAGE, by=INES, at=AT - timedelta(days=20))


def line(publication: Publication, table: str, label: str) -> dict[str, object]:
    return next(found for found in publication.lines if (found["table"], found["label"]) == (table, label))


def test_a_quarter_is_settled_with_its_tables_and_small_numbers_hidden(association) -> None:
    large, small, other = (PartnerFactory(association=association, name=name) for name in ("Scène", "Cave", "Halle"))
    went(association, large, 30)
    went(association, small, 3)
    went(association, other, 12, came=9)
    made = operations.publish(association, day=DAY, by=INES, at=AT)
    assert line(made, "total", "Total")["used"] == 42
    assert line(made, "partner", "Cave")["used"] is None
    assert line(made, "partner", "Halle")["used"] is None, "it would give the other back"
    assert line(made, "partner", "Scène")["used"] == 30
    assert line(made, "partner", "Cave")["offered"] == 40, "places offered are nobody"
    assert line(made, "month", "novembre 2026")["booked"] == 45


def test_what_is_settled_does_not_change_when_more_is_learnt(association) -> None:
    partner = PartnerFactory(association=association)
    went(association, partner, 30)
    before = operations.publish(association, day=DAY, by=INES, at=AT).lines
    went(association, partner, 3)
    with pytest.raises(operations.PublicationRefused):
        operations.publish(association, day=DAY, by=INES, at=AT)
    assert Publication.objects.get().lines == before


def test_a_quarter_that_is_not_over_is_refused(association) -> None:
    with pytest.raises(operations.PublicationRefused):
        operations.publish(association, day=DAY, by=INES, at=datetime(2026, 12, 31, 22, tzinfo=UTC))
    assert operations.publish(association, day=DAY, by=INES, at=datetime(2026, 12, 31, 23, tzinfo=UTC))


def test_settling_is_written_in_the_journal(association) -> None:
    operations.publish(association, day=DAY, by=INES, at=AT)
    assert "quatrième trimestre 2026" in Entry.objects.about(association)[0].sentence


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 9, 30), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_quarters_are_those_of_the_civil_year(day, first, last) -> None:
    assert quarters.quarter_of(day) == (first, last)
