"""Pages as a person uses them: by the words that they read. One class for each page that journeys visit often."""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

# milliseconds that a busy machine may take: what never comes fails all the same, what comes late does not
PATIENCE = 30_000
WIDTHS = {"phone": 360, "desktop": 1280}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


AXE = Axe()
# what a scheme of colours can break; all the rest is the same in the light and in the dark
RULES_OF_COLOURS = ["color-contrast", "link-in-text-block"]


def check_axe(page: Page, run_only: list[str] = STANDARDS) -> None:
    """Fail, with the rule and the element, when axe finds anything on the page as it stands now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    # nothing of ours is framed, and no rule that we run reads style sheets or films
    options = {"runOnly": run_only, "resultTypes": ["violations"], "preload": False, "iframes": False}
    violations = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    if violations:
        lines = [
            f"- {violation['id']}: {violation['help']}\n  {node['html'][:200]}\n  {node.get('failureSummary', '')}"
            for violation in violations
            for node in violation["nodes"][:3]
        ]
        pytest.fail(f"axe on {page.url}:\n" + "\n".join(lines))


def check_fits(page: Page) -> None:
    """Fail when the page must be scrolled sideways."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} px wider than the screen"


def check_page(page: Page) -> None:
    """What every page owes: nothing for axe to find, in light and in dark, no sideways scrolling, one title."""
    expect(page.locator("h1")).to_have_count(1)
    check_fits(page)
    page.emulate_media(color_scheme="dark")
    check_axe(page, RULES_OF_COLOURS)
    page.emulate_media(color_scheme="light")
    check_axe(page)


def check_at_every_width(page: Page) -> None:
    """`check_page` on a phone then on a desk, without loading the page again: for walks over many pages.

    From the light to the dark the width does not change: a page is laid out three times, and coloured twice.
    """
    expect(page.locator("h1")).to_have_count(1)
    page.emulate_media(color_scheme="light")
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        check_fits(page)
        check_axe(page)
    page.emulate_media(color_scheme="dark")
    for width in reversed(WIDTHS.values()):
        page.set_viewport_size({"width": width, "height": 800})
        check_axe(page, RULES_OF_COLOURS)


@dataclass
class Site:
    """The product at ``address``, in one person's browser: `site.open("/sorties/")` checks the page that it opens."""

    page: Page
    address: str

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.address + path)
        assert answer is not None and answer.ok, f"{path} answered {answer and answer.status}"
        check_page(self.page)
        return self.page

    def arrived(self) -> Page:
        """Check the page where a click or a form has led."""
        self.page.wait_for_load_state()
        check_page(self.page)
        return self.page

    def sign_in(self, email: str, password: str) -> Page:
        """By the sign-in page, as anybody."""
        self.page.goto(self.address + "/compte/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        self.page.wait_for_url(lambda url: "/login/" not in url)
        return self.page

    def press(self, verb: str) -> None:
        self.button(verb).click()

    def button(self, verb: str) -> Locator:
        return self.page.get_by_role("button", name=verb).or_(self.page.get_by_role("link", name=verb)).first
