"""Dirty files made plain: nothing is asked of the database."""

import io
from datetime import datetime

import openpyxl
import pytest

from pontdesarts.exchanges.importing import rows
from pontdesarts.exchanges.importing.columns import signature, suggest
from pontdesarts.exchanges.importing.kinds import partner_kind, relay_kind
from pontdesarts.exchanges.importing.positions import position
from pontdesarts.exchanges.importing.tables import tables
from pontdesarts.exchanges.importing.told import Reading
from pontdesarts.incoming.notes import Unreadable
from pontdesarts.territory.rules import Point

from .factories import csv, inclusion

VALID = "73282932000074"
ANGERS, VALENTON = Point(47.47, -0.55), Point(48.75, 2.46)


def read(content: bytes, **more: object) -> Reading:
    return rows.read(tables(content), **more)  # type: ignore[arg-type]


def only(content: bytes, **more: object) -> object:
    (told,) = read(content, **more).told
    return told


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_siret_that_a_spreadsheet_took_for_a_number_is_read_again():
    assert only(csv(("A", "", "94460", "Valenton", f"{VALID}.0"))).siret == VALID


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("73282932000075", "faute"), ("7.3282932E+13", "perdu des chiffres"), ("732829320", "SIREN"), ("abc", "chiffres")],
)
def test_a_number_that_is_no_siret_is_said_and_the_line_stays(written, sentence):
    told = only(csv(("A", "", "94460", "Valenton", written)))
    assert told.siret == "" and sentence in " ".join(told.notes)


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("7000", "07000", False),
        ("75012.0", "75012", False),
        ("750121.0", "", True),
        ("#N/A", "", False),
        ("NC", "", False),
    ],
)
def test_postal_codes_are_repaired_or_said(written, code, said):
    told = only(csv(("A", "", written, "Privas", "")))
    assert told.postal_code == code
    assert any("code postal" in note for note in told.notes) is said


def test_the_template_with_its_help_line_its_date_for_a_title_and_a_column_twice():
    content = workbook(
        Structures=[
            [
                "__ignore__",
                "id",
                datetime(2026, 2, 23),
                "nom",
                "siret",
                "commune",
                "code_postal",
                "lien",
                "lien",
            ],
            [True, "Un identifiant unique", None, "Chaîne de caractères", None, None, None, None, None],
            [None, "a1", None, "Le Biclou", 73282932000074.0, "Valenton", 94460.0, "x", "y"],
        ],
        Services=[
            ["__ignore__", "structure_id", "id", "nom", "publics"],
            [True, "De la structure", "", "", ""],
            [None, "a1", "s1", "Atelier", "jeunes, familles"],
            [None, "a1", "s2", "Accueil", "familles, seniors"],
        ],
    )
    reading = read(content)
    (told,) = reading.told
    assert (told.key, told.name, told.siret, told.postal_code) == ("a1", "Le Biclou", VALID, "94460")
    assert reading.audiences == {"a1": ("jeunes", "familles", "seniors")}


def test_the_nulls_and_the_emptinesses_of_the_programming_interface():
    reading = read(
        inclusion(
            {"id": "dora--1", "nom": "Accueil", "siret": None, "latitude": 0.0, "longitude": 0.0, "telephone": None},
            {"id": "dora--2", "nom": "", "siret": ""},
        )
    )
    (told,) = reading.told
    assert (told.key, told.siret, told.phone) == ("dora--1", "", "")
    assert position(told.first, told.second, None)[0] is None
    assert [refusal.line for refusal in reading.refusals] == [2] and reading.source == "data-inclusion"


def test_an_address_in_pieces_is_one_address():
    content = csv(
        ("Médiathèque", "12", "rue", "des Lilas", "Bâtiment B", "94460", "Valenton"),
        columns=("Nom", "Numéro de voie", "Type de voie", "Nom de la voie", "Complément d'adresse", "CP", "Ville"),
    )
    assert only(content).address == "12 rue des Lilas, Bâtiment B"


def test_the_postal_code_is_found_in_an_address_of_one_field():
    told = only(csv(("Le Navire", "13 rue Pargoire 07200 Aubenas"), columns=("name", "address")))
    assert (told.address, told.postal_code, told.city) == ("13 rue Pargoire", "07200", "Aubenas")


def test_pivot_is_a_siret_or_the_number_of_an_association():
    content = csv(("A", "W941234567", "94460"), ("B", VALID, "94460"), columns=("nom", "pivot", "code_postal"))
    assert [(told.siret, told.rna) for told in read(content).told] == [("", "W941234567"), (VALID, "")]


def test_points_of_openstreetmap_keep_their_address():
    said = '{"@id": "node/1", "name": "Médiathèque", "contact:street": "Rue Lecourbe", "contact:city": "Paris"}'
    point = '{"type": "Point", "coordinates": [2.3, 48.8]}'
    content = f'{{"features": [{{"type": "Feature", "properties": {said}, "geometry": {point}}}]}}'.encode()
    told = only(content)
    assert (told.key, told.address, told.city) == ("node/1", "Rue Lecourbe", "Paris")
    assert (told.first, told.second) == (48.8, 2.3) and read(content).source == "openstreetmap"


def test_what_is_no_list_of_places_says_what_is_missing():
    counts = csv(("Ailhon", "Monument", "2"), columns=("Commune", "Type_equipement", "Nombre_categorie"))
    assert "n'en nomme aucun" in read(counts).refusals[0].reason
    unnamed = csv(("94460", "x"), columns=("code postal", "montant"))
    assert "quelle colonne contient le nom" in read(unnamed).refusals[0].reason
    nowhere = csv(("DORA", "dora"), columns=("nom", "slug"))
    assert "Rien ne dit où" in read(nowhere).refusals[0].reason


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"%PDF-1.4", "un PDF"),
        (b'{"a": 1}', "aucune liste"),
        (b"PK\x03\x04", "archive"),
        (b"[1", "abîmé"),
    ],
)
def test_what_is_no_file_of_ours_is_refused_in_french(content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        tables(content)


def test_columns_are_proposed_from_their_content_where_their_names_say_nothing():
    content = csv(
        ("Secours", "0145678901", "a@b.fr", VALID),
        ("Entraide", "0145678902", "c@d.fr", VALID),
        columns=("Structure", "col1", "col2", "col3"),
    )
    assert suggest(tables(content).structures) == {
        "name": "Structure",
        "siret": "col3",
        "phone": "col1",
        "email": "col2",
    }


def test_a_matching_is_remembered_whatever_the_order_and_the_case_of_the_columns():
    assert signature(["Nom", "Code Postal"]) == signature(["code postal", "NOM"]) != signature(["nom", "ville"])


@pytest.mark.parametrize(
    ("first", "second", "centre", "swapped"),
    [
        (48.751, 2.462, VALENTON, False),
        (2.462, 48.751, VALENTON, True),
        (2.462, 48.751, None, True),
        (-21.0, 55.5, Point(-21.1, 55.4), False),
        (55.5, -21.0, Point(-21.1, 55.4), True),
    ],
)
def test_swapped_coordinates_are_put_in_order_by_the_commune(first, second, centre, swapped):
    point, note = position(first, second, centre)
    assert point is not None and ("échangées" in note) is swapped
    if centre:
        assert abs(point.latitude - centre.latitude) < 0.2


def test_metres_of_lambert_93_become_degrees_in_either_order():
    straight, _ = position(6_717_424.0, 430_347.0, ANGERS)
    crossed, note = position(430_347.0, 6_717_424.0, ANGERS)
    assert straight == crossed and "échangées" in note
    assert abs(straight.latitude - 47.5) < 0.1 and abs(straight.longitude + 0.58) < 0.1


def test_coordinates_of_another_country_are_left_and_said():
    point, note = position(40.4, -3.7, VALENTON)
    assert point is None and "km de la commune" in note


@pytest.mark.parametrize(
    ("name", "kind"),
    [("CCAS de Créteil", "ccas"), ("MECS Les Lilas", "ase"), ("CSAPA", "addiction"), ("Chez Paul", "autre")],
)
def test_the_kind_of_a_relay_is_guessed_from_its_name(name, kind):
    assert relay_kind("", name) == kind


def test_a_list_of_libraries_holds_libraries_whatever_they_are_called():
    assert partner_kind("", "Théâtre des mots", "bibliotheques 2011") == "mediatheque"
    assert partner_kind("", "Théâtre des mots", "liste 2011") == "theatre"
