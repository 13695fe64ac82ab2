"""`script/manage import_structures`: a list of structures from a file, for an operator or a timer."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.incoming.kinds import MOST_BYTES
from pontdesarts.incoming.notes import Unreadable
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import PartnerKind, RelayKind
from pontdesarts.ui import words

from ... import operations, plans, reports
from ...importing.planned import Kind
from ...importing.told import Wanted
from ...models import Import

BY = Actor("Import en ligne de commande")


class Command(BaseCommand):
    """Prints the figures as JSON on the standard output, a sentence on the error output.

    Exit code 0 when the file was read, even if every line in it is refused; 1, with a sentence, when there is no such
    association or file, or when the file is no list of structures.
    """

    help = "Importe des structures, à contacter. Le même fichier deux fois ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--association", metavar="SLUG", required=True)
        parser.add_argument("--as", dest="wanted", choices=[each.value for each in Wanted], default=Wanted.RELAYS.value)
        parser.add_argument("--kind", default="", help="type de toutes les lignes ; deviné s'il manque")
        parser.add_argument("--source", metavar="NOM", help="nom de la source ; celui du fichier s'il manque")
        parser.add_argument("--everywhere", action="store_true", help="hors des départements de l'association aussi")
        parser.add_argument("--preview", action="store_true", help="dit ce qui serait fait, n'écrit rien")
        parser.add_argument("--json", action="store_true", help="sur une seule ligne, sans phrase à côté")

    def handle(self, *args: Any, **options: Any) -> None:
        association = Association.objects.filter(slug=options["association"]).first()
        if association is None:
            raise CommandError(f"Aucune association n'a le nom court « {options['association']} ».")
        kinds = RelayKind.values if options["wanted"] == Wanted.RELAYS else PartnerKind.values
        if options["kind"] and options["kind"] not in kinds:
            raise CommandError(f"« {options['kind']} » n'est pas un type connu. Connus : {', '.join(kinds)}.")
        told = self._carry_out(association, options)
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=None if options["json"] else 2))
        if not options["json"]:
            self.stderr.write(_sentence(told, preview=options["preview"]))

    @transaction.atomic
    def _carry_out(self, association: Association, options: dict[str, Any]) -> dict[str, Any]:
        """All of the file or nothing of it; imports of one association wait for one another."""
        content, path = self._content(options["file"])
        Association.objects.select_for_update(of=("self",), no_key=True).get(pk=association.pk)
        at = timezone.now()
        try:
            waiting = operations.receive(
                association,
                content=content,
                file_name=path.name,
                source=options["source"] or path.stem,
                wanted=Wanted(options["wanted"]),
                default_kind=options["kind"],
                everywhere=options["everywhere"],
                by=BY,
                at=at,
            )
        except Unreadable as reason:
            raise CommandError(f"{path.name} : {reason}") from None
        reading = plans.read_file(waiting)
        if not reading.told and not reading.audiences and len(reading.refusals) == 1:
            raise CommandError(f"{path.name} : {reading.refusals[0].reason}")
        plan = plans.plan_of(waiting, reading)
        if options["preview"]:
            transaction.set_rollback(True)
        else:
            Import.objects.filter(pk=waiting.pk).update(started_at=at, total=len(plan.lines))
            operations.carry_on(waiting, by=BY, at=at)
        return reports.figures(plan)

    def _content(self, name: str) -> tuple[bytes, Path]:
        path = Path(name)
        try:
            if path.stat().st_size > MOST_BYTES:
                raise CommandError(f"« {name} » dépasse {MOST_BYTES // 1024 // 1024} Mo : coupez-le en plusieurs.")
            return path.read_bytes(), path
        except FileNotFoundError:
            raise CommandError(f"Le fichier « {name} » n'existe pas.") from None
        except OSError as failure:
            raise CommandError(f"Le fichier « {name} » ne peut pas être lu : {failure.strerror}.") from None


def _sentence(told: dict[str, Any], *, preview: bool) -> str:
    done = "Aperçu, rien n'est écrit : " if preview else ""
    return (
        f"{done}{words.counted(told[Kind.NEW], 'nouvelle')}, {words.counted(told[Kind.CHANGED], 'modifiée')}, "
        f"{words.counted(told[Kind.SAME], 'inchangée')}, {told[Kind.DOUBT]} à trancher, "
        f"{words.counted(told[Kind.REFUSED], 'refusée')}."
    )
