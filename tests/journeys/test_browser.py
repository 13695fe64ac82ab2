"""The tools of the journeys themselves: a page that is wrong must be found wrong."""

import pytest
from playwright.sync_api import Page

from .pages import WIDTHS, check_axe, check_fits

GOOD = "<!doctype html><html lang=fr><title>Bon</title><main><h1>Bonjour</h1><p>Du texte.</p></main></html>"
BAD = "<!doctype html><html><title>Mauvais</title><main><h1>Bonjour</h1><img src='data:,'></main></html>"
WIDE = GOOD.replace("<p>", "<p style='width: 3000px'>")


def test_axe_accepts_a_good_page_and_finds_a_bad_one(page: Page, width: int) -> None:
    page.set_content(GOOD)
    check_axe(page)
    page.set_content(BAD)
    with pytest.raises(pytest.fail.Exception, match="html-has-lang"):
        check_axe(page)
    assert width in WIDTHS.values()


def test_a_page_too_wide_is_found(page: Page) -> None:
    page.set_content(GOOD)
    check_fits(page)
    page.set_content(WIDE)
    with pytest.raises(AssertionError, match="wider than the screen"):
        check_fits(page)
