"""The geometry of the charts."""

from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.ui import charts

values = st.floats(min_value=0, max_value=10**7, allow_nan=False)


@given(values, st.floats(min_value=0, max_value=10**7))
def test_a_gauge_is_never_empty_of_sense(value: float, objective: float) -> None:
    assert 0 <= float(charts.share(value, objective)) <= 100


@given(values)
def test_the_scale_holds_the_value_and_wastes_little(value: float) -> None:
    top = charts.round_up(value)
    assert top >= value
    assert value <= 4 or top <= value * 2.01


@given(st.lists(st.tuples(st.text(max_size=5), values), max_size=40))
def test_every_point_is_drawn_inside_the_picture(points: list[tuple[str, float]]) -> None:
    drawn = charts.line(points)
    assert len(drawn.points) == len(points)
    for point in drawn.points:
        assert charts.LEFT <= float(point.x) <= charts.RIGHT + 0.1
        assert charts.TOP - 0.1 <= float(point.y) <= charts.BOTTOM
    assert all(float(bar.width) <= charts.LONGEST_BAR for bar in charts.bars(points).bars)


@given(st.lists(st.floats(min_value=0, max_value=100), min_size=1, max_size=12))
def test_shares_are_read_out_of_a_hundred(values: list[float]) -> None:
    drawn = charts.line([("mois", value) for value in values], top=100)
    assert [mark.value for mark in drawn.marks] == ["0", "25", "50", "75", "100"]


def test_numbers_of_a_drawing_have_a_point_and_those_said_a_comma() -> None:
    bars = charts.bars([("a", 2.5), ("b", 3.1)])
    assert bars.bars[0].value == "2,5"
    assert "." in bars.bars[0].end
