import csv
import io
import zipfile
from datetime import datetime, time

import pytest

from pontdesarts.programme.importing import columns, suggest_matching
from tests.programme.importing.readings import only, reading, reasons, starts, workbook

HEADER = "Titre;Date;Heure;Lieu;Code postal;Ville"


def test_one_row_per_date_makes_one_event():
    found = reading(f"{HEADER}\nLe Fil;05/12/2026;20h30;MJC;94000;Créteil\nLe Fil;06/12/2026;17 h;MJC;94000;Créteil\n")
    event = only(found)
    assert starts(event) == ["2026-12-05 20:30", "2026-12-06 17:00"]
    assert event.place and event.place.postal_code == "94000"


def test_the_same_title_elsewhere_is_another_event():
    found = reading(f"{HEADER}\nLe Fil;05/12/2026;20h30;MJC;;\nLe Fil;06/12/2026;17 h;Théâtre;;\n")
    assert len(found.events) == 2


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiters_and_encodings_are_found(delimiter, encoding):
    text = f"{HEADER}\nL'Été;05/12/2026;20:30;Café;94000;Créteil\n".replace(";", delimiter)
    event = only(reading(text.encode(encoding), filename="programme.csv", format="csv"))
    assert (event.title, event.place.city) == ("L'Été", "Créteil")


def test_a_double_mark_at_the_start_is_forgotten():
    content = b"\xef\xbb\xbf\xef\xbb\xbf" + f"{HEADER}\nÉté;05/12/2026;;;;\n".encode()
    assert columns(content)[0] == "Titre"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("05/12/2026", "2026-12-05 00:00"),
        ("5.12.26", "2026-12-05 00:00"),
        ("2026-12-05", "2026-12-05 00:00"),
        ("2026-12-05T19:30:00Z", "2026-12-05 20:30"),
        ("05/12/2026 20h30", "2026-12-05 20:30"),
        ("samedi 5 décembre 2026 à 20 h 30", "2026-12-05 20:30"),
        ("46361", "2026-12-05 00:00"),
        ("46361,75", "2026-12-05 18:00"),
    ],
)
def test_dates_are_read_as_people_write_them(written, read_as):
    assert starts(only(reading(f"Titre;Date\nLe Fil;{written}\n"))) == [read_as]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Le Fil;31/02/2026;;;;", "La date « 31/02/2026 » ne peut pas être lue : écrivez-la JJ/MM/AAAA."),
        ("Le Fil;05/12/2026;vers midi;;;", "L'heure « vers midi » ne peut pas être lue : écrivez-la comme 20h30."),
        (";05/12/2026;;;;", "La ligne n'a pas de titre."),
        ("Le Fil;;;;;", "La ligne n'a pas de date."),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_line(row, reason):
    found = reading(f"{HEADER}\nAutre;05/12/2026;;;;\n{row}\n")
    assert only(found).title == "Autre"
    assert (found.refusals[0].reason, found.refusals[0].line) == (reason, 3)


def test_an_end_before_the_begin_is_refused_and_after_midnight_is_the_next_day():
    assert "est avant le début" in reasons(reading("Titre;Date;Date de fin\nLe Fil;05/12/2026;01/12/2026\n"))[0]
    event = only(reading("Titre;Date;Heure;Heure de fin\nBal;05/12/2026;22h;2h\n"))
    assert event.showings[0].ends_at.strftime("%d %H:%M") == "06 02:00"


def test_months_between_two_days_are_open_dated():
    event = only(reading("Titre;Date;Date de fin\nExpo;05/12/2026;28/02/2027\n"))
    assert (event.permanent, event.valid_to.isoformat()) == (True, "2027-02-28")


def test_a_broken_quote_costs_its_line_and_no_other():
    lines = ["Titre;Date;Lieu", "A;05/12/2026;MJC", 'B;06/12/2026;"Le Foyer', "C;07/12/2026;MJC", "D;08/12/2026;MJC"]
    found = reading("\n".join(lines))
    assert [event.title for event in found.events] == ["A", "C", "D"]
    assert found.refusals[0].line == 3
    assert "guillemet" in found.refusals[0].reason


def test_text_on_several_lines_between_quotes_is_one_cell():
    found = reading('Titre;Date;Description longue\nA;05/12/2026;"Un\ndeux"\nB;06/12/2026;court\n')
    assert [event.description for event in found.events] == ["Un\ndeux", "court"]


def test_columns_with_the_same_name_are_told_apart():
    assert columns(b"Nom;Date;Nom;\nA;05/12/2026;B;\n") == ["Nom", "Date", "Nom (2)", "Colonne 4"]


def test_a_matching_by_hand_is_followed():
    content = "Quoi;Quand;Nom\nLe Fil;05/12/2026;MJC\n"
    event = only(reading(content, matching={"title": "Quoi", "date": "Quand", "place_name": "Nom"}))
    assert (event.title, event.place.name) == ("Le Fil", "MJC")


def test_without_title_or_date_one_is_asked_for_the_columns():
    reason = reasons(reading("Quoi;Quand;Nom\nLe Fil;05/12/2026;MJC\n"))[0]
    assert "Date (ou date et heure) de début" in reason
    assert "« Quoi », « Quand », « Nom »" in reason


def test_the_matching_proposed_takes_each_column_once():
    names = ["Spectacle", "Date", "Horaire", "Salle", "CP", "Ville", "Résumé", "Description", "Tarif"]
    matching = suggest_matching(names)
    assert matching["title"] == "Spectacle"
    assert (matching["summary"], matching["time"], matching["postal_code"]) == ("Résumé", "Horaire", "CP")
    assert len(set(matching.values())) == len(matching)


def test_a_workbook_gives_its_dates_and_hours_of_excel():
    content = workbook(
        ["Programme du trimestre"],
        [],
        ["Titre", "Date", "Heure", "Code postal"],
        ["Le Fil", datetime(2026, 12, 5), time(20, 30), 7000.0],
        ["Le Fil", 46362, 0.75, 7000],
    )
    found = reading(content, filename="programme.xlsx")
    event = only(found)
    assert found.format == "xlsx"
    assert starts(event) == ["2026-12-05 20:30", "2026-12-06 18:00"]
    assert event.place.postal_code == "07000"


def test_columns_that_are_not_ours_are_kept_beside():
    assert only(reading("Titre;Date;Jauge\nLe Fil;05/12/2026;120\n")).raw == {"Jauge": "120"}


def test_a_workbook_that_swells_or_declares_entities_is_not_opened(monkeypatch):
    swollen, entities = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("xl/workbook.xml", b"0" * (160 * 1024 * 1024))
    with zipfile.ZipFile(entities, "w") as parcel:
        parcel.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>')
    assert "trop gros" in reasons(reading(swollen.getvalue()))[0]
    assert "DOCTYPE" in reasons(reading(entities.getvalue()))[0]


def test_a_broken_workbook_and_a_mere_archive_are_told_apart():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as parcel:
        parcel.writestr("photo.txt", "rien")
    assert "archive" in reasons(reading(archive.getvalue()))[0]
    assert reasons(reading(workbook(["Titre", "Date"], ["A", "05/12/2026"])[:-60], format="xlsx"))


def test_a_row_written_by_a_spreadsheet_with_delimiters_in_it_is_read():
    parcel = io.StringIO()
    csv.writer(parcel).writerows([["Titre", "Date"], ['Le "Fil", ou presque', "05/12/2026"]])
    assert only(reading(parcel.getvalue())).title == 'Le "Fil", ou presque'
