import pytest

from pontdesarts.incoming.texts import address_of_page, plain
from pontdesarts.programme.importing.access import from_words
from pontdesarts.programme.importing.disciplines import CODES, guess_discipline
from pontdesarts.programme.importing.values import age_range, coordinates, five_figures


@pytest.mark.parametrize(
    ("hints", "title", "code"),
    [
        (["Théâtre"], "", "theatre"),
        (["Théâtre de rue"], "", "arts_de_la_rue"),
        (["marionnettes", "jeune public"], "Théâtre d'ombres", "conte_marionnette"),
        (["MusicEvent"], "", "musique"),
        ([], "Atelier jeux de société à la ludothèque", "jeu"),
        ([], "Exposition au musée", "exposition"),
        (["Mur d'escalade"], "", "equipement_sportif"),
        (["écologie"], "Balade", "nature"),
        ([], "Base de loisirs de Créteil", "ile_de_loisirs"),
        (["médiathèque"], "Bébés lecteurs", "lecture"),
        ([], "Le songe", None),
        (["", "75"], "", None),
    ],
)
def test_a_discipline_is_guessed_from_the_words(hints, title, code):
    assert guess_discipline(hints, title) == code


def test_every_code_is_a_discipline_of_the_programme():
    from pontdesarts.programme.disciplines import Discipline

    assert set(CODES) == set(Discipline.values)


def test_every_access_is_one_of_the_programme():
    from pontdesarts.programme.importing.access import OPENAGENDA, PARIS
    from pontdesarts.programme.models import AccessFeature

    found = {*OPENAGENDA.values(), *PARIS.values()} | from_words(["LSF", "séance Relax", "surtitrage", "falc"])
    assert found <= set(AccessFeature.values)


def test_access_in_words_is_understood_and_its_denial_too():
    assert from_words(["Accès PMR", "boucle magnétique"]) == {"wheelchair", "loop"}
    assert from_words(["mi", "vi"]) == {"wheelchair", "audio_description"}
    assert from_words(["non accessible PMR"]) == frozenset()


def test_markup_leaves_only_its_text():
    assert plain("<p>Un &amp; <b>deux</b></p><script>alert(1)</script><p>trois</p>", 100) == "Un & deux\ntrois"
    assert plain("&lt;p&gt;échappé&lt;/p&gt;", 100) == "échappé"
    assert plain("3 < 4 et a > b", 100) == "3 < 4 et a > b"


def test_a_long_text_is_cut_at_a_word():
    cut = plain("mot " * 100, 30)
    assert len(cut) <= 30
    assert cut.endswith("mot…")


def test_a_page_of_angles_is_not_slow():
    assert plain("<" * 5_000_000, 100)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://exemple.fr/a", "https://exemple.fr/a"),
        ("www.exemple.fr", "https://www.exemple.fr"),
        ("https://a.fr/voir?vers=https://b.fr", "https://a.fr/voir?vers=https://b.fr"),
        ("https://a.frhttps://a.fr/x.jpg", "https://a.fr/x.jpg"),
        ("javascript:alert(1)", ""),
        ("page.html", ""),
        (None, ""),
    ],
)
def test_only_addresses_of_pages_are_kept(written, kept):
    assert address_of_page(written, 400) == kept


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("7000", "07000"),
        (7000, "07000"),
        ("75012.0", "75012"),
        ("75 006", "75006"),
        ("2a004", "2A004"),
        ("Paris", ""),
        (None, ""),
    ],
)
def test_codes_are_repaired(written, read_as):
    assert five_figures(written) == read_as


def test_coordinates_the_wrong_way_round_are_put_right():
    assert coordinates("2,45", "48,77") == (48.77, 2.45)
    assert coordinates(0, 0.0) == (None, None)
    assert coordinates("nan", 1e400) == (None, None)


@pytest.mark.parametrize(
    ("written", "ages"),
    [
        ("7-12", (7, 12)),
        ("6+", (6, None)),
        ("dès 3 ans", (3, None)),
        ("À partir de 8 ans", (8, None)),
        ("Tout public", (None, None)),
    ],
)
def test_ages_in_words_are_understood(written, ages):
    assert age_range(written) == ages
