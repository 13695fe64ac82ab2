from collections.abc import Callable
from datetime import date

import pytest
import shapely

from pontdesarts.territory.perimeters import Perimeters, depth_metres, priority_area_of
from pontdesarts.territory.rules import Perimeter, Point

from .factories import PriorityAreaFactory

pytestmark = pytest.mark.django_db

WITHIN = Point(48.750, 2.460)
ON_THE_BORDER = Point(48.7551, 2.460)  # some 11 m north of it
CLOSE = Point(48.7560, 2.460)  # some 110 m north of it
FAR = Point(48.80, 2.50)
TODAY = date(2026, 11, 21)


def test_a_point_within_an_official_perimeter_is_in_and_says_where() -> None:
    area = PriorityAreaFactory()
    answer = priority_area_of(WITHIN, "94074", TODAY)
    assert answer.state is Perimeter.INSIDE
    assert (answer.code, answer.vintage, answer.name) == (area.code, 2024, area.name)


def test_a_point_far_from_every_perimeter_is_out() -> None:
    PriorityAreaFactory()
    answer = priority_area_of(FAR, "94028", TODAY)
    assert (answer.state, answer.code) == (Perimeter.OUTSIDE, "")


def test_at_the_border_nobody_can_tell_and_the_area_is_named() -> None:
    area = PriorityAreaFactory()
    answer = priority_area_of(ON_THE_BORDER, "94074", TODAY)
    assert (answer.state, answer.code) == (Perimeter.UNKNOWN, area.code)


def test_a_simplified_perimeter_has_a_wider_border() -> None:
    area = PriorityAreaFactory(simplified=True)
    assert priority_area_of(CLOSE, "94074", TODAY).state is Perimeter.UNKNOWN
    area.simplified = False
    area.save()
    assert priority_area_of(CLOSE, "94074", TODAY).state is Perimeter.OUTSIDE


def test_a_simplified_perimeter_tells_nothing_of_the_next_commune() -> None:
    PriorityAreaFactory(simplified=True)
    assert priority_area_of(FAR, "94028", TODAY).state is Perimeter.UNKNOWN
    assert priority_area_of(FAR, "94074", TODAY).state is Perimeter.OUTSIDE


def test_an_area_known_only_by_its_list_leaves_its_commune_in_doubt() -> None:
    PriorityAreaFactory(square=None)
    assert priority_area_of(FAR, "94074", TODAY).state is Perimeter.UNKNOWN
    assert priority_area_of(FAR, "94028", TODAY).state is Perimeter.OUTSIDE


def test_within_a_known_perimeter_another_area_without_one_changes_nothing() -> None:
    area = PriorityAreaFactory()
    PriorityAreaFactory(square=None)
    answer = priority_area_of(WITHIN, "94074", TODAY)
    assert (answer.state, answer.code) == (Perimeter.INSIDE, area.code)


def test_an_address_not_placed_is_out_only_where_its_commune_has_no_area() -> None:
    PriorityAreaFactory()
    assert priority_area_of(None, "94074", TODAY).state is Perimeter.UNKNOWN
    assert priority_area_of(None, "94028", TODAY).state is Perimeter.OUTSIDE
    assert priority_area_of(None, "", TODAY).state is Perimeter.UNKNOWN


def test_a_department_that_was_not_loaded_is_not_out() -> None:
    PriorityAreaFactory()
    assert priority_area_of(Point(44.9, 4.9), "26362", TODAY).state is Perimeter.UNKNOWN


def test_with_the_whole_of_france_loaded_a_department_without_any_area_is_out() -> None:
    for n in range(90):
        PriorityAreaFactory(square=(5, 45, 5.01, 45.01), insee_codes=[f"{n:02d}001"], departments=[f"{n:02d}"])
    assert priority_area_of(FAR, "94028", TODAY).state is Perimeter.OUTSIDE
    assert priority_area_of(FAR, "", TODAY).state is Perimeter.OUTSIDE
    assert priority_area_of(None, "", TODAY).state is Perimeter.UNKNOWN


def test_with_nothing_loaded_nothing_can_be_told() -> None:
    assert priority_area_of(WITHIN, "94074", TODAY).state is Perimeter.UNKNOWN


def test_the_day_picks_the_vintage() -> None:
    old = PriorityAreaFactory(code="QP094031", vintage=2015)
    new = PriorityAreaFactory()
    assert priority_area_of(WITHIN, "94074", date(2023, 12, 31)).code == old.code
    assert priority_area_of(WITHIN, "94074", date(2024, 1, 1)).code == new.code
    assert priority_area_of(WITHIN, "94074", date(2014, 12, 31)).state is Perimeter.UNKNOWN


def test_areas_of_the_other_kind_are_not_mixed_in() -> None:
    PriorityAreaFactory(kind="veille", code="QVA94A", vintage=2015, valid_to=None)
    assert priority_area_of(WITHIN, "94074", TODAY).state is Perimeter.UNKNOWN
    assert priority_area_of(WITHIN, "94074", TODAY, kind="veille").state is Perimeter.INSIDE


def test_an_area_listed_under_paris_leaves_its_arrondissements_in_doubt() -> None:
    PriorityAreaFactory(square=None, insee_codes=["75056"], departments=["75"])
    assert priority_area_of(None, "75118", TODAY).state is Perimeter.UNKNOWN


def test_an_area_listed_under_one_arrondissement_says_nothing_of_another() -> None:
    PriorityAreaFactory(square=None, insee_codes=["75113"], departments=["75"])
    assert priority_area_of(None, "75118", TODAY).state is Perimeter.OUTSIDE
    assert priority_area_of(None, "75056", TODAY).state is Perimeter.UNKNOWN


def test_an_area_whose_communes_are_not_known_leaves_its_department_in_doubt() -> None:
    PriorityAreaFactory(square=None, insee_codes=[])
    assert priority_area_of(None, "94028", TODAY).state is Perimeter.UNKNOWN


def test_many_addresses_are_placed_from_memory_as_one_by_one(
    django_assert_num_queries: Callable[[int], object],
) -> None:
    PriorityAreaFactory()
    PriorityAreaFactory(square=None, insee_codes=["94028"])
    addresses = [(p, c) for p in (WITHIN, ON_THE_BORDER, CLOSE, FAR, None) for c in ("94074", "94028", "94046", "")]
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        every = Perimeters.in_force(TODAY)
        answers = [every.of(point, insee) for point, insee in addresses]
    assert answers == [priority_area_of(point, insee, TODAY) for point, insee in addresses]


def test_placing_an_address_asks_as_much_of_the_database_with_many_areas(
    queries_stay_flat: Callable[[Callable[[], object], Callable[[], object]], int],
) -> None:
    PriorityAreaFactory()
    asked = queries_stay_flat(
        lambda: priority_area_of(WITHIN, "94074", TODAY), lambda: PriorityAreaFactory.create_batch(20)
    )
    assert asked == 2


def test_depth_is_in_metres() -> None:
    square = shapely.box(2.45, 48.745, 2.47, 48.755)
    assert depth_metres(square, WITHIN) == pytest.approx(556, abs=2)
    assert depth_metres(square, CLOSE) == pytest.approx(-111, abs=1)


def test_a_hole_in_a_perimeter_is_out_of_it() -> None:
    ring = shapely.box(2.40, 48.70, 2.50, 48.80).difference(shapely.box(2.45, 48.745, 2.47, 48.755))
    assert depth_metres(ring, WITHIN) < -500
