"""`script/manage import_association`: an association comes in with its archive."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused

from ... import operations
from ...archive import open_archive

BY = Actor("Reprise en ligne de commande")


class Command(BaseCommand):
    help = "Reprend une association de son archive. Tout ou rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as content:
                taken = operations.take_in(open_archive(content), by=BY, at=timezone.now())
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        for label, count in taken.counts.items():
            if count:
                self.stdout.write(f"{count:8} {label}")
        said = "sous de nouveaux numéros" if taken.renumbered else "sous leurs numéros"
        self.stdout.write(f"{sum(taken.counts.values()):8} lignes, {said}")
