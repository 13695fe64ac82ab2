"""The papers, read back as a desk, a screen reader and a scanner read them."""

import gettext as gettext_format
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from django.utils import translation
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from pontdesarts.bookings import documents
from pontdesarts.bookings.documents import Desk, ListRow, Style, VenueListPaper, VoucherPaper, dates
from pontdesarts.bookings.documents.voucher import places, voucher_pictures
from pontdesarts.programme.models import VoucherMode

LANGUAGES = ["fr", "en", "ar", "uk", "es", "ro"]
CATALOGUES = Path(documents.__file__).parents[1] / "locale"
A5, A4 = (420, 595), (595, 842)

# what nobody may read over a shoulder at the desk, in each language of the papers
FORBIDDEN = {
    "fr": "gratuit invitation solidaire social bénéficiaire précarité précaire chrs offert relais association foyer",
    "en": "free charity beneficiary welfare poverty hardship shelter",
    "ar": "مجان خيري مستفيد اجتماعي فقر جمعية",
    "uk": "безкоштовн безплатн благодійн соціальн бідн притул асоціац",
    "es": "gratis gratuit benéfic beneficiari social pobreza albergue asociación",
    "ro": "gratuit gratis caritabil beneficiar social sărăci adăpost asociați",
}

FULL = VoucherPaper(
    title="Bérénice",
    venue="Théâtre de la Cité",
    address=["12 rue des Lilas", "94460 Valenton"],
    code="K7M-4RP-2X",
    starts_at=datetime(2026, 12, 3, 19, 30, tzinfo=UTC),
    come_at=datetime(2026, 12, 3, 18, 45, tzinfo=UTC),
    doors_at=datetime(2026, 12, 3, 19, 0, tzinfo=UTC),
    adults=2,
    children=2,
    wheelchair=1,
    qr_payload="https://example.org/e/K7M-4RP-2X?signe=abcdefghijklmnop",
    desk=Desk.VOUCHER,
    desk_instructions="Le guichet est à gauche du hall.",
    transport="Bus K, arrêt Mairie.",
    last_departure="bus K à 23 h 10",
    access=["Entrée sans marche."],
    contact_phone="01 45 00 00 00",
    contact_name="Service des publics",
)


def _read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def _words(pdf: bytes) -> str:
    text = "\n".join(page.extract_text() for page in _read(pdf).pages)
    return re.sub(r"[   ]", " ", text)


def _forbidden_in(text: str, language: str) -> list[str]:
    words = dict.fromkeys((FORBIDDEN[language] + " " + FORBIDDEN["fr"]).split())
    return [word for word in words if re.search(rf"(?i)(?<!\w){word}", text)]


def test_a_voucher_says_all_that_the_desk_and_the_person_need() -> None:
    words = _words(documents.vouchers([FULL]))
    for said in [
        "Bérénice",
        "Théâtre de la Cité",
        "12 rue des Lilas",
        "94460 Valenton",
        "jeudi",
        "décembre",
        "2026",
        "À 20 h 30",
        "Venez à 19 h 45.",
        "Les portes ouvrent à 20 h.",
        "4 places",
        "2 adultes et 2 enfants",
        "1 place en fauteuil roulant",
        "K7M-4RP-2X",
        "Montrez ce papier à l'accueil.",
        "Le guichet est à gauche du hall.",
        "Éteignez votre téléphone.",
        "Bus K, arrêt Mairie.",
        "bus K à 23 h 10",
        "Entrée sans marche.",
        "Appelez le",
        "01 45 00 00 00",
    ]:
        assert said in words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", list(Style))
def test_a_voucher_is_two_pages_of_its_format_tagged_and_in_its_language(language: str, style: Style) -> None:
    pdf = _read(documents.vouchers([FULL], language=language, style=style))
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in pdf.pages}
    assert sizes == {A4 if style == Style.LARGE else A5}
    assert len(pdf.pages) == 2
    assert pdf.root_object["/Lang"] == language
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert pdf.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Bérénice" in pdf.metadata.title
    xmp = pdf.root_object["/Metadata"].get_data().decode()
    assert re.search(r'pdfuaid:part(>|=")1', xmp)


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_square_that_is_printed_is_read_back(style: Style, language: str) -> None:
    front = voucher_pictures([FULL], style=style, language=language, dpi=150)[0]
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(front)))] == [FULL.qr_payload]


def test_without_an_address_the_square_holds_the_code() -> None:
    front = voucher_pictures([replace(FULL, qr_payload="")], dpi=150)[0]
    assert zxingcpp.read_barcodes(Image.open(BytesIO(front)))[0].text == "K7M-4RP-2X"


def test_black_and_white_holds_no_colour_and_colour_does() -> None:
    def coloured(style: Style) -> bool:
        picture = Image.open(BytesIO(voucher_pictures([FULL], style=style)[0])).convert("RGB")
        return any(max(pixel) - min(pixel) > 12 for _, pixel in picture.getcolors(1 << 24))

    assert coloured(Style.COLOUR)
    assert not coloured(Style.MONO)


def test_an_arabic_voucher_is_laid_out_from_right_to_left() -> None:
    def square(language: str) -> int:
        picture = Image.open(BytesIO(voucher_pictures([FULL], language=language, dpi=150)[0]))
        return zxingcpp.read_barcodes(picture)[0].position.top_left.x * 2 // picture.width

    assert (square("fr"), square("ar")) == (1, 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("desk", list(Desk))
def test_nothing_says_why_somebody_has_a_place(language: str, desk: Desk) -> None:
    papers = [replace(FULL, desk=desk), replace(FULL, until=FULL.starts_at, pickup_name="Mme Diallo", desk=desk)]
    assert _forbidden_in(_words(documents.vouchers(papers, language=language)), language) == []


def test_the_search_for_forbidden_words_would_find_them() -> None:
    """The control of the test above: the same words, where a venue typed them, are seen on the paper."""
    leaky = replace(FULL, desk_instructions="Dites que c'est une invitation solidaire du CHRS, tout est gratuit.")
    assert _forbidden_in(_words(documents.vouchers([leaky])), "fr") == ["gratuit", "invitation", "solidaire", "chrs"]


def test_one_voucher_each_is_numbered_in_one_file() -> None:
    papers = [replace(FULL, adults=1, children=0, wheelchair=0, ordinal=n, of=3) for n in (1, 2, 3)]
    pdf = documents.vouchers(papers)
    assert len(_read(pdf).pages) == 6
    assert [f"{n} sur 3" in _words(pdf) for n in (1, 2, 3)] == [True] * 3
    assert "1 adulte" in _words(pdf)
    assert "enfant" not in _words(pdf)


def test_a_pick_up_name_is_printed_only_when_there_is_one() -> None:
    assert "Au nom de" not in _words(documents.vouchers([FULL]))
    named = _words(documents.vouchers([replace(FULL, pickup_name="Mme Diallo", desk=Desk.NAME_LIST)]))
    assert "Mme Diallo" in named
    assert "Dites votre nom à l'accueil." in named


def test_an_open_dated_voucher_says_from_when_to_when() -> None:
    words = _words(documents.vouchers([replace(FULL, until=datetime(2027, 1, 1, 12, tzinfo=UTC), come_at=None)]))
    assert "Du jeudi 3 décembre 2026 au vendredi 1er janvier 2027" in " ".join(words.split())
    assert "Vous choisissez le jour." in words


def test_a_day_without_an_hour_is_not_said_to_begin_at_midnight() -> None:
    midnight = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
    paper = replace(FULL, starts_at=midnight, timed=False, come_at=None, doors_at=None, last_departure="")
    words = _words(documents.vouchers([paper]))
    assert "0 h" not in words
    assert "Vérifiez que le lieu est ouvert." in words
    on_list = _words(documents.venue_list_pdf(replace(LIST, starts_at=midnight, timed=False)))
    assert "jeudi 3 décembre 2026 à" not in on_list
    assert "jeudi 3 décembre 2026" in on_list


def test_long_words_go_to_the_back_and_lose_nothing() -> None:
    long = replace(FULL, title="Le titre sans fin " * 12, transport="Descendez à la Mairie. " * 30)
    pdf = documents.vouchers([long])
    assert _words(pdf).count("Descendez") == 30
    assert "K7M-4RP-2X" in _read(pdf).pages[0].extract_text()


def test_what_people_type_is_never_read_as_a_command() -> None:
    typed = '#panic("x") $x^2$ *gras* _it_ `c` <b> @a \\ #{1+1} "'
    words = _words(documents.vouchers([replace(FULL, title=typed, transport=typed)]))
    assert "".join(typed.split()) in "".join(words.split())


def test_every_way_at_the_desk_of_the_programme_has_its_words() -> None:
    assert {mode.value for mode in VoucherMode} == {desk.value for desk in Desk}
    said = {desk: _words(documents.vouchers([replace(FULL, desk=desk)])) for desk in Desk}
    assert "Vous avez déjà vos billets." in said[Desk.COLLECTED_TICKETS]
    assert "Dites votre code" in said[Desk.CODE]
    assert "Dites votre code" in said[Desk.NAME_LIST]


def test_there_is_no_voucher_without_a_paper() -> None:
    with pytest.raises(ValueError, match="no voucher"):
        documents.vouchers([])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "jeudi 3 décembre 2026"),
        ("en", "Thursday 3 December 2026"),
        ("ar", "الخميس، 3 ديسمبر 2026"),
        ("uk", "четвер, 3 грудня 2026"),
        ("es", "jueves 3 de diciembre de 2026"),
        ("ro", "joi, 3 decembrie 2026"),
    ],
)
def test_days_are_said_as_each_language_says_them(language: str, said: str) -> None:
    with translation.override(language):
        assert dates.day(FULL.starts_at) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["1 place", "2 places", "21 places"]),
        ("en", ["1 place", "2 places", "21 places"]),
        ("ar", ["مكان واحد", "مكانان", "21 مكانًا"]),
        ("uk", ["1 місце", "2 місця", "21 місце"]),
        ("es", ["1 plaza", "2 plazas", "21 plazas"]),
        ("ro", ["1 loc", "2 locuri", "21 de locuri"]),
    ],
)
def test_places_are_counted_as_each_language_counts(language: str, said: list[str]) -> None:
    with translation.override(language):
        assert [places(number) for number in (1, 2, 21)] == said


# --- catalogues


def _unquoted(line: str) -> str:
    return line[line.index('"') + 1 : -1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def _entries(po: Path) -> Iterator[tuple[str, list[str]]]:
    """Each French sentence and its forms, of our catalogues: one line a string, but for the header."""
    for block in po.read_text().split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        names = [_unquoted(line) for line in lines if line.startswith("msgid ")]
        if names and names[0]:
            yield names[0], [_unquoted(line) for line in lines if line.startswith("msgstr")]


def _msgids_of_the_code() -> set[str]:
    sources = "\n".join(path.read_text() for path in Path(documents.__file__).parent.glob("*.py"))
    return set(re.findall(r'\bn?gettext\(\s*"((?:[^"\\]|\\.)+)"', sources)) | set(
        re.findall(r"\bn?gettext\('((?:[^'\\]|\\.)+)'", sources)
    )


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_sentence_is_translated_and_the_compiled_catalogue_agrees(language: str) -> None:
    folder = CATALOGUES / language / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext_format.GNUTranslations(file)
    entries = dict(_entries(folder / "django.po"))
    assert set(entries) == _msgids_of_the_code()
    plurals = {"ar": 6, "uk": 3, "ro": 3}.get(language, 2)
    for french, forms in entries.items():
        assert all(forms), french
        holes = set(re.findall(r"%\(\w+\)[sd]", french))
        assert all(set(re.findall(r"%\(\w+\)[sd]", form)) <= holes for form in forms), french
        if len(forms) == 1:
            assert compiled.gettext(french) == forms[0]
            assert set(re.findall(r"%\(\w+\)[sd]", forms[0])) == holes
        else:
            assert len(forms) == plurals
            said = {compiled.ngettext(french, french, number) for number in range(201)}
            assert said == set(forms)


# --- the venue's list

ROWS = [
    ListRow(code="K7M-4RP-2X", places=4, children=2, wheelchair=1, needs=["boucle magnétique"], outing="en famille"),
    ListRow(code="C3D-5FH-7J", places=1, pickup_name="=Diallo"),
]
LIST = VenueListPaper(
    title="Bérénice",
    venue="Théâtre de la Cité",
    starts_at=FULL.starts_at,
    rows=ROWS,
    printed_at=datetime(2026, 12, 1, 19, 30, tzinfo=UTC),
    contact="Une question : 01 45 00 00 00.",
)


def test_the_list_of_the_venue_says_codes_places_and_access() -> None:
    pdf = documents.venue_list_pdf(LIST)
    words = _words(pdf)
    for said in [
        "Bérénice",
        "5 places",
        "pour 2 réservations",
        "K7M-4RP-2X",
        "1 fauteuil roulant",
        "boucle magnétique",
    ]:
        assert said in words
    assert "Liste du mardi 1er décembre 2026 à 20 h 30" in words
    assert "=Diallo" in words
    assert _forbidden_in(words, "fr") == []
    reader = _read(pdf)
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == A4
    assert reader.root_object["/Lang"] == "fr"


def test_the_list_repeats_its_header_and_numbers_its_pages() -> None:
    long = replace(LIST, rows=[replace(ROWS[0], code=f"K7M-4RP-{n:02}") for n in range(60)])
    pages = [page.extract_text() for page in _read(documents.venue_list_pdf(long)).pages]
    assert len(pages) > 2
    assert all("Tous là" in page and "Places" in page for page in pages)
    assert all(f"page {n} sur {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert all(sum(f"K7M-4RP-{n:02}" in page for page in pages) == 1 for n in range(60))


def test_a_square_at_the_foot_opens_the_door_page_and_makes_the_list_no_longer() -> None:
    door = "https://sorties.example.org/accueil/" + "A1b2C3d4" * 9 + "/"
    full = replace(LIST, rows=[replace(ROWS[0], code=f"K7M-4RP-{n:02}") for n in range(15)], identity="ABCDEFGHJK")
    alone, opening = documents.venue_list_pdf(full), documents.venue_list_pdf(replace(full, door=door))
    assert len(_read(opening).pages) == len(_read(alone).pages) == 1
    (picture,) = documents.venue_list.venue_list_pictures(replace(full, door=door), dpi=150)
    squares = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    assert {square.text for square in squares} == {"PDA1:ABCDEFGHJK:1", door}


def test_a_list_without_anybody_says_so() -> None:
    assert "Personne n'est attendu" in _words(documents.venue_list_pdf(replace(LIST, rows=[])))


def test_the_sheets_of_the_list_hold_the_same_rows() -> None:
    csv = documents.venue_list_csv(LIST).decode("utf-8-sig").splitlines()
    assert csv[0] == "Code;Nom de retrait;Places;Dont enfants;Dont fauteuils roulants;Besoins;Venus"
    assert csv[1:] == ["K7M-4RP-2X;;4;2;1;boucle magnétique;", "C3D-5FH-7J;'=Diallo;1;0;0;;"]
    sheet = load_workbook(BytesIO(documents.venue_list_xlsx(LIST))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:5] == ["K7M-4RP-2X", None, 4, 2, 1]
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=Diallo", "s")
