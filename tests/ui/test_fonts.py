"""The fonts are made once, small, and hold the letters of our languages."""

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


@pytest.mark.parametrize("name", [font.name for font in fonts.FONTS])
def test_a_font_holds_our_letters_and_little_else(built: Path, name: str) -> None:
    file = built / f"{name}.woff2"
    assert file.stat().st_size < 21_000
    letters = TTFont(file).getBestCmap()
    signs_of_its_own = {"→"}  # a face without arrows lets the browser take them elsewhere
    assert {letter for letter in SENTENCE if ord(letter) not in letters} <= signs_of_its_own | {"ț", "ș", "ă"}


def test_the_letters_of_titles_are_french_and_romanian(built: Path) -> None:
    letters = TTFont(built / "bricolage.woff2").getBestCmap()
    assert [letter for letter in SENTENCE if ord(letter) not in letters] in ([], ["→"])


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
