"""A relay dictates three outings: on the keyboard alone, two keys and one request an outing; then without a script."""

import pytest
from django.urls import reverse

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings.models import Booking
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import RelayFactory
from tests.outings.scenes import past

from .pages import Site

pytestmark = pytest.mark.django_db(transaction=True)


def open_session(site: Site, client, user) -> None:
    client.force_login(user)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.address}
    site.page.context.add_cookies([session])


def test_three_outings_are_dictated_in_two_keys_and_one_request_each(site: Site, client) -> None:
    team = StaffRoleFactory(role=StaffRole.Role.TEAM)
    relay = RelayFactory(association=team.association, name="Élan de Vigny")
    for days, title in ((30, "Bérénice"), (20, "Un bal"), (10, "Les Ombres")):
        past(relay, days=days, title=title)
    open_session(site, client, team.user)
    site.open(reverse("outings:phone"))
    site.page.keyboard.type("elan")
    site.page.get_by_role("link", name="Élan de Vigny").click()
    site.arrived()
    requests: list[str] = []
    site.page.on("request", lambda request: requests.append(f"{request.method} {request.resource_type}"))
    presses = 0
    for title, key in (("Bérénice", "4"), ("Un bal", "0"), ("Les Ombres", "t")):
        for press in (key, "Enter"):
            site.page.keyboard.press(press)
            presses += 1
        site.page.locator(".dictated-last").filter(has_text=f"{title} :").wait_for()
    site.page.get_by_text("Rien à dicter").wait_for()
    assert (presses, requests) == (6, ["POST xhr"] * 3)
    told = Booking.objects.order_by("showing__starts_at").values_list("came", flat=True)
    assert list(told) == [4, 0, 4]
    site.arrived()


# somebody who types the next number before anything else has had the time to happen
TYPING = """() => new MutationObserver(() => {
  const typed = document.querySelector("#outings input[autofocus]");
  if (!typed) return;
  typed.value = "0";
  typed.form.requestSubmit(typed.form.querySelector("[value=typed]"));
}).observe(document.getElementById("outings"), { childList: true })"""


@pytest.mark.parametrize("width", [1280])
def test_what_is_typed_the_very_moment_the_next_outing_shows_leaves_as_a_request_too(site: Site, client) -> None:
    team = StaffRoleFactory(role=StaffRole.Role.TEAM)
    relay = RelayFactory(association=team.association)
    for days in (30, 20, 10):
        past(relay, days=days)
    open_session(site, client, team.user)
    site.open(reverse("outings:dictated", args=[relay.pk]))
    site.page.evaluate(TYPING)
    requests: list[str] = []
    site.page.on("request", lambda request: requests.append(f"{request.method} {request.resource_type}"))
    site.page.keyboard.press("4")
    site.page.keyboard.press("Enter")
    site.page.get_by_text("Rien à dicter").wait_for()
    posts = [request for request in requests if request != "GET font"]  # a glyph that nobody had shown before
    assert posts == ["POST xhr"] * 3
    assert list(Booking.objects.order_by("showing__starts_at").values_list("came", flat=True)) == [4, 0, 0]


def test_a_slip_is_said_and_the_cursor_stays_with_what_was_typed(site: Site, client) -> None:
    team = StaffRoleFactory(role=StaffRole.Role.TEAM)
    booking = past(RelayFactory(association=team.association))
    open_session(site, client, team.user)
    site.open(reverse("outings:dictated", args=[booking.relay.pk]))
    site.page.keyboard.type("9")
    site.page.keyboard.press("Enter")
    site.page.get_by_text("Rien n'est écrit de cette sortie.").wait_for()
    site.arrived()
    assert site.page.evaluate("document.activeElement.value") == "9"
    site.page.keyboard.press("Backspace")
    site.page.keyboard.type("3")
    site.page.keyboard.press("Enter")
    site.page.get_by_text("Rien à dicter").wait_for()
    booking.refresh_from_db()
    assert booking.came == 3
