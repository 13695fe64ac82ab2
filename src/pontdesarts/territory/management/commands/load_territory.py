from typing import Any

from django.core.management.base import BaseCommand

from pontdesarts.territory import operations, shipped


class Command(BaseCommand):
    help = "Charge les départements et les communes de France livrés avec le logiciel. Le relancer ne change rien."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, tally in (
            ("Départements", operations.load_departments(shipped.departments())),
            ("Communes", operations.load_communes(shipped.communes())),
        ):
            self.stdout.write(
                f"{name} : créés {tally.created}, modifiés {tally.updated}, inchangés {tally.unchanged}, "
                f"absents du fichier {tally.absent}."
            )
