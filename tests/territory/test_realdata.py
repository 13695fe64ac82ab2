"""Real open files, where PONTDESARTS_REAL_DATA names their folder."""

import csv
import io
import statistics
from datetime import date
from pathlib import Path

import pytest
import shapely
from django.core.management import call_command

from pontdesarts.territory import shipped
from pontdesarts.territory.models import Outline, PriorityArea
from pontdesarts.territory.perimeters import Perimeters, priority_area_of
from pontdesarts.territory.rules import Perimeter, Point, distance_km

pytestmark = pytest.mark.realdata


def run(command: str, *args: object, **options: object) -> str:
    said = io.StringIO()
    call_command(command, *args, stdout=said, **options)
    return said.getvalue()


def test_centres_are_near_those_of_the_contours(real_data: Path) -> None:
    with (real_data / "01_geo/communes_france.csv").open(newline="", encoding="utf-8") as file:
        known = {
            row["code_insee"]: Point(float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(file)
            if row["latitude"]
        }
    errors = sorted(
        distance_km(known[row.insee], Point(row.latitude, row.longitude))
        for row in shipped.communes()
        if row.insee in known and row.latitude is not None and row.longitude is not None
    )
    assert len(errors) > 34_800
    assert statistics.median(errors) < 1.0  # a town hall is not the middle of its commune
    assert errors[int(len(errors) * 0.99)] < 6.0


@pytest.mark.django_db
def test_the_real_perimeters_and_lists_load_and_answer(real_data: Path) -> None:
    call_command("load_territory", stdout=io.StringIO())
    folder = real_data / "02_qpv"
    said = run("load_priority_areas", folder / "qpv2015_idf_26_07.geojson", kind="qpv", vintage=2015)
    assert "créés 289, modifiés 0, inchangés 0, refusés 0" in said
    assert said.count("Commune inconnue") == 5  # communes merged since: Courcouronnes, Pierrefitte-sur-Seine
    said = run("load_priority_areas", folder / "qpv2024_liste_par_commune.csv", kind="qpv", vintage=2024)
    assert "créés 1343, modifiés 0, inchangés 0, refusés 0" in said
    said = run("load_priority_areas", folder / "qpv2024_echantillon_format.geojson", kind="qpv", vintage=2024)
    assert "refusés 0" in said
    said = run("load_priority_areas", folder / "qpv2024_liste_par_commune.csv", kind="qpv", vintage=2024)
    assert "créés 0, modifiés 0, inchangés 1343" in said

    assert not any("\x92" in area.name for area in PriorityArea.objects.all())
    then, now = date(2023, 6, 1), date(2026, 11, 21)
    polognes = PriorityArea.objects.get(code="QP094035")
    assert polognes.insee_codes == ["94044", "94074", "94078"]
    gap = PriorityArea.objects.get(code="QN00501M")
    assert gap.geometry is not None
    # the town hall of Gap is not in its only quarter; Valenton has quarters in 2024 whose perimeter is not known
    assert priority_area_of(Point(44.5594, 6.0786), "05061", now).state is Perimeter.OUTSIDE
    assert priority_area_of(Point(48.7450, 2.4670), "94074", now).state is Perimeter.UNKNOWN
    assert priority_area_of(None, "94015", now).state is Perimeter.OUTSIDE

    every = Perimeters.in_force(then)
    for area in PriorityArea.objects.in_force(then):
        middle = a_point_within(area)
        assert priority_area_of(middle, "", then).state is not Perimeter.OUTSIDE
        assert every.of(middle, "") == priority_area_of(middle, "", then)


def a_point_within(area: PriorityArea) -> Point:
    inside = shapely.from_wkb(bytes(area.geometry or b"")).representative_point()
    return Point(inside.y, inside.x)


@pytest.mark.django_db
def test_the_real_outlines_are_thinned_to_a_few_kilobytes(real_data: Path) -> None:
    call_command("load_territory", stdout=io.StringIO())
    said = run("load_outlines", real_data / "01_geo/communes_contours_94_26_07.geojson")
    assert Outline.objects.filter(commune__department="94").count() == 47
    sizes = [len(str(outline.geometry)) for outline in Outline.objects.all()]
    assert statistics.median(sizes) < 2_000
    assert max(sizes) < 12_000
    assert "inchangés 0" in said
