from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.territory.rules import (
    Perimeter,
    Point,
    Typed,
    box_around,
    departments_of,
    distance_km,
    fold,
    in_any,
    in_perimeter,
    read_place,
    same_city,
    validity,
)

latitudes = st.floats(-89, 89)
longitudes = st.floats(-179, 179)
points = st.builds(Point, latitudes, longitudes)
in_france = st.builds(Point, st.floats(41, 51.5), st.floats(-5.5, 9.8))


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("  ŒUILLY ", "oeuilly"),
        ("St-Denis", "saint denis"),
        ("Ste Geneviève-des-Bois", "sainte genevieve des bois"),
        ("Paris 15ème", "paris 15e"),
        ("Lyon 1er Arrondissement", "lyon 1er arrondissement"),
        ("Le Kremlin\u2011Bicêtre", "le kremlin bicetre"),
        ("", ""),
    ],
)
def test_names_fold_to_what_people_type(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("94460", Typed("94460", "", "94460", "")),
        ("94460 Valenton", Typed("94460 valenton", "valenton", "94460", "")),
        ("Saint-Denis (93)", Typed("saint denis 93", "saint denis", "", "93")),
        ("ajaccio 2a", Typed("ajaccio 2a", "ajaccio", "", "2A")),
        ("94000 Créteil cedex 9", Typed("94000 creteil", "creteil", "94000", "")),
        ("Paris 15e", Typed("paris 15e", "paris 15e", "", "")),
        ("93", Typed("93", "93", "", "")),
    ],
)
def test_a_place_is_read_apart(text: str, read: Typed) -> None:
    assert read_place(text) == read


@given(st.text(max_size=60))
def test_anything_typed_is_read_without_an_error(text: str) -> None:
    read_place(text)


def test_a_code_tells_its_department() -> None:
    assert departments_of("94460") == ["94"]
    assert departments_of("97411") == ["974"]
    assert departments_of("2A004") == ["2A"]
    assert departments_of("20000") == ["2A", "2B"]


def test_an_arrondissement_may_be_listed_under_its_city() -> None:
    assert same_city("75113") == ["75113", "75056"]
    assert len(same_city("75056")) == 21
    assert len(same_city("13055")) == 17
    assert same_city("94078") == ["94078"]


def test_a_known_distance() -> None:
    paris, lyon = Point(48.8566, 2.3522), Point(45.7640, 4.8357)
    assert distance_km(paris, lyon) == pytest.approx(391.5, abs=0.5)


@given(points, points)
def test_distance_is_symmetrical_and_never_negative(a: Point, b: Point) -> None:
    assert distance_km(a, b) == pytest.approx(distance_km(b, a))
    assert distance_km(a, b) >= 0
    assert distance_km(a, a) == 0


@given(in_france, in_france, st.floats(0.1, 200))
def test_a_box_holds_all_that_is_within_the_radius(centre: Point, other: Point, km: float) -> None:
    if distance_km(centre, other) <= km:
        assert box_around(centre, km).holds(other)


@given(in_france, st.floats(0.1, 200))
def test_a_box_is_no_larger_than_it_must(centre: Point, km: float) -> None:
    box = box_around(centre, km)
    assert distance_km(centre, Point(box.north, centre.longitude)) == pytest.approx(km, rel=1e-6)
    assert distance_km(centre, Point(centre.latitude, box.east)) == pytest.approx(km, rel=0.05)


@pytest.mark.parametrize("pole", [Point(90, 0), Point(-89.99, 0)])
def test_a_box_at_the_pole_goes_round_the_earth(pole: Point) -> None:
    box = box_around(pole, 10)
    assert (box.west, box.east) == (-180, 180)


def test_near_the_border_nobody_can_tell() -> None:
    assert in_perimeter(26) is Perimeter.INSIDE
    assert in_perimeter(25) is Perimeter.UNKNOWN
    assert in_perimeter(-25) is Perimeter.UNKNOWN
    assert in_perimeter(-26) is Perimeter.OUTSIDE


@given(st.floats(-1000, 1000))
def test_a_simplified_perimeter_never_knows_more_than_a_true_one(depth: float) -> None:
    simplified = in_perimeter(depth, simplified=True)
    assert simplified in {Perimeter.UNKNOWN, in_perimeter(depth)}


@given(st.lists(st.sampled_from(Perimeter)), st.booleans(), st.booleans())
def test_out_is_said_only_when_nothing_is_in_doubt(states: list[Perimeter], unlocated: bool, covered: bool) -> None:
    answer = in_any(states, unlocated=unlocated, covered=covered)
    assert (answer is Perimeter.INSIDE) == (Perimeter.INSIDE in states)
    if answer is Perimeter.OUTSIDE:
        assert covered
        assert not unlocated
        assert set(states) <= {Perimeter.OUTSIDE}


def test_a_vintage_ends_the_day_before_the_next_begins() -> None:
    assert validity(2015, overseas=False) == (date(2015, 1, 1), date(2023, 12, 31))
    assert validity(2024, overseas=False) == (date(2024, 1, 1), None)
    assert validity(2015, overseas=True)[1] == date(2024, 12, 31)
    assert validity(2024, overseas=True)[0] == date(2025, 1, 1)
