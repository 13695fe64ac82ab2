from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pontdesarts.journal.refusals import Refused
from pontdesarts.territory import area_files, operations
from pontdesarts.territory.models import PriorityArea


class Command(BaseCommand):
    help = (
        "Charge des quartiers prioritaires (QPV) ou de veille active depuis le GeoJSON officiel, ou depuis la liste "
        "par commune en CSV (sans périmètre). Le relancer ne change rien."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument("--kind", choices=PriorityArea.Kind.values, default=PriorityArea.Kind.QPV, help="sorte")
        parser.add_argument("--vintage", type=int, choices=(2015, 2024), required=True, help="millésime")
        parser.add_argument("--valid-from", type=_day, metavar="AAAA-MM-JJ", help="premier jour, sinon l'officiel")
        parser.add_argument("--valid-to", type=_day, metavar="AAAA-MM-JJ", help="dernier jour, sinon l'officiel")
        parser.add_argument("--simplified", action="store_true", help="périmètres simplifiés, qui ne font pas foi")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["valid_from"] and options["valid_to"] and options["valid_to"] < options["valid_from"]:
            raise CommandError("Le dernier jour vient avant le premier.")
        try:
            tally = operations.load_priority_areas(
                area_files.read_areas(options["file"]),
                kind=options["kind"],
                vintage=options["vintage"],
                valid_from=options["valid_from"],
                valid_to=options["valid_to"],
                simplified=options["simplified"],
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for item, reason in tally.refused:
            self.stdout.write(f"Refusé, {item} : {reason}")
        for item, reason in tally.noted:
            self.stdout.write(f"Chargé, {item} : {reason}")
        self.stdout.write(
            f"Quartiers : créés {tally.created}, modifiés {tally.updated}, inchangés {tally.unchanged}, "
            f"refusés {len(tally.refused)}, absents du fichier {tally.absent}."
        )


def _day(text: str) -> date:
    return date.fromisoformat(text)
