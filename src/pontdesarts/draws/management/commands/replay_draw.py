"""Make a published draw again, from its file alone or from the database: `script/manage replay_draw tirage-12.json`."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pontdesarts.draws import rules


class Command(BaseCommand):
    help = "Refait un tirage publié et dit s'il donne le même résultat. Le fichier seul suffit."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tirage", help="le fichier tirage.json, ou le numéro d'un tirage de cette base")
        parser.add_argument("--round", type=int, help="ce tour seulement")

    def handle(self, *args: Any, tirage: str, round: int | None = None, **options: Any) -> None:
        records = [record for record in _records(tirage) if round in (None, _number(record))]
        if not records:
            raise CommandError("Ce tour n'est pas tiré, ou n'existe pas.", returncode=1)
        replayed = [self._replays(record) for record in records]  # every round is told, even after one that differs
        if not all(replayed):
            sys.exit(1)

    def _replays(self, record: dict[str, Any]) -> bool:
        try:
            found = rules.differences(record)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CommandError(f"Ce n'est pas le fichier d'un tirage : {error!r}", returncode=1) from error
        self.stdout.write(f"tour {_number(record)} : {'identique' if not found else 'différent'}")
        for difference in found:
            self.stdout.write(f"- {difference}")
        return not found


def _records(said: str) -> list[dict[str, Any]]:
    path = Path(said)
    if said.isdigit() and not path.exists():
        return _of_the_database(int(said))
    try:
        document = json.loads(path.read_text())
        return list(document["rounds"])
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Ce fichier ne se lit pas : {error}", returncode=1) from error
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError("Ce n'est pas le fichier d'un tirage.", returncode=1) from error


def _of_the_database(pk: int) -> list[dict[str, Any]]:
    from pontdesarts.draws.models import Round  # a file needs no database

    rounds = Round.objects.filter(draw=pk).exclude(drawn_at=None).order_by("number")
    return [round_.record for round_ in rounds]


def _number(record: dict[str, Any]) -> int:
    try:
        return int(record["round"])
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError("Ce n'est pas le fichier d'un tirage.", returncode=1) from error
