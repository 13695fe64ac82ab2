"""An import that should not have been: what it brought in goes out, as long as nobody has used it."""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal.actors import Actor
from pontdesarts.network import operations as network

from .. import reports
from ..models import Import
from .imports import ImportChanged


@transaction.atomic
def undo(done: Import, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Take out the structures that the import brought in and that nobody has touched since; returns how many went, and
    how many stay because they serve. What it changed in structures that stood before stays changed.

    Undone again, it takes out what has stopped serving. Raises `ImportChanged` before it has finished.
    """
    held = Import.objects.select_for_update(of=("self",)).get(pk=done.pk)
    if held.started_at is None or held.finished_at is None:
        raise ImportChanged("Cet import n'est pas fini.", "Attendez sa fin, puis annulez-le.")
    brought = {line["structure"] for line in held.report if reports.is_brought(line)}
    gone = set(network.take_out(brought, came=held.started_at, settled=held.finished_at, by=by, at=at))
    # another address of a structure that went, too
    away = {"structure": None, "said": "Retirée : l'import a été annulé."}
    held.report = [line | away if line["structure"] in gone else line for line in held.report]
    held.save(update_fields=["report"])
    return len(gone), len(brought - gone)
