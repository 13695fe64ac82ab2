"""So many calls a minute, counted together by the processes of a machine."""

import multiprocessing
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from pontdesarts.api.limits import WINDOW, Counts
from tests.api.callers import call
from tests.api.factories import TokenFactory, entered

NOW = 1_800_000_000.0


@pytest.fixture
def counts(tmp_path: Path) -> Counts:
    return Counts(tmp_path / "calls")


def test_so_many_at_once_then_one_at_a_time(counts: Counts) -> None:
    verdicts = [counts.take(7, limit=3, now=NOW) for _ in range(4)]
    assert [(verdict.left, verdict.wait) for verdict in verdicts] == [(2, 0), (1, 0), (0, 0), (0, 20)]
    assert counts.take(7, limit=3, now=NOW + 20).wait == 0
    assert counts.take(7, limit=3, now=NOW + 20).wait == 20
    assert counts.take(7, limit=3, now=NOW + 20 + WINDOW).left == 2


def test_a_call_that_is_refused_is_not_counted(counts: Counts) -> None:
    for _ in range(50):
        counts.take(7, limit=3, now=NOW)
    assert counts.take(7, limit=3, now=NOW + 20).wait == 0


def test_each_token_has_its_own(counts: Counts) -> None:
    for _ in range(4):
        counts.take(7, limit=3, now=NOW)
    assert counts.take(8, limit=3, now=NOW).wait == 0


def test_a_clock_that_is_set_back_locks_nobody_out(counts: Counts) -> None:
    for _ in range(4):
        counts.take(7, limit=3, now=NOW)
    assert counts.take(7, limit=3, now=NOW - 86_400).wait == 0


def test_processes_count_together(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    results = spawn.Queue()
    processes = [spawn.Process(target=call, args=(tmp_path / "calls", results, NOW)) for _ in range(3)]
    for process in processes:
        process.start()
    assert sum(results.get(timeout=60) for _ in processes) == 1000
    for process in processes:
        process.join()


@pytest.mark.django_db
def test_one_call_too_many_is_told_when_to_come_back(settings: Settings, tmp_path: Path) -> None:
    settings.API_CALLS_A_MINUTE, settings.API_COUNTS = 2, tmp_path / "calls"
    client = entered(TokenFactory())
    first, _, third = (client.get("/api/v1/offers") for _ in range(3))
    assert (first["RateLimit-Policy"], first["RateLimit"]) == ('"token";q=2;w=60', '"token";r=1;t=60')
    assert (third.status_code, third["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(third["Retry-After"]) <= 30
    assert entered(TokenFactory()).get("/api/v1/offers").status_code == 200
