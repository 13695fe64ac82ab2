"""The living page in a real browser: axe, light and dark, phone and desk; and what scripts add to it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page, expect

from tests.journeys import chromium
from tests.journeys.conftest import browser, browser_context_args, page, site, width
from tests.journeys.pages import Site, check_page

__all__ = ["browser", "browser_context_args", "page", "site", "width"]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("journeys"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium.find() is None and not chromium.is_required(), reason=chromium.ADVICE),
]


@pytest.fixture
def style(site: Site) -> Iterator[Page]:
    user = get_user_model().objects.create_user(email="style@example.org", password=None)
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.address}
    site.page.context.add_cookies([cookie])
    site.page.goto(site.address + "/style/")
    yield site.page


def test_axe_finds_nothing_in_any_component(style: Page) -> None:
    check_page(style)
    expect(style.locator("h1")).to_have_text("Le style de la maison")


def test_a_number_of_people_is_chosen_between_less_and_more(style: Page) -> None:
    form = style.locator("#specimen")
    number, more = form.get_by_label("Adultes", exact=True), form.get_by_role("button", name="Plus : Adultes")
    expect(number).to_have_value("2")
    for _ in range(9):
        more.click(force=True)
    expect(number).to_have_value("6")
    expect(more).to_have_attribute("aria-disabled", "true")


def test_a_dialog_opens_closes_and_gives_the_focus_back(style: Page) -> None:
    opener = style.get_by_role("button", name="Annuler 4 places")
    opener.click()
    dialog = style.get_by_role("dialog", name="Annuler ces 4 places ?")
    expect(dialog).to_be_visible()
    style.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_next_page_replaces_the_results_alone_and_is_said(style: Page) -> None:
    style.evaluate("document.body.dataset.kept = 'yes'")
    style.get_by_role("link", name="Page suivante").click()
    expect(style.locator("#results [data-say]")).to_have_text("59 sorties, page 2")
    expect(style.locator("#live")).to_have_text("59 sorties, page 2")
    assert style.evaluate("document.body.dataset.kept") == "yes"
    assert style.url.endswith("?page=2")
    focused = style.evaluate("document.getElementById('results').contains(document.activeElement)")
    assert focused


def test_the_menu_of_a_phone_opens_without_script_of_ours(style: Page, width: int) -> None:
    leave = style.locator(".me summary")
    if width < 700:
        expect(leave).to_be_hidden()
        style.get_by_role("button", name="Menu").click()
    leave.click()
    expect(style.get_by_role("button", name="Se déconnecter")).to_be_visible()


def test_two_clicks_send_a_form_once(style: Page) -> None:
    style.evaluate(
        """() => {
            window.sent = 0;
            const form = document.querySelector("#specimen");
            form.addEventListener("submit", (event) => event.preventDefault());
            document.addEventListener("submit", (event) => {
                if (form.dataset.sent !== undefined) window.sent += 1;
            }, { capture: true });
            form.requestSubmit();
            form.requestSubmit();
        }"""
    )
    assert style.evaluate("window.sent") == 1
