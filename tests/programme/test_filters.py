"""What an address says, and what it says back."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from pontdesarts.programme import filters
from pontdesarts.programme.finding import periods
from pontdesarts.programme.finding.criteria import Sort
from pontdesarts.programme.finding.periods import Period
from pontdesarts.programme.finding.seeker import Seeker, seeker
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import ReferentFactory
from tests.territory.factories import CommuneFactory, DepartmentFactory

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # a Wednesday

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Seeker:
    return seeker(ReferentFactory().user)


def read(query: str, who: Seeker) -> filters.Reading:
    return filters.read(QueryDict(query), who, AT)


def errors(reading: filters.Reading) -> dict[str, str]:
    return {name: str(found[0]) for name, found in reading.form.errors.items()}


def test_an_empty_address_looks_for_everything(who: Seeker) -> None:
    reading = read("q=&quand=&du=&places=&tri=date", who)
    assert errors(reading) == {}
    assert reading.query() == ""
    assert reading.pills() == []


def test_an_unknown_commune_is_said_and_the_other_filters_hold(who: Seeker) -> None:
    reading = read("ou=Trifouillis&famille=scene&places=4", who)
    assert "Aucune commune ne s'appelle « Trifouillis »" in errors(reading)["ou"]
    assert reading.criteria.centre is None
    assert reading.criteria.radius is None
    assert (reading.criteria.families, reading.criteria.places) == (("scene",), 4)
    assert reading.form["ou"].value() == "Trifouillis"


def test_dates_in_the_wrong_order_are_said_and_the_other_filters_hold(who: Seeker) -> None:
    reading = read("du=2026-12-20&au=2026-12-10&q=danse", who)
    assert errors(reading) == {"au": "La fin est avant le début : ces dates ne sont pas prises en compte."}
    assert (reading.criteria.first, reading.criteria.last, reading.criteria.text) == (None, None, "danse")


@pytest.mark.parametrize("query", ["places=0", "places=-3", "places=beaucoup", "places=100000", "du=hier", "rayon=7"])
def test_a_value_that_cannot_be_read_is_said_and_narrows_nothing(query: str, who: Seeker) -> None:
    reading = read(f"{query}&plein_air=1", who)
    assert list(errors(reading)) == [query.split("=")[0]]
    assert reading.criteria.outdoors
    assert (reading.criteria.places, reading.criteria.first, reading.criteria.radius) == (1, None, None)


@pytest.mark.parametrize("query", ["famille=inconnue", "discipline=x", "ages=99", "acces=x", "tri=x", "departement=75"])
def test_an_unknown_choice_is_said(query: str, who: Seeker) -> None:
    assert list(errors(read(query, who))) == [query.split("=")[0]]


def test_a_commune_without_a_radius_means_ten_kilometres_around(who: Seeker) -> None:
    CommuneFactory(insee="94028", name="Créteil", postal_codes=["94000"], latitude=48.79, longitude=2.45)
    reading = read("ou=creteil", who)
    assert reading.criteria.radius == 10
    assert reading.criteria.centre_name == "Créteil"
    assert [pill.label for pill in reading.pills()] == ["à moins de 10 km de Créteil"]
    assert "ou=Cr%C3%A9teil+%2894000%29" in reading.query()


def test_two_communes_of_one_name_the_one_of_the_department_wins(who: Seeker) -> None:
    CommuneFactory(insee="94067", name="Saint-Mandé", postal_codes=["94160"])
    far = DepartmentFactory(code="17", name="Charente-Maritime", zone="A")
    CommuneFactory(insee="17358", name="Saint-Mandé", department=far, postal_codes=["17470"])
    reading = read("ou=saint mande", who)
    assert errors(reading) == {}
    assert reading.form.commune is not None
    assert reading.form.commune.insee == "94067"


def test_communes_that_cannot_be_told_apart_are_named(who: Seeker) -> None:
    far = DepartmentFactory(code="26", name="Drôme", zone="A")
    CommuneFactory(insee="26001", name="Solaure", department=far, postal_codes=["26150"])
    CommuneFactory(insee="26002", name="Solaure", department=far, postal_codes=["26190"])
    assert "Solaure (26150), Solaure (26190)" in errors(read("ou=solaure", who))["ou"]


def test_a_distance_needs_a_place_to_start_from() -> None:
    staff = seeker(StaffRoleFactory().user)
    assert errors(read("rayon=5&tri=distance", staff)) == {
        "rayon": "À partir d'où ? Indiquez une commune.",
        "tri": "Pour trier par distance, indiquez une commune.",
    }


def test_the_relay_is_where_a_radius_starts_from(who: Seeker) -> None:
    reading = read("rayon=5&tri=distance", who)
    assert errors(reading) == {}
    assert (reading.criteria.radius, reading.criteria.sort) == (5, Sort.DISTANCE)
    assert [pill.label for pill in reading.pills()] == ["à moins de 5 km de votre relais"]


def test_each_pill_removes_itself_and_nothing_else(who: Seeker) -> None:
    reading = read("q=danse&famille=scene&famille=sport&ages=0-5&acces=lsf&places=6&mediation=1&tri=recent", who)
    assert [pill.label for pill in reading.pills()] == [
        "« danse »",
        "spectacle",
        "sport",
        "moins de 6 ans",
        "langue des signes",
        "6 places ensemble",
        "avec une médiation",
    ]
    for pill in reading.pills():
        after = read(pill.query, who)
        assert [kept.label for kept in after.pills()] == [p.label for p in reading.pills() if p != pill]
        assert after.criteria.sort is Sort.NEWEST


def test_an_address_written_again_is_understood_the_same(who: Seeker) -> None:
    reading = read(
        "q=danse&quand=dates&du=2026-12-01&au=2026-12-24&ages=6-11&ages=18&places=3&complets=on&vue=carte", who
    )
    again = read(reading.query(), who)
    assert again.criteria == reading.criteria
    assert again.query() == reading.query()
    assert "vue" not in QueryDict(reading.saved_query)


def test_dates_alone_are_enough(who: Seeker) -> None:
    reading = read("du=2026-12-01", who)
    assert reading.criteria.period is Period.DATES
    assert [pill.label for pill in reading.pills()] == ["à partir du mardi 1er décembre"]


def test_dates_left_over_from_another_choice_do_not_count(who: Seeker) -> None:
    reading = read("quand=semaine&du=2026-12-01&au=2026-12-24", who)
    assert [pill.label for pill in reading.pills()] == ["cette semaine"]
    assert reading.query() == "quand=semaine"


def test_the_holidays_are_those_of_the_zone_of_the_relay(who: Seeker) -> None:
    choices = dict(filters.periods_known(who, AT))
    assert "noël" in choices[Period.HOLIDAYS.value].lower()
    other = Seeker(who.user, None, "", "2A", ())
    assert Period.HOLIDAYS.value not in dict(filters.periods_known(other, AT))
    assert list(errors(read("quand=vacances", other))) == ["quand"]


def test_the_departments_offered_are_those_of_the_association() -> None:
    drome, ardeche = DepartmentFactory(code="26", name="Drôme"), DepartmentFactory(code="07", name="Ardèche")
    association = AssociationFactory(departments=[drome, ardeche])
    staff = seeker(StaffRoleFactory(association=association).user)
    assert [department.code for department in staff.departments] == ["07", "26"]


def day(number: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, number, hour, tzinfo=periods.PARIS)


def test_this_week_ends_on_sunday() -> None:
    span = periods.week(date(2026, 11, 25))
    assert (span.start, span.end) == (day(25), day(30))
    assert periods.week(date(2026, 11, 29)).end == day(30)
    assert periods.week(date(2026, 11, 30)).start == day(30)


def test_the_week_end_begins_on_friday_evening_and_is_what_is_left_of_it() -> None:
    assert periods.weekend(date(2026, 11, 25)).start == day(27, 18)
    assert periods.weekend(date(2026, 11, 27)).start == day(27, 18)
    assert periods.weekend(date(2026, 11, 29)).start == day(29)
    assert {periods.weekend(date(2026, 11, n)).end for n in (25, 27, 28, 29)} == {day(30)}
