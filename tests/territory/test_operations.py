import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command
from shapely.geometry import mapping, shape

from pontdesarts.territory.models import Outline, PriorityArea

from .factories import CommuneFactory, DepartmentFactory, PriorityAreaFactory

pytestmark = pytest.mark.django_db

SQUARE = shapely.box(2.45, 48.745, 2.47, 48.755)


@pytest.fixture(autouse=True)
def _communes() -> None:
    CommuneFactory(insee="94074", name="Valenton")
    CommuneFactory(insee="94078", name="Villeneuve-Saint-Georges", postal_codes=["94190"])
    paris = DepartmentFactory(code="75", name="Paris")
    CommuneFactory(insee="75118", name="Paris 18e Arrondissement", department=paris, latitude=48.89, longitude=2.35)
    CommuneFactory(insee="75113", name="Paris 13e Arrondissement", department=paris, latitude=48.83, longitude=2.36)


def geojson(folder: Path, *features: tuple[dict[str, Any], Any], name: str = "areas.geojson") -> Path:
    path = folder / name
    rows = [{"type": "Feature", "properties": given, "geometry": geometry} for given, geometry in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return path


def load(path: Path, **options: Any) -> str:
    said = io.StringIO()
    call_command("load_priority_areas", path, stdout=said, **{"kind": "qpv", "vintage": 2024, **options})
    return said.getvalue()


def test_the_official_geojson_of_2024_is_loaded_once(tmp_path: Path) -> None:
    properties = {"code_qp": "QN09401M", "lib_qp": "La Lutèce", "insee_com": "94074, 94078", "lib_com": "Valenton"}
    path = geojson(tmp_path, (properties, mapping(SQUARE)))
    assert "créés 1, modifiés 0, inchangés 0, refusés 0" in load(path)
    area = PriorityArea.objects.get()
    assert (area.code, area.name, area.insee_codes, area.departments) == (
        "QN09401M",
        "La Lutèce",
        ["94074", "94078"],
        ["94"],
    )
    assert (area.valid_from, area.valid_to, area.west, area.north) == (date(2024, 1, 1), None, 2.45, 48.755)
    assert "créés 0, modifiés 0, inchangés 1, refusés 0" in load(path)


def test_the_file_of_2015_names_(tmp_path: Path) -> None:
    path = geojson(
        tmp_path,
        (
            {"CODE_QP": "QP094035", "NOM_QP": "Polognes", "COMMUNE_QP": "Valenton, Villeneuve-St-Georges"},
            mapping(SQUARE),
        ),
        ({"CODE_QP": "QP075009", "NOM_QP": "Oudiné", "COMMUNE_QP": "Paris 13ème arrondissement"}, None),
        ({"CODE_QP": "QP075015", "NOM_QP": "Rosa", "COMMUNE_QP": "Paris 18ème et 13ème arrondissements"}, None),
        ({"CODE_QP": "QP094036", "NOM_QP": "Ailleurs", "COMMUNE_QP": "Valenton, Une Commune Disparue"}, None),
        ({"CODE_QP": "QP094037", "NOM_QP": "Plateau", "COMMUNE_QP": "Villeneuve"}, None),
    )
    said = load(path, vintage=2015)
    assert "créés 5" in said
    assert "Commune inconnue sous ce nom : Une Commune Disparue." in said
    assert list(PriorityArea.objects.order_by("code").values_list("insee_codes", flat=True)) == [
        ["75113"],
        ["75113", "75118"],
        ["94074", "94078"],
        [],
        ["94078"],
    ]
    assert PriorityArea.objects.get(code="QP075015").insee_codes == ["75113", "75118"]
    assert PriorityArea.objects.get(code="QP094037").insee_codes == ["94078"]
    assert set(PriorityArea.objects.values_list("valid_to", flat=True)) == {date(2023, 12, 31)}


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ","), ("cp1252", ";"), ("utf-8", "\t")])
def test_the_list_by_commune_is_loaded_in_any_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [
        ["code_qp", "lib_qp", "insee_com"],
        ["QN09401M", "Bergerie - Été", "94074"],
        ["QN09401M", "Bergerie - Été", "94078"],
        ["QN02A01M", "Les Cannes", "2A004"],
        ["QN00101M", "Grande Reyssouze", "1053"],
    ]
    path = tmp_path / "liste.csv"
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    assert "créés 3, modifiés 0, inchangés 0, refusés 0" in load(path)
    area = PriorityArea.objects.get(code="QN09401M")
    assert (area.name, area.insee_codes, area.geometry) == ("Bergerie - Été", ["94074", "94078"], None)
    assert PriorityArea.objects.get(code="QN00101M").insee_codes == ["01053"]
    assert PriorityArea.objects.get(code="QN02A01M").departments == ["2A"]


def test_a_list_never_erases_a_known_perimeter(tmp_path: Path) -> None:
    PriorityAreaFactory(code="QN09401M")
    path = tmp_path / "liste.csv"
    path.write_text("code_qp;lib_qp;insee_com\nQN09401M;Nouveau nom;94074\n")
    assert "créés 0, modifiés 1" in load(path)
    area = PriorityArea.objects.get()
    assert area.name == "Nouveau nom"
    assert area.geometry is not None


def test_a_true_perimeter_replaces_a_simplified_one(tmp_path: Path) -> None:
    PriorityAreaFactory(code="QN09401M", simplified=True)
    properties = {"code_qp": "QN09401M", "lib_qp": "La Lutèce", "insee_com": "94074"}
    load(geojson(tmp_path, (properties, mapping(SQUARE.buffer(0.001)))))
    assert PriorityArea.objects.get().simplified is False


def test_a_crossed_perimeter_is_made_valid(tmp_path: Path) -> None:
    crossed = {
        "type": "Polygon",
        "coordinates": [[[2.45, 48.74], [2.47, 48.76], [2.47, 48.74], [2.45, 48.76], [2.45, 48.74]]],
    }
    assert "créés 1" in load(geojson(tmp_path, ({"code_qp": "QN09401M", "lib_qp": "A", "insee_com": "94074"}, crossed)))
    area = PriorityArea.objects.get()
    assert shapely.from_wkb(bytes(area.geometry or b"")).is_valid


@pytest.mark.parametrize(
    ("properties", "geometry", "reason"),
    [
        ({"lib_qp": "Sans code"}, None, "Code de quartier absent ou mal formé"),
        ({"code_qp": "QN09401M"}, None, "Le nom du quartier manque"),
        ({"code_qp": "QP094001", "lib_qp": "Ancien"}, None, "Ce code n'est pas du millésime 2024"),
        ({"code_qp": "QN09401M", "lib_qp": "A", "insee_com": "Valenton"}, None, "Code de commune mal formé"),
        ({"code_qp": "QN09401M", "lib_qp": "A"}, {"type": "Polygon", "coordinates": []}, "n'est pas une surface"),
        ({"code_qp": "QN09401M", "lib_qp": "A"}, {"type": "Point", "coordinates": [2, 48]}, "n'est pas une surface"),
        ({"code_qp": "QN09401M", "lib_qp": "A"}, {"type": "Cercle"}, "La géométrie est illisible"),
        ({"code_qp": "QN09401M", "lib_qp": "A"}, "POLYGON(…)", "La géométrie est illisible"),
        ({"code_qp": "QN09401M", "lib_qp": "A"}, mapping(shapely.box(655_000, 6_850_000, 656_000, 6_851_000)), "WGS84"),
        (
            {"code_qp": "QN09401M", "lib_qp": "A", "insee_com": "94074"},
            mapping(shapely.box(48.745, 2.45, 48.755, 2.47)),
            "à plus de 60 km de sa commune",
        ),
        ({"code": "ZONE12", "nom": "Sans lieu"}, None, "Ni la commune ni le département"),
    ],
)
def test_a_wrong_line_is_refused_in_french_and_the_others_go_on(
    tmp_path: Path, properties: dict[str, Any], geometry: Any, reason: str
) -> None:
    good = {"code_qp": "QN09402M", "lib_qp": "Bon", "insee_com": "94074"}
    said = load(geojson(tmp_path, (properties, geometry), (good, mapping(SQUARE))))
    assert reason in said
    assert "créés 1, modifiés 0, inchangés 0, refusés 1" in said


def test_a_line_with_broken_quotes_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text('code_qp;lib_qp;insee_com\nQN09401M;"A;94074"\nQN09402M;B;94074\n')
    said = load(path)
    assert "Refusé, ligne 2 : 2 colonnes au lieu de 3" in said
    assert "créés 1" in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf\xef\xbb\xbf  \n", "vide"),
        (b"PK\x03\x04....", "archive"),
        (b"\x89PNG\r\n\0\0\0", "pas du texte"),
        (b'{"type": "Feature', "n'en est pas"),
        (b'{"type": "Topology"}', "pas un GeoJSON"),
        (b"[1, 2]", "pas un GeoJSON"),
        (b"nom;age\nA;3\n", "code du quartier"),
        (b"[" * 100_000, "n'en est pas"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        load(path)


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        load(tmp_path / "absent.csv")


def test_the_operator_may_give_the_dates_of_the_quartiers_de_veille(tmp_path: Path) -> None:
    path = tmp_path / "veille.csv"
    path.write_text("code_quartier;nom_quartier;code_insee\nQVA94001;Le Plateau;94074\n")
    load(path, kind="veille", vintage=2015, valid_to=date(2026, 12, 31))
    area = PriorityArea.objects.get()
    assert (area.kind, area.departments) == ("veille", ["94"])
    assert (area.valid_from, area.valid_to) == (date(2015, 1, 1), date(2026, 12, 31))
    with pytest.raises(CommandError, match="avant le premier"):
        load(path, kind="veille", vintage=2015, valid_from=date(2024, 1, 1), valid_to=date(2023, 1, 1))


def test_outlines_are_thinned_together_and_loaded_once(tmp_path: Path) -> None:
    jagged = [[2.47, 48.745 + n * 0.0001 + (0.00005 if n % 2 else 0)] for n in range(100)]
    west = {"type": "Polygon", "coordinates": [[[2.45, 48.745], *jagged, [2.45, jagged[-1][1]], [2.45, 48.745]]]}
    east = {"type": "Polygon", "coordinates": [[[2.49, 48.745], *jagged, [2.49, jagged[-1][1]], [2.49, 48.745]]]}
    unknown, nowhere = mapping(shapely.box(3, 48, 3.1, 48.1)), {"type": "Point", "coordinates": [2, 48]}
    outlines = {"94074": west, "94078": east, "99999": unknown, "1": nowhere}
    path = geojson(tmp_path, *(({"code": code}, geometry) for code, geometry in outlines.items()))
    said = io.StringIO()
    call_command("load_outlines", path, stdout=said)
    assert "créés 2, modifiés 0, inchangés 0, refusés 2" in said.getvalue()
    thin = {o.commune_id: shape(o.geometry) for o in Outline.objects.all()}
    assert len(thin["94074"].exterior.coords) < 12
    assert thin["94074"].intersection(thin["94078"]).area == 0
    again = io.StringIO()
    call_command("load_outlines", path, stdout=again)
    assert "créés 0, modifiés 0, inchangés 2, refusés 2" in again.getvalue()
