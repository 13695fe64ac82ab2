"""How long « Sorties » takes with 50 000 dates: `python -m benchmarks.search [--rounds N]` prints JSON.

Each page is asked through the whole stack (WSGI handler, middlewares, session, templates) by Django's test client, on
the scratch database of `dataset`. Times are in milliseconds. ``ratio`` compares the median of a page with that of a
bare page of the same product measured in the same rounds: it says what the search costs on whatever machine runs it.
"""

import argparse
import json
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "src"), str(Path(__file__).resolve().parents[1])]

from benchmarks.dataset import Size, scratch  # noqa: E402  # once the product can be imported

BARE = "/sorties/recherches/"
PAGES = {
    "everything": "/sorties/",
    "text": "/sorties/?q=chevaux",
    "two words": "/sorties/?q=berenice+theatre",
    "radius": "/sorties/?rayon=10",
    "commune": "/sorties/?ou=Melun&rayon=20",
    "by distance": "/sorties/?tri=distance",
    "own association": "/sorties/?chez=chez-nous",
    "whole network": "/sorties/?chez=reseau",
    "national catalogue": "/sorties/catalogue-national/",
    "discipline": "/sorties/?famille=scene",
    "access and ages": "/sorties/?acces=wheelchair&ages=6-11",
    "group of 12": "/sorties/?places=12",
    "newest": "/sorties/?tri=recent",
    "last minute": "/sorties/?tri=bientot",
    "page 5": "/sorties/?page=5",
    "last page": "/sorties/?page=320",
    "piece as one types": "/sorties/?q=ber",
    "nothing found": "/sorties/?q=introuvable&rayon=5&ages=6-11",
    "offer": "/sorties/12/",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--showings", type=int, default=Size.showings)
    parser.add_argument("--offers", type=int, default=Size.offers)
    asked = parser.parse_args()
    size = Size(offers=asked.offers, showings=asked.showings)
    at = datetime.now(UTC)
    with scratch(size, at) as reader:
        print(json.dumps(measure(reader, size, asked.rounds), indent=2, ensure_ascii=False))


def measure(reader: Any, size: Size, rounds: int) -> dict[str, Any]:
    """Pages are asked in turn, round after round, so that a noisy moment falls on all of them."""
    client = _signed_in(reader)
    pages = {"bare page": BARE, **PAGES}
    queries = {name: _queries(client, path) for name, path in pages.items()}  # and fills what is kept between requests
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, path in pages.items():
            started = time.perf_counter()
            answer = _ask(client, name, path)
            times[name].append((time.perf_counter() - started) * 1000)
            assert answer.status_code == 200, (name, answer.status_code)
    bare = statistics.median(times["bare page"])
    return {
        "offers": size.offers,
        "showings": size.showings,
        "rounds": rounds,
        "pages": {
            name: {
                "p50_ms": round(statistics.median(taken), 1),
                "p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1),
                "least_ms": round(min(taken), 1),
                "ratio": round(statistics.median(taken) / bare, 1),
                "queries": queries[name],
            }
            for name, taken in times.items()
        },
    }


def _signed_in(reader: Any) -> Any:
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    client.force_login(reader)
    return client


def _ask(client: Any, name: str, path: str) -> Any:
    headers = {"HX-Request": "true", "HX-Target": "results"} if name.startswith("piece") else {}
    return client.get(path, headers=headers)


def _queries(client: Any, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


if __name__ == "__main__":
    main()
