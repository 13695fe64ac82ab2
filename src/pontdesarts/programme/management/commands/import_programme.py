"""`script/manage import_programme`: a programme from a file, for an operator or a timer."""

import json
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.incoming.kinds import MOST_BYTES
from pontdesarts.journal.actors import Actor
from pontdesarts.ui import words

from ...importing import Format, Reading, read
from ...importing.known import Window
from ...operations.importing import Origin, import_programme, plan_import
from ...operations.importing.reports import figures
from ...standing import usual_window

BY = Actor("Import en ligne de commande")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"« {written} » n'est pas une date : écrivez-la ainsi, 2026-09-01.") from None


class Command(BaseCommand):
    """Prints the figures as JSON on the standard output, a sentence on the error output.

    Exit code 0 when the file was read, even if everything in it is refused; 1, with a sentence, when there is no such
    association or file, or when the file is no programme at all.
    """

    help = "Importe un programme en brouillons. Le même fichier deux fois ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--association", metavar="SLUG", required=True)
        parser.add_argument("--format", choices=[each.value for each in Format], help="trouvé seul s'il manque")
        parser.add_argument("--source", metavar="NOM", help="nom de la source ; celui du fichier s'il manque")
        parser.add_argument("--preview", action="store_true", help="dit ce qui serait fait, n'écrit rien")
        parser.add_argument("--json", action="store_true", help="sur une seule ligne, sans phrase à côté")
        parser.add_argument("--season", nargs=2, type=_day, metavar=("DU", "AU"), help="dates à reprendre")
        parser.add_argument("--all-dates", action="store_true", help="reprend aussi ce qui est passé")

    def handle(self, *args: Any, **options: Any) -> None:
        association = Association.objects.filter(slug=options["association"]).first()
        if association is None:
            raise CommandError(self._no_association(options["association"]))
        content, path = self._content(options["file"])
        at = timezone.now()
        window = self._window(options, timezone.localdate(at))
        source = (options["source"] or path.stem)[:120]
        known = Origin(association, source, options["format"] or "").source()
        matching = dict(known.matching) if known else {}
        season = (window.first, window.last)
        reading = read(content, format=options["format"], season=season, filename=path.name, matching=matching or None)
        if reading.format is None:
            raise CommandError(f"{path.name} : {reading.refusals[0].reason}")
        origin = Origin(
            association,
            source,
            reading.format.value,
            known.partner if known else None,
            known.venue if known else None,
            matching,
            path.name,
        )
        told = self._carry_out(origin, reading, window, at, preview=options["preview"])
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=None if options["json"] else 2))
        if not options["json"]:
            self.stderr.write(_sentence(told, preview=options["preview"]))

    def _carry_out(self, origin: Origin, reading: Reading, window: Window, at: Any, *, preview: bool) -> dict[str, Any]:
        if preview:
            return figures(plan_import(origin, reading=reading, window=window, at=at), reading)
        report = import_programme(origin, reading=reading, window=window, by=BY, at=at).report
        return {name: report[name] for name in ("created", "updated", "unchanged", "refused", "showings")}

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

    def _window(self, options: dict[str, Any], today: date) -> Window:
        usual = usual_window(today, all_dates=options["all_dates"])
        if not options["season"]:
            return usual
        first, last = options["season"]
        if last < first:
            raise CommandError("La saison finit avant de commencer : --season DU AU.")
        return Window(first, last, options["all_dates"])

    def _no_association(self, slug: str) -> str:
        known = ", ".join(Association.objects.order_by("slug").values_list("slug", flat=True)[:20])
        return f"Aucune association n'a le nom court « {slug} ». Connues : {known or 'aucune'}."


def _sentence(told: dict[str, Any], *, preview: bool) -> str:
    done = "Aperçu, rien n'est écrit : " if preview else ""
    events = (
        f"{words.counted(told['created'], 'sortie créée', 'sorties créées')}, "
        f"{words.counted(told['updated'], 'modifiée')}, {words.counted(told['unchanged'], 'inchangée')}, "
        f"{words.counted(len(told['refused']), 'refusée')}"
    )
    dates = told["showings"]
    return f"{done}{events} ; {words.counted(dates['created'], 'date créée', 'dates créées')}."
