"""The API keeps its word: a fuzzer reads its description, tries it against the live server, and finds nothing to say.

All the checks of schemathesis, on examples, corner cases, random data good and bad, and chains of calls.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from pontdesarts.api.models import Token
from pontdesarts.bookings.models import Booking
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from tests.api.factories import TokenFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import RelayFactory
from tests.programme.factories import AllotmentFactory, ShowingFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("fuzzer")]


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    """Jobs are committed here, and their tables are not emptied with ours."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def showing() -> Showing:
    """Something of everything: a date with many places, one without any, bookings, relays."""
    now = timezone.now()
    given = AllotmentFactory(
        places=5000, showing__starts_at=now + timedelta(days=12), opens_at=now - timedelta(days=1)
    ).showing
    ShowingFactory(offer=given.offer, starts_at=now + timedelta(days=20))
    relay = RelayFactory(association=given.offer.association)
    BookingFactory.create_batch(3, showing=given, relay=relay, booked_at=now)
    return given


def known(showing: Showing) -> str:
    """Numbers and codes that exist, drawn more often than by chance."""
    relays = list(Structure.objects.relays().order_by("pk").values_list("pk", flat=True))
    values: dict[str, list[int | str]] = {
        "showing": list(Showing.objects.order_by("pk").values_list("pk", flat=True)),
        "relay": relays,
        "offer": [showing.offer_id],
        "code": list(Booking.objects.order_by("pk").values_list("code", flat=True)),
    }
    said = [f"[dictionaries.{name}]\nvalues = {json.dumps(known)}\n" for name, known in values.items()]
    bound = [
        f'"{where}.{name}" = {{ dictionary = "{name}", probability = 0.7 }}'
        for where, names in {"path": ("showing", "offer", "code"), "body": ("showing", "relay")}.items()
        for name in names
    ]
    return "\n".join([*said, "[parameters]", *bound])


def fuzz(live_server: LiveServer, token: Token, folder: Path, *, showing: Showing, seconds: int) -> None:
    (folder / "schemathesis.toml").write_text(known(showing))
    command = [
        *(Path(sys.executable).with_name("schemathesis"), "run", f"{live_server.url}/api/v1/openapi.json"),
        *("--url", f"{live_server.url}/api/v1", "--header", f"Authorization: Bearer {token.secret}"),
        *("--checks", "all", "--max-examples", "8", "--max-time", str(seconds), "--seed", "20261121"),
        *("--generation-database", "none", "--no-color"),
    ]
    ran = subprocess.run(command, cwd=folder, env=os.environ | {"COLUMNS": "160"}, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-12000:] + ran.stderr[-3000:]


def test_an_association_s_program_finds_the_api_as_it_is_described(
    live_server: LiveServer, showing: Showing, tmp_path: Path
) -> None:
    fuzz(live_server, TokenFactory(association=showing.offer.association), tmp_path, showing=showing, seconds=18)
    assert Booking.objects.count() >= 3


def test_a_partner_s_program_finds_the_api_as_it_is_described(
    live_server: LiveServer, showing: Showing, tmp_path: Path
) -> None:
    fuzz(live_server, TokenFactory(partner=showing.offer.partner), tmp_path, showing=showing, seconds=6)
