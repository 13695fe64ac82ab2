import csv
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from io import StringIO
from random import Random

import pytest

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.models import Entry
from pontdesarts.statistics import counting, operations, periods, quarters, sheets, tables
from pontdesarts.statistics.counting import Dimension, Period, Scope
from pontdesarts.statistics.models import Publication
from pontdesarts.statistics.secrecy import SMALL
from tests.associations.factories import AssociationFactory
from tests.network.factories import PartnerFactory, RelayFactory
from tests.statistics.test_secrecy import is_made_of, reduced
from tests.statistics.worlds import AT, DAY, EVENING, INES, LAST_QUARTER, MONTH, QUARTER_BEFORE, went

pytestmark = pytest.mark.django_db


@pytest.fixture
def association():
    return AssociationFactory()


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
    assert line(made, "month", MONTH.label)["booked"] == 45


def test_the_people_who_came_less_those_of_an_age_tell_of_no_child(association) -> None:
    """Twelve came, ten of them adults: whoever reads both would know of two others. At another, of eight people the age
    of three is known, which hides all the ages of the first together: those who came do not."""
    large, small, half = (PartnerFactory(association=association, name=name) for name in ("Scène", "Cave", "Halle"))
    young = went(association, half, 3)
    Booking.objects.filter(pk=young.pk).update(adults=0, from_12_to_17=3)
    went(association, half, 10, came=5)
    for partner, adults, children in ((large, 24, 12), (small, 10, 2)):
        booking = went(association, partner, adults + children)
        Booking.objects.filter(pk=booking.pk).update(adults=adults, from_6_to_11=children)
    made = operations.publish(association, day=DAY, by=INES, at=AT)
    told = line(made, "partner", "Cave")
    assert told["from_6_to_11"] is None
    shown = [told[age] for age in ("under_6", "from_12_to_17", "adults") if told[age] is not None]
    assert told["used"] is None or told["used"] - sum(shown) >= SMALL


def test_the_people_who_came_less_the_first_outings_tell_of_no_small_group(association) -> None:
    partner = PartnerFactory(association=association, name="Scène")
    went(association, partner, 3)
    first = went(association, partner, 20)
    Booking.objects.filter(pk=first.pk).update(first_outing=True)
    told = line(operations.publish(association, day=DAY, by=INES, at=AT), "partner", "Scène")
    assert (told["used"], told["first"]) == (23, None)


def test_relays_of_a_neighbour_go_together_by_their_association_on_the_page_and_in_the_sheet(association) -> None:
    neighbour, partner = AssociationFactory(), PartnerFactory(association=association)
    for name in ("Foyer des Lilas", "Le Phare"):
        went(association, partner, 6, relay=RelayFactory(association=neighbour, name=name))
    together = f"relais de {neighbour.name}"
    assert line(operations.publish(association, day=DAY, by=INES, at=AT), "relay", together)["used"] == 12
    period = Period(LAST_QUARTER.first, LAST_QUARTER.last)
    lines = tables.table(Scope(association), period, Dimension.RELAY, at=AT).lines
    assert [(one.label, one.figures.used) for one in lines] == [(together, 12)]
    (commune,) = counting.by(Scope(association), period, Dimension.RELAY_COMMUNE, at=AT)
    assert commune is None


def test_what_is_settled_does_not_change_when_more_is_learnt(association) -> None:
    partner = PartnerFactory(association=association)
    went(association, partner, 30)
    before = operations.publish(association, day=DAY, by=INES, at=AT).lines
    went(association, partner, 3)
    with pytest.raises(operations.PublicationRefused):
        operations.publish(association, day=DAY, by=INES, at=AT)
    assert Publication.objects.get().lines == before


def test_a_quarter_that_is_not_over_is_refused(association) -> None:
    day = date(2026, 8, 20)
    with pytest.raises(operations.PublicationRefused):
        operations.publish(association, day=day, by=INES, at=datetime(2026, 9, 30, 21, tzinfo=UTC))
    assert operations.publish(association, day=day, by=INES, at=datetime(2026, 9, 30, 22, tzinfo=UTC))


def test_settling_is_written_in_the_journal(association) -> None:
    operations.publish(association, day=DAY, by=INES, at=AT)
    assert LAST_QUARTER.label in Entry.objects.about(association)[0].sentence


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


def test_nobody_finds_a_small_number_from_the_sheets_of_two_quarters(association) -> None:
    """The attack: every cell that any sheet shows is an equation; no sum or difference of them is a small cell."""
    chance = Random(7)
    partners = [PartnerFactory(association=association, name=f"p{n}") for n in range(4)]
    relays = [RelayFactory(association=association, name=f"r{n}") for n in range(5)]
    outings = []
    for quarter in (QUARTER_BEFORE, LAST_QUARTER):
        for _ in range(12):
            where, who, people = chance.choice(partners), chance.choice(relays), chance.randint(1, 6)
            day = quarter.first + timedelta(days=chance.randint(1, 85))
            went(association, where, people, relay=who, on=EVENING.replace(day.year, day.month, day.day))
            month = periods.month(day).label
            outings.append((people, quarter, {"Partenaire": where.name, "Relais": who.name, "Mois": month}))
    equations, small = [], []
    for quarter in (QUARTER_BEFORE, LAST_QUARTER):
        made = operations.publish(association, day=quarter.first, by=INES, at=AT)
        paper = sheets.publication(made, "csv", name="chiffres")
        for row in csv.DictReader(StringIO(paper.content.decode("utf-8-sig")), delimiter=";"):
            if row["Tableau"] not in {"Ensemble", "Partenaire", "Relais", "Mois"}:
                continue
            members = [
                of == quarter and (row["Tableau"] == "Ensemble" or told[row["Tableau"]] == row["Libellé"])
                for _, of, told in outings
            ]
            people = sum(number for (number, *_), inside in zip(outings, members, strict=True) if inside)
            if row["Personnes venues"] != sheets.HIDDEN:
                assert int(row["Personnes venues"]) == people
                equations.append(members)
            elif people < SMALL:
                small.append(members)
    assert small, "the world has something to hide"
    basis = reduced([[Fraction(inside) for inside in members] for members in equations])
    assert not any(is_made_of(basis, [Fraction(inside) for inside in members]) for members in small)
