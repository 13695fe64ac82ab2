from collections.abc import Callable

import pytest

from pontdesarts.territory.communes import resolve_commune
from pontdesarts.territory.models import Commune

from .factories import CommuneFactory, DepartmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_piece_of_france() -> None:
    def commune(insee: str, name: str, department: str, postal: str, people: int, parent: str | None = None) -> None:
        CommuneFactory(
            insee=insee,
            name=name,
            department=DepartmentFactory(code=department, name=f"Département {department}"),
            postal_codes=postal.split(),
            population=people,
            parent_id=parent,
        )

    commune("94074", "Valenton", "94", "94460", 16_000)
    commune("94028", "Créteil", "94", "94000", 93_000)
    commune("94038", "L'Haÿ-les-Roses", "94", "94240", 32_000)
    commune("93066", "Saint-Denis", "93", "93200 93210", 150_000)
    commune("97411", "Saint-Denis", "974", "97400 97417", 155_000)
    commune("30247", "Saint-Dézéry", "30", "30190", 400)
    commune("51410", "Œuilly", "51", "51480", 600)
    commune("02565", "Œuilly", "02", "02160", 300)
    commune("2A004", "Ajaccio", "2A", "20000 20090", 73_000)
    commune("26235", "Pierrelatte", "26", "26700", 14_000)
    commune("26259", "La Roche-de-Glun", "26", "26600", 3_000)
    commune("26271", "La Roche-sur-Grane", "26", "26400", 200)
    commune("75056", "Paris", "75", "75001 75015", 2_100_000)
    commune("75101", "Paris 1er Arrondissement", "75", "75001", 15_000, "75056")
    commune("75115", "Paris 15e Arrondissement", "75", "75015", 229_000, "75056")


def insee_of(text: str) -> str | list[str] | None:
    found = resolve_commune(text)
    if isinstance(found, list):
        return [commune.insee for commune in found]
    return found.insee if found else None


@pytest.mark.parametrize(
    ("typed", "insee"),
    [
        ("Valenton", "94074"),
        ("valenton", "94074"),
        ("  VALENTON  ", "94074"),
        ("valen", "94074"),
        ("94460", "94074"),
        ("94460 Valenton", "94074"),
        ("Valenton (94460)", "94074"),
        ("94074", "94074"),
        ("saint-denis 93", "93066"),
        ("St Denis (974)", "97411"),
        ("St Denis 93210", "93066"),
        ("hay les roses", "94038"),
        ("L'HAY LES ROSES", "94038"),
        ("l’haÿ", "94038"),
        ("oeuilly 51", "51410"),
        ("ŒUILLY (02)", "02565"),
        ("Créteil cedex", "94028"),
        ("94054 CRETEIL CEDEX", "94028"),
        ("ajaccio 2a", "2A004"),
        ("20000 Ajaccio", "2A004"),
        ("20176 AJACCIO", "2A004"),
        ("2A004", "2A004"),
        ("Paris", "75056"),
        ("Paris 15e", "75115"),
        ("paris 15ème arrondissement", "75115"),
        ("Paris 15", "75115"),
        ("75015", "75115"),
        ("75015 Paris", "75115"),
        ("Paris 1er", "75101"),
        ("26700 Pierelatte", None),
        ("Zzz", None),
        ("99999", None),
        ("Valenton 26", None),
        ("26700 Valenton", None),
        ("", None),
        ("- '", None),
    ],
)
def test_what_is_typed_names_one_commune_or_none(typed: str, insee: str | None) -> None:
    assert insee_of(typed) == insee


def test_several_communes_that_fit_are_given_largest_first() -> None:
    assert insee_of("St Denis") == ["97411", "93066"]
    assert insee_of("oeuilly") == ["51410", "02565"]
    assert insee_of("la roche") == ["26259", "26271"]


def test_every_suggestion_is_read_back_as_itself() -> None:
    for commune in Commune.objects.all():
        assert resolve_commune(commune.label) == commune


def test_suggestions_begin_with_what_is_typed_largest_first() -> None:
    assert [c.insee for c in Commune.objects.matching("saint d")] == ["97411", "93066", "30247"]
    assert [c.insee for c in Commune.objects.matching("st-denis 93")] == ["93066"]
    assert [c.insee for c in Commune.objects.matching("roche")] == ["26259", "26271"]
    assert [c.insee for c in Commune.objects.matching("paris 1")] == ["75115", "75101"]


def test_digits_are_the_beginning_of_a_postal_code() -> None:
    assert [c.insee for c in Commune.objects.matching("94")] == ["94028", "94038", "94074"]
    assert [c.insee for c in Commune.objects.matching("9446")] == ["94074"]
    assert not Commune.objects.matching("9").exists()
    assert not Commune.objects.matching("944601").exists()


def test_nothing_typed_finds_nothing() -> None:
    assert not Commune.objects.matching(" - ").exists()


def test_a_shared_postal_code_gives_all_its_communes() -> None:
    CommuneFactory(insee="26001", name="Solaure", department=DepartmentFactory(code="26"), postal_codes=["26700"])
    assert set(insee_of("26700") or []) == {"26235", "26001"}


def test_resolving_asks_as_much_of_the_database_with_many_communes(
    queries_stay_flat: Callable[[Callable[[], object], Callable[[], object]], int],
) -> None:
    def grow() -> None:
        for n in range(30):
            CommuneFactory(insee=f"30{n:03d}", name=f"La Roche {n}", department_id="30", postal_codes=["30000"])

    assert queries_stay_flat(lambda: resolve_commune("la roche"), grow) <= 4
