from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pontdesarts.journal.refusals import Refused
from pontdesarts.territory import operations, outlines


class Command(BaseCommand):
    help = "Charge les contours des communes depuis un GeoJSON, simplifiés pour les cartes. Le relancer ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER.geojson")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            shapes, unreadable = outlines.read_outlines(options["file"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        tally = operations.load_outlines(shapes)
        for item, reason in [*((line.item, line.reason) for line in unreadable), *tally.refused]:
            self.stdout.write(f"Refusé, {item} : {reason}")
        self.stdout.write(
            f"Contours : créés {tally.created}, modifiés {tally.updated}, inchangés {tally.unchanged}, "
            f"refusés {len(unreadable) + len(tally.refused)}."
        )
