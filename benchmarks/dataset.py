"""A scratch database of the size of a large association after years of use, filled with COPY.

Real communes, venues spread by population, titles and texts made of French words, seasons of dates. The same seed makes
the same rows. The database is made next to the product's own, named ``pontdesarts_bench``, and is reused when it holds
what was asked.
"""

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
NAME = "pontdesarts_bench"
SEED = 94
EDITION = "jeu de données 3"  # another one is filled anew
OPEN_NEXT_DOOR = 0.4  # of the offers of the other association; a fifth of their places
MOST_DATES = 25  # times the share of an offer with few dates: a season in the same house


def _listed(words: str) -> list[str]:
    return words.split()


_HEADS = _listed(
    "Bérénice Antigone Phèdre Médée Cendrillon Pinocchio Carmen Turandot Giselle Petrouchka Cyrano Gavroche Mandrin "
    "Fantômas Nosferatu Ophélie Électre Orphée Eurydice Ulysse Pénélope Shéhérazade Aladin Barbe-Bleue Peau-d'Âne"
)
_NOUNS = _listed(
    "cheval chevaux œuvre œil fête forêt île rivière théâtre château étoile lumière mémoire jardin atelier cirque "
    "orchestre chœur cœur tambour violoncelle accordéon marionnette conte légende musée quartier peinture sculpture "
    "danse ballet hiver été printemps automne nuit journée enfance école voyage frontière langue parole silence vent "
    "mer montagne vélo piscine stade match goûter lecture roman poésie dessin photographie cinéma film court-métrage"
)
_ADJECTIVES = _listed(
    "grand petite dernier première imaginaire secrète bleu rouge fragile immense oubliée vivant sauvage tendre drôle "
    "silencieuse lointain éternelle minuscule partagée retrouvée invisible légère"
)
_FRAMES = (
    "{head} et {a} {n}",
    "L'{n} de {head}",
    "Les {n}s {a}s",
    "{head}, une {n}",
    "Concert : {n} et {m}",
    "Visite de l'{n} {a}",
    "À l'ombre du {n}",
    "{head} ou l'art du {n}",
)
_SENTENCES = (
    "Une troupe de {n} raconte {head} avec des mots d'aujourd'hui.",
    "On y entend {n}, {m} et beaucoup de silence.",
    "Un moment à partager en famille, autour de la {n} et du {m}.",
    "La compagnie invite le public à traverser {a} {n}.",
    "Après la représentation, rencontre avec l'équipe autour du thème « {n} et {m} ».",
    "Le {n} devient {a} quand la {m} se tait.",
)
_VENUES = ("Théâtre", "Médiathèque", "Centre culturel", "Musée", "Cinéma", "Stade", "Conservatoire", "Parc", "Espace")


@dataclass(frozen=True)
class Size:
    """``showings`` to come, all with places, in the association of the reader; a tenth more in another one, which opens
    a part of its offers to its neighbours."""

    offers: int = 4_000
    showings: int = 50_000
    venues: int = 600


def use_scratch_database() -> str:
    """Make Django talk to the scratch database, made if needed. Call it before `django.setup()`."""
    import psycopg

    from pontdesarts import postgres

    parts = urlsplit(postgres.ensure())
    with psycopg.connect(urlunsplit(parts), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {NAME}")
    address = os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{NAME}"))
    return address


def fill(size: Size, at: datetime) -> Any:
    """Bring the tables up to date and fill them, unless they hold that many dates to come. Returns a referent."""
    from django.core.management import call_command

    from pontdesarts.accounts.models import User
    from pontdesarts.programme.models import Showing

    call_command("migrate", verbosity=0, interactive=False)
    reader = User.objects.filter(email="banc@example.org").first()
    wanted = Showing.objects.filter(offer__association__slug="banc-0", starts_at__gt=at + timedelta(days=3))
    if reader and reader.name == EDITION and wanted.count() == size.showings:
        return reader
    return _fill_anew(size, at)


def _fill_anew(size: Size, at: datetime) -> Any:
    from django.core.management import call_command
    from django.db import connection

    tables = "accounts_user, associations_association, network_structure, network_venue, programme_offer"
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    call_command("load_territory", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    chance = random.Random(SEED)
    reader = _people(at)
    communes = _communes()
    _fill_association(0, size, communes, chance, at)
    _fill_association(1, Size(size.offers // 10, size.showings // 10, size.venues // 10), communes, chance, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return reader


def _people(at: datetime) -> Any:
    from pontdesarts.accounts.models import User
    from pontdesarts.associations.models import Association
    from pontdesarts.network.models import PartnerProfile, Referent, RelayKind, RelayProfile, Structure
    from pontdesarts.territory.models import Commune, Department

    for number in range(2):
        association = Association.objects.create(slug=f"banc-{number}", name=f"Banc {number}")
        association.departments.set(Department.objects.filter(code__in=["94", "77", "91"]))
        relay = Structure.objects.create(
            association=association,
            name=f"Relais du banc {number}",
            commune=Commune.objects.get(insee="94074"),
            created_at=at,
        )
        RelayProfile.objects.create(structure=relay, kind=RelayKind.SOCIAL_CENTRE)
        partners = Structure.objects.bulk_create(
            Structure(association=association, name=f"Partenaire {number}-{n}", created_at=at) for n in range(100)
        )
        PartnerProfile.objects.bulk_create(PartnerProfile(structure=partner) for partner in partners)
        user = User.objects.create_user("banc@example.org" if number == 0 else "voisin@example.org", name=EDITION)
        Referent.objects.create(user=user, structure=relay, since=at)
    return User.objects.get(email="banc@example.org")


def _communes() -> list[tuple[str, int]]:
    """The communes of four departments, with their population: where venues are."""
    from pontdesarts.territory.models import Commune

    known = Commune.objects.filter(department__in=["94", "77", "91", "26"], latitude__isnull=False)
    return [(insee, people or 1) for insee, people in known.order_by("insee").values_list("insee", "population")]


def _fill_association(
    number: int, size: Size, communes: Sequence[tuple[str, int]], chance: random.Random, at: datetime
) -> None:
    from pontdesarts.associations.models import Association
    from pontdesarts.network.models import Structure

    association = Association.objects.get(slug=f"banc-{number}")
    partners = list(Structure.objects.filter(association=association, relay=None).order_by("pk"))
    venues = _venues(association, size.venues, communes, partners, chance)
    offers = _offers(association, size.offers, venues, chance, at, opens=number > 0)
    _showings(offers, size.showings, chance, at)


def _venues(association: Any, count: int, communes: Any, partners: Any, chance: random.Random) -> list[Any]:
    from pontdesarts.network.models import Venue
    from pontdesarts.territory.models import Commune

    places = chance.choices([insee for insee, _ in communes], weights=[people for _, people in communes], k=count)
    known = Commune.objects.in_bulk(set(places))
    maybe = (True, False, None)
    return Venue.objects.bulk_create(
        Venue(
            association=association,
            partner=chance.choice(partners),
            name=f"{chance.choice(_VENUES)} {chance.choice(_HEADS)} {n}",
            address=f"{chance.randint(1, 90)} rue de la République",
            commune=known[insee],
            latitude=known[insee].latitude + chance.uniform(-0.01, 0.01) if chance.random() < 0.8 else None,
            longitude=known[insee].longitude + chance.uniform(-0.01, 0.01) if chance.random() < 0.8 else None,
            wheelchair_places=chance.choice([None, 0, 2, 6]),
            loop=chance.choice(maybe),
            lsf=chance.choice(maybe),
            audio_description=chance.choice(maybe),
            calm_room=chance.choice(maybe),
        )
        for n, insee in enumerate(places)
    )


def _offers(
    association: Any, count: int, venues: Sequence[Any], chance: random.Random, at: datetime, *, opens: bool
) -> list[Any]:
    from django.db import connection

    from pontdesarts.programme import indexing
    from pontdesarts.programme.disciplines import Discipline
    from pontdesarts.programme.models import AccessFeature, Offer

    offers = []
    for _ in range(count):
        venue = chance.choice(venues)
        offers.append(
            Offer(
                association=association,
                partner=venue.partner,
                venue=venue,
                title=_words(chance.choice(_FRAMES), chance)[:140],
                discipline=chance.choice(Discipline.values),
                summary=" ".join(_words(chance.choice(_SENTENCES), chance) for _ in range(chance.randint(2, 9))),
                age_from=chance.choice([None, None, 3, 6, 8, 12]),
                duration=chance.choice([None, 45, 60, 90, 120]),
                language_free=chance.random() < 0.2,
                outdoors=chance.random() < 0.1,
                access=chance.sample(AccessFeature.values, k=chance.choice([0, 0, 1, 2])),
                mediation="Bord plateau après la séance." if chance.random() < 0.3 else "",
                open_dated=False,
                created_at=at - timedelta(days=60),
                neighbours_allowed_at=at if opens and chance.random() < OPEN_NEXT_DOOR else None,
                published_at=at - timedelta(hours=chance.randint(1, 1000)),
            )
        )
    Offer.objects.bulk_create(offers, batch_size=500)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute("CREATE TEMPORARY TABLE words (id bigint, search tsvector)")
        _copy(cursor, "words (id, search)", ((offer.pk, indexing.vector(offer)) for offer in offers))
        cursor.execute("UPDATE programme_offer o SET search = words.search FROM words WHERE words.id = o.id")
        cursor.execute("DROP TABLE words")
    return offers


def _words(frame: str, chance: random.Random) -> str:
    return frame.format(
        head=chance.choice(_HEADS), n=chance.choice(_NOUNS), m=chance.choice(_NOUNS), a=chance.choice(_ADJECTIVES)
    )


def _showings(offers: Sequence[Any], count: int, chance: random.Random, at: datetime) -> None:
    from django.db import connection

    shares = chance.choices(
        offers, weights=[min(chance.paretovariate(1.3), MOST_DATES) for _ in offers], k=count - len(offers)
    )
    first = at.replace(minute=0, second=0, microsecond=0) + timedelta(days=4)
    rows, given = [], []
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM programme_showing")
        last = cursor.fetchone()[0]
        for number, offer in enumerate([*offers, *shares], start=last + 1):
            starts_at = first + timedelta(days=chance.randint(0, 300), hours=chance.randint(0, 12))
            rows.append((number, offer.pk, starts_at, False, "", ""))
            places = chance.choice([4, 6, 10, 20, 40])
            taken = chance.choice([0, 0, 1, places // 2, places])
            shared = -(-places // 5) if offer.neighbours_allowed_at else 0
            window = (at - timedelta(days=10), starts_at - timedelta(hours=48))
            given.append((number, places, taken, 0, 0, 0, 0, shared, 0, *window))
        columns = "(id, offer_id, starts_at, all_day, external_id, cancel_reason)"
        _copy(cursor, f"programme_showing {columns}", rows)
        columns = (
            "(showing_id, places, taken, wheelchair_places, wheelchair_taken, priority_places, priority_taken, "
            "neighbour_places, neighbour_taken, opens_at, closes_at)"
        )
        _copy(cursor, f"programme_allotment {columns}", given)
        cursor.execute("SELECT setval(pg_get_serial_sequence('programme_showing', 'id'), %s)", [last + count])


def _copy(cursor: Any, target: str, rows: Iterable[Sequence[Any]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def scratch(size: Size, at: datetime) -> Iterator[Any]:
    """The reader, on the scratch database, with Django ready as it serves: static files named by their content."""
    import django
    from django.core.management import call_command

    use_scratch_database()
    os.environ["PONTDESARTS_VAR"] = str(ROOT / "var" / "bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pontdesarts.settings")
    os.environ.setdefault("PONTDESARTS_DEMO", "1")
    django.setup()
    call_command("build_fonts", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    yield fill(size, at)
