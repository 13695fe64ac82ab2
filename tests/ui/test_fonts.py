"""The fonts are made once, small, and hold the letters of our languages."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont
from pytest_django.fixtures import Settings

from pontdesarts.ui import fonts

SENTENCE = "Où l'œuvre naît : « ça ira », 20 h 30… Bună ziua, țară, știință, împărat — → 12 €"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    assert all(fonts.build(font, folder) for font in fonts.FONTS)
    return folder


BASE = Path(fonts.__file__).parent / "static" / "ui" / "base.css"
PAGES = [font.name for font in fonts.FONTS if font.letters == fonts.WRITTEN]
NAMES = [font.name for font in fonts.FONTS if font.letters == fonts.NAMED]


@pytest.mark.parametrize("name", PAGES)
def test_a_font_holds_our_letters_and_little_else(built: Path, name: str) -> None:
    file = built / f"{name}.woff2"
    assert file.stat().st_size < 17_000
    letters = TTFont(file).getBestCmap()
    signs_of_its_own = {"→"}  # a face without arrows lets the browser take them elsewhere
    assert {letter for letter in SENTENCE if ord(letter) not in letters} <= signs_of_its_own


@pytest.mark.parametrize("name", NAMES)
def test_names_from_the_rest_of_europe_have_files_of_their_own(built: Path, name: str) -> None:
    letters = TTFont(built / f"{name}.woff2").getBestCmap()
    assert [letter for letter in "ŁódźŠčñãöøßőžı" if ord(letter) not in letters and not letter.isascii()] == []


def test_a_page_asks_only_for_the_file_that_has_its_letters() -> None:
    faces = re.findall(r'url\("fonts/([\w-]+)\.woff2"\)[^}]*?unicode-range:([^;]+);', BASE.read_text())
    assert {name for name, _ in faces} == {*PAGES, *NAMES}
    assert all(names == f"{name}-names" for (names, _), (name, _) in zip(faces[::2], faces[1::2], strict=True))
    for name, written in faces:
        asked = {
            letter
            for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", written)
            for letter in range(int(first, 16), int(last or first, 16) + 1)
        }
        # where two faces claim a letter, the one declared last is asked
        assert asked == (fonts.WRITTEN if name in PAGES else set(range(0xA1, 0x180)))


def test_a_second_time_nothing_is_made(built: Path) -> None:
    assert not any(fonts.build(font, built) for font in fonts.FONTS)


def test_the_command_says_what_it_made_then_nothing(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.STATICFILES_DIRS = [tmp_path]
    call_command("build_fonts")
    assert "bricolage.woff2" in capsys.readouterr().out
    call_command("build_fonts")
    assert capsys.readouterr().out == ""
