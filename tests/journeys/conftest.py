"""The browser of the journeys: Debian's Chromium, at the width of a phone and of a desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from . import chromium
from .pages import PATIENCE, WIDTHS, Site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey is marked; without a browser each is reported as skipped, by name, with what to do."""
    journeys = [item for item in items if "/journeys/" in str(item.path)]
    reason = "" if not journeys or chromium.is_required() else chromium.missing()
    for item in journeys:
        item.add_marker(pytest.mark.journey)
        # one browser at a time on a small machine: the same worker walks them all
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group("journeys"))
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser(browser_type: BrowserType) -> Iterator[Browser]:
    if reason := chromium.missing():
        pytest.fail(reason)
    expect.set_options(timeout=PATIENCE)
    browser = browser_type.launch(executable_path=chromium.find(), args=chromium.options(), headless=True)
    yield browser
    browser.close()


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> int:
    """Every journey is walked on a phone and on a desk. One that need not be asks for `@pytest.mark.parametrize`."""
    return WIDTHS[request.param]


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], width: int) -> dict[str, Any]:
    return {
        **browser_context_args,
        "viewport": {"width": width, "height": 800},
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page on which a script that breaks, or something that our own policy refuses, fails the journey."""
    broken: list[str] = []
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))
    page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    yield page
    assert broken == []


@pytest.fixture
def site(page: Page, live_server: Any) -> Site:
    """`site.open("/")`, `site.sign_in(email, password)`: the product in a real browser."""
    return Site(page, live_server.url)
