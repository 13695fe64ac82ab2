"""The season is loaded once for all the tests of this folder, in a transaction that is rolled back after the last."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from pontdesarts.demo.season import Told, load
from pontdesarts.territory import operations as territory
from pontdesarts.territory import shipped

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)  # a Wednesday
THERE = {"94", "93", "75", "26", "07"}


@dataclass
class Season:
    """``told`` is what the loading said, ``steps`` what its progress showed, ``folder`` where it wrote its files."""

    at: datetime
    told: Told
    folder: Path
    steps: list[tuple[str, int, int]] = field(default_factory=list)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each worker would load a season of its own: one worker runs them all."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("season"))


@pytest.fixture(scope="package")
def loaded_season(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Season]:
    folder = tmp_path_factory.mktemp("var")
    steps: list[tuple[str, int, int]] = []
    with django_db_blocker.unblock(), transaction.atomic():
        territory.load_departments(shipped.departments())
        territory.load_communes(row for row in shipped.communes() if row.department_id in THERE)
        with override_settings(VAR=folder):
            told = load(at=AT, progress=lambda *step: steps.append(step))
        connection.check_constraints()  # once, or each test would check all the references of the season
        yield Season(AT, told, folder / "demo", steps)
        transaction.set_rollback(True)


@pytest.fixture
def season(loaded_season: Season, db: None) -> Season:
    return loaded_season


@pytest.fixture
def demo_is_on(settings: Settings) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.demo.urls"
