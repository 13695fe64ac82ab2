"""`script/manage export_association`: all the data of an association in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from pontdesarts.associations.models import Association

from ...archive import write


class Command(BaseCommand):
    help = "Écrit l'archive d'une association : toutes ses données dans un fichier .zip."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        association = Association.objects.filter(slug=options["slug"]).first()
        if association is None:
            raise CommandError(f"Aucune association « {options['slug']} ».")
        with transaction.atomic():
            counts, digest = write(association, options["file"], at=timezone.now())
        for label, count in counts.items():
            if count:
                self.stdout.write(f"{count:8} {label}")
        self.stdout.write(f"{sum(counts.values()):8} lignes, SHA-256 {digest}")
