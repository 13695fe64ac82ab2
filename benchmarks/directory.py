"""How long the directory takes with 5 000 structures: `python -m benchmarks.directory [--rounds N]` prints JSON.

Each page is asked through the whole stack (WSGI handler, middlewares, session, templates) by Django's test client, on
a scratch database of the benchmarks. Times are in milliseconds. ``ratio`` compares the median of a page with that of
a bare page of the same product measured in the same rounds: it says what the directory costs on whatever machine runs
it; ``own_cpu_ms`` leaves out the database, and other people's work. ``kB`` is what goes over the wire, compressed.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import rig  # noqa: E402  # once the product can be imported

NAME = "pontdesarts_bench_directory"
SEED = 94
BARE = "/sorties/recherches/"
TEAM, PUBLIC = "/annuaire/banc/equipe/", "/annuaire/banc/"
PAGES = {
    "list": TEAM,
    "text filter": f"{TEAM}?q=centre+social",
    "commune": f"{TEAM}?commune=Valenton",
    "kind and area": f"{TEAM}?type=relais-ccas&quartier=inside",
    "audience": f"{TEAM}?public=familles",
    "page 100": f"{TEAM}?page=100",
    "map points": f"{TEAM}?vue=carte",
    "map of one kind": f"{TEAM}?vue=carte&type=relais-ccas",
    "piece as one types": f"{TEAM}?q=cen",
    "public page": PUBLIC,
    "public text filter": f"{PUBLIC}?q=centre+social",
    "public map": f"{PUBLIC}?vue=carte",
}
_FIRST = ("Centre social", "Association", "Foyer", "Épicerie", "Maison", "Théâtre", "Médiathèque", "Mission", "Cinéma")
_LAST = ("des Tilleuls", "du Port", "Les Deux Fontaines", "de l'Île", "du Plateau", "Rosa Parks", "de la Gare", "Nord")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--structures", type=int, default=5_000)
    asked = parser.parse_args()
    rig.django(NAME)
    reader = _fill(asked.structures, datetime.now(UTC))
    print(json.dumps(measure(reader, asked.structures, asked.rounds), indent=2, ensure_ascii=False))


def _fill(count: int, at: datetime) -> Any:
    """Fill the tables anew; returns somebody of the team."""
    from allauth.mfa.models import Authenticator
    from django.core.management import call_command
    from django.db import connection

    from pontdesarts.accounts.models import User
    from pontdesarts.associations.models import Association, StaffRole
    from pontdesarts.directory import operations
    from pontdesarts.journal.actors import JOB
    from pontdesarts.territory.models import Department

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_user, associations_association, network_structure RESTART IDENTITY CASCADE")
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        call_command("load_territory", verbosity=0, stdout=nowhere)
    association = Association.objects.create(slug="banc", name="Banc")
    association.departments.set(Department.objects.filter(code__in=["94", "77", "91"]))
    user = User.objects.create_user("banc@example.org", name="Banc")
    StaffRole.objects.create(association=association, user=user, role=StaffRole.Role.TEAM, since=at)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    _structures(association, count, at)
    operations.open_to_public(association, indexed=False, by=JOB, at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return user


def _structures(association: Any, count: int, at: datetime) -> None:
    """Half relays, half partners, two in three with an address of their own; four in five show something."""
    from pontdesarts.network.models import Audience, PartnerKind, PartnerProfile, RelayKind, RelayProfile, Structure
    from pontdesarts.network.rules import SHOWABLE
    from pontdesarts.territory.models import Commune

    chance = random.Random(SEED)
    communes = list(Commune.objects.filter(department__in=["94", "77", "91"], latitude__isnull=False).order_by("pk"))
    weights = [commune.population or 1 for commune in communes]

    def made(number: int) -> Structure:
        (commune,) = chance.choices(communes, weights)
        placed = chance.random() < 0.66
        return Structure(
            association=association,
            name=f"{chance.choice(_FIRST)} {chance.choice(_LAST)} {number}",
            address=f"{chance.randint(1, 90)} rue de la République",
            postal_code=commune.postal_codes[0] if commune.postal_codes else "",
            commune=commune,
            latitude=commune.latitude + chance.uniform(-0.01, 0.01) if placed else None,
            longitude=commune.longitude + chance.uniform(-0.01, 0.01) if placed else None,
            email=f"accueil{number}@example.org",
            phone="01 99 00 94 00",
            audiences=chance.sample(Audience.values, k=2),
            area_state=chance.choice(["inside", "outside", "unknown"]),
            social_landlord=chance.choice([True, False, None]),
            shown_publicly=chance.sample(sorted(SHOWABLE), k=chance.choice([0, 3, 4, 5, 6])),
            created_at=at,
        )

    rows = Structure.objects.bulk_create([made(number) for number in range(count)], batch_size=1000)
    RelayProfile.objects.bulk_create(
        RelayProfile(structure=row, kind=chance.choice(RelayKind.values)) for row in rows[::2]
    )
    PartnerProfile.objects.bulk_create(
        PartnerProfile(structure=row, kind=chance.choice(PartnerKind.values)) for row in rows[1::2]
    )


def measure(reader: Any, structures: int, rounds: int) -> dict[str, Any]:
    """Pages are asked in turn, round after round, so that a noisy moment falls on all of them."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    team, anybody = Client(), Client()
    team.force_login(reader)
    pages = {"bare page": BARE, **PAGES}
    ask = {
        name: _asking(anybody if path.startswith(f"{PUBLIC}?") or path == PUBLIC else team, name, path)
        for name, path in pages.items()
    }
    told = {name: _weighed(asking) for name, asking in ask.items()}  # and fills what is kept between requests
    times: dict[str, list[float]] = {name: [] for name in pages}
    work: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, asking in ask.items():
            started, worked = time.perf_counter(), time.process_time()
            asking()
            work[name].append((time.process_time() - worked) * 1000)
            times[name].append((time.perf_counter() - started) * 1000)
    bare = statistics.median(times["bare page"])
    return {
        "structures": structures,
        "rounds": rounds,
        "pages": {
            name: {
                "p50_ms": round(statistics.median(taken), 1),
                "p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1),
                "least_ms": round(min(taken), 1),
                "own_cpu_ms": round(statistics.median(work[name]), 1),
                "ratio": round(statistics.median(taken) / bare, 1),
                **told[name],
            }
            for name, taken in times.items()
        },
    }


def _asking(client: Any, name: str, path: str) -> Any:
    headers = {"Accept-Encoding": "gzip"}
    if name.startswith("piece"):
        headers |= {"HX-Request": "true", "HX-Target": "results"}

    def ask() -> Any:
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer

    return ask


def _weighed(asking: Any) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asking()
    with CaptureQueriesContext(connection) as captured:
        answer = asking()
    return {"queries": len(captured), "kB": round(len(answer.content) / 1000, 1)}


if __name__ == "__main__":
    main()
