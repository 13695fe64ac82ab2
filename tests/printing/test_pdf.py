from io import BytesIO
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from pontdesarts.bookings.documents import boxes
from pontdesarts.printing import fonts, letters, pdf, qr

A_LIST = {"venue": "v", "when": "w", "bookings": "", "places": "", "wheelchairs": "", "rows": [], "named": False}
A_LIST |= {"printed": "", "contact": "", "drawn": boxes.drawn([], ""), "squares": []}


def test_a_template_that_does_not_exist_is_our_mistake_and_says_which() -> None:
    with pytest.raises(pdf.PaperBroken, match="nowhere"):
        pdf.compile("bookings/nowhere.typ", {}, title="x")


def test_a_value_that_is_missing_is_our_mistake_and_says_where() -> None:
    with pytest.raises(pdf.PaperBroken, match=r"voucher\.typ"):
        pdf.compile("bookings/voucher.typ", {}, title="x")


def test_only_our_fonts_are_used() -> None:
    made = pdf.compile("bookings/venue_list.typ", A_LIST | {"title": "Été"}, title="Liste")
    used = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in PdfReader(BytesIO(made)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert used
    assert all(name.startswith(("Atkinson", "Bricolage", "NotoSans")) for name in used)


@pytest.mark.parametrize("language", ["fr", "en", "es", "ro", "uk", "ar"])
def test_every_language_has_letters_to_read_and_to_look_at(language: str) -> None:
    names = {family.name for family in fonts.FAMILIES}
    assert set(fonts.text_families(language)) <= names
    assert fonts.display_families(language)[0] == fonts.BRICOLAGE.name


def test_arabic_is_read_from_right_to_left() -> None:
    assert fonts.right_to_left("ar")
    assert not fonts.right_to_left("uk")


@pytest.mark.parametrize("text", ["K7M-4RP-2X", "https://example.org/é?a=1&b=<2>", "a" * 600])
def test_a_square_is_a_drawing_of_its_own_that_holds_its_text(text: str) -> None:
    drawing = qr.svg(text)
    root = ElementTree.fromstring(drawing)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox" in root.attrib
    assert "width" not in root.attrib


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Fête 🎭 du cirque", "Fête  du cirque"),
        ("𝕄usique Ａmis", "Musique Amis"),
        ("戏剧 ქართ Élise", "?? ???? Élise"),
        ("a\x01b\ufeffc\ufffed\U0010ffffe", "abcde"),
        ("Олена, مريم, Ștefan, Œuvre « n° 1 »", "Олена, مريم, Ștefan, Œuvre « n° 1 »"),
    ],
)
def test_no_letter_stops_a_paper(written: str, printed: str) -> None:
    assert letters.printable(written) == printed
    made = pdf.compile("bookings/venue_list.typ", A_LIST | {"title": written}, title=written)
    assert PdfReader(BytesIO(made)).metadata.title == printed
