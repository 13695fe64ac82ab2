"""How well ticked lists are read from photos: `python -m benchmarks.tally [--photos N] [--seed S]` prints JSON.

Lists of 1 to 15 rows are printed by the product, ticked with pens of several kinds and widths, photographed turned,
tilted, bent, creased, shadowed, shaken, blurred and compressed, then read by the product. A box « given as sure » is
one of a row that no person is asked about. ``wrong_and_sure`` counts rows and boxes that nobody would have been asked
about and that are not what the pen said: unclear marks (struck out, circled, beside) count as wrong when they are given
as sure. ``bounds_95`` are Wilson's, in percent. Times are in milliseconds a photo, on one core. ``--calibrate`` prints
the share of ticked boxes by ink instead: the figures of `tally.reading.verdicts`.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "src"), str(Path(__file__).resolve().parents[1])]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pontdesarts.settings")
os.environ.setdefault("PONTDESARTS_BUILD", "1")

EDGES = (0.004, 0.008, 0.012, 0.016, 0.02, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 1.01)


@dataclass
class Found:
    """Of one photo."""

    refused: str = ""
    milliseconds: float = 0
    boxes: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    ink: list[tuple[float, bool]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--calibrate", action="store_true")
    asked = parser.parse_args()
    with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
        found = pool.map(one, range(asked.seed * 100_000, asked.seed * 100_000 + asked.photos), chunksize=4)
    print(json.dumps(calibrated(found) if asked.calibrate else summed(found), indent=2, ensure_ascii=False))


def one(seed: int) -> Found:
    """Print, tick, photograph and read one page."""
    import django

    django.setup()
    import cv2

    from pontdesarts.demo import camera, evening
    from pontdesarts.tally import reading

    cv2.setNumThreads(1)
    chance = Random(seed)
    places = chance.choices([1, 2, 3, 4, 5, 6, 8, 12, 25], [14, 28, 14, 20, 8, 8, 4, 2, 2], k=chance.randint(1, 15))
    paper = camera.Paper.of(_printed(places), chance)
    truth = evening.tick(paper, places, 1, chance)
    photo = camera.photograph(paper.picture, camera.Shot.any(chance), chance)
    found, begun = Found(), time.perf_counter()
    try:
        (picture,) = reading.pictures(photo)
        page = reading.read(picture, lambda _identity: places)
    except reading.NotReadable as refusal:
        found.refused = refusal.sentence
        found.milliseconds = (time.perf_counter() - begun) * 1000
        return found
    found.milliseconds = (time.perf_counter() - begun) * 1000
    for row, read in page.rows.items():
        _compare(found, f"{seed}:{row}", truth[row], read, page.measures[row])
    return found


def _printed(places: list[int]) -> bytes:
    from pontdesarts.bookings.documents.venue_list import ListRow, VenueListPaper, venue_list_pictures
    from pontdesarts.demo import camera

    paper = VenueListPaper(
        title="Bérénice",
        venue="Théâtre de la Cité",
        starts_at=datetime(2026, 12, 3, 19, 30, tzinfo=UTC),
        rows=[ListRow(code=f"K7M-4RP-{row:02}", places=number) for row, number in enumerate(places)],
        printed_at=datetime(2026, 12, 1, 19, 30, tzinfo=UTC),
        identity="ABCDEFGHJKLMNPQRSTUV",
        door=f"https://sorties.example.org/accueil/{'A1b2C3d4' * 10}/",
    )
    return venue_list_pictures(paper, dpi=camera.DPI)[0]


def _compare(found: Found, where: str, truth: Any, read: Any, measures: Any) -> None:
    from pontdesarts.tally.reading import verdicts

    for (count, ticked), measure in zip(truth.ticked.items(), measures, strict=True):
        if ticked is not None:
            found.ink.append((measure.ink, ticked))
        state = verdicts.read_box(measure).state
        if not read.sure:
            found.boxes["to a person"] += 1
        elif ticked is not None and state == ("ticked" if ticked else "empty"):
            found.boxes["right"] += 1
        else:
            found.boxes["wrong and sure"] += 1
            found.wrong.append(f"{where} box {count}: {ticked}, read {state}")
    wrong = not truth.clear or read.count != truth.said
    found.rows["clear" if truth.clear else "unclear"] += 1
    if not read.sure:
        found.rows["to a person"] += 1
        found.rows["to a person, clear"] += truth.clear
        found.rows["to a person, suggestion right"] += read.count == truth.said
    else:
        found.rows["wrong and sure" if wrong else "right"] += 1
        if wrong:
            found.rows["wrong and sure, clear" if truth.clear else "wrong and sure, unclear"] += 1
            found.wrong.append(f"{where} row: {truth}, read {read}")


def summed(found: list[Found]) -> dict[str, Any]:
    boxes: Counter[str] = sum((each.boxes for each in found), Counter())
    rows: Counter[str] = sum((each.rows for each in found), Counter())
    times = [each.milliseconds for each in found]
    sure, whole = boxes["right"] + boxes["wrong and sure"], sum(boxes.values())
    return {
        "photos": len(found),
        "refused": dict(Counter(each.refused for each in found if each.refused)),
        "boxes": {
            "read": whole,
            "given_as_sure": sure,
            "right_among_sure_percent": _percent(boxes["right"], sure),
            "wrong_and_sure": boxes["wrong and sure"],
            "to_a_person_percent": _percent(boxes["to a person"], whole),
        },
        "rows": {
            "clear": rows["clear"],
            "unclear": rows["unclear"],
            "right_and_sure": rows["right"],
            "wrong_and_sure": rows["wrong and sure"],
            "to_a_person": rows["to a person"],
            "clear_rows_to_a_person_percent": _percent(rows["to a person, clear"], rows["clear"]),
            "suggestion_right_percent": _percent(rows["to a person, suggestion right"], rows["to a person"]),
        },
        "bounds_95": {
            "boxes wrong among sure": _bounds(boxes["wrong and sure"], sure),
            "unclear rows given as sure": _bounds(rows["wrong and sure, unclear"], rows["unclear"]),
            "clear rows wrong and sure": _bounds(
                rows["wrong and sure"] - rows["wrong and sure, unclear"], rows["clear"]
            ),
            "boxes to a person": _bounds(boxes["to a person"], whole),
            "clear rows to a person": _bounds(rows["to a person, clear"], rows["clear"]),
        },
        "milliseconds_a_photo": {
            "median": round(statistics.median(times)),
            "p95": round(sorted(times)[int(len(times) * 0.95)]),
        },
        "wrong": [line for each in found for line in each.wrong][:40],
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 3) if whole else 100.0


def _bounds(part: int, whole: int) -> list[float]:
    """Between which shares the true one is, 95 times of 100, were as many photos taken again."""
    if not whole:
        return [0.0, 100.0]
    share, z = part / whole, 1.96
    middle = (share + z**2 / (2 * whole)) / (1 + z**2 / whole)
    half = z / (1 + z**2 / whole) * (share * (1 - share) / whole + z**2 / (4 * whole**2)) ** 0.5
    return [round(100 * max(0.0, middle - half), 2), round(100 * min(1.0, middle + half), 2)]


def calibrated(found: list[Found]) -> list[dict[str, float]]:
    """The share of ticked boxes among those with so much ink, with one more of each kind than was seen (Laplace)."""
    return list(_bands([pair for each in found for pair in each.ink]))


def _bands(pairs: list[tuple[float, bool]]) -> Iterator[dict[str, float]]:
    low = -1.0
    for high in EDGES:
        here = [ticked for ink, ticked in pairs if low < ink <= high]
        yield {"up_to": high, "boxes": len(here), "ticked": round((sum(here) + 1) / (len(here) + 2), 5)}
        low = high


if __name__ == "__main__":
    main()
