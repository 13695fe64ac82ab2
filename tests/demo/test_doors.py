"""The evening whose door is open: people have come in, and there are vouchers to read."""

import re
from html import unescape

import pytest
from django.test import Client

from pontdesarts.bookings import codes
from pontdesarts.demo import vouchers
from pontdesarts.doors import evening as evenings

from .conftest import Season

pytestmark = pytest.mark.xdist_group("demo")


def test_some_have_come_in_one_party_was_read_at_two_doors_and_one_has_cancelled(season: Season) -> None:
    showing = vouchers.evening()
    assert showing is not None
    known = evenings.of(showing, season.at)
    assert 0 < known.counted < known.places
    assert [line.tally.overlap for line in known.odd] != []
    assert any(line.cancelled for line in known.lines)
    assert known.accepts


def test_the_vouchers_to_read_open_the_door_of_that_evening(client: Client, season: Season, demo_is_on: None) -> None:
    page = unescape(client.get("/demo/contremarques/").content.decode())
    shown = re.findall(r"<strong>(\S+?)</strong>", page)
    assert len(shown) >= 6
    assert all(codes.is_valid(code.partition("/")[0]) for code in shown)
    assert "une réservation annulée" in page
    assert "un autre soir, au même endroit" in page
    link = re.search(r'href="[^"]*(/accueil/[^"]+/)"', page)
    assert link
    assert client.get(link[1]).status_code == 200
