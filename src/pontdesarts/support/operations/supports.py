"""A support from its request to its end."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure

from .. import notices, verbs
from ..holding import begun, held
from ..models import Support
from ..refusals import SupportRefused

DIAGNOSIS = ("project_says", "done_today", "obstacles", "wishes")


@transaction.atomic
def ask(structure: Structure, *, subject: str, request: str, by: Actor, at: datetime) -> Support:
    """A relay asks, or the team enters what it asked. The same request, while it is open, is there once.

    Raises `SupportRefused` when the structure is no relay.
    """
    structure = Structure.objects.select_for_update(of=("self",), no_key=True).get(pk=structure.pk)
    if not structure.is_relay:
        raise SupportRefused("Un accompagnement est pour un relais.", "Choisissez un relais, depuis sa fiche.")
    there = structure.supports.open().filter(subject=subject, request=request).order_by("pk").first()
    if there is not None:
        return there
    made = Support.objects.create(
        structure=structure, subject=subject, request=request, asked_at=at, asked_by_id=by.user_id, moved_at=at
    )
    journal.record(verbs.ASKED, made, by=by, at=at, topic=subject)
    return made


@transaction.atomic
def accept(support: Support, *, led_by: User, by: Actor, at: datetime) -> Support:
    """It begins, followed by somebody of the team; whoever asked is told once. Begun already, its leader changes.

    Raises `SupportRefused` when it is ended.
    """
    support = held(support)
    if support.accepted_at and support.led_by_id == led_by.pk:
        return support
    begins = support.accepted_at is None
    support.led_by = led_by
    support.accepted_at = support.accepted_at or at
    _save(support, "led_by", "accepted_at", at=at)
    if begins:
        notices.answered(support, at=at)
    journal.record(verbs.ACCEPTED, support, by=by, at=at, leader=led_by.get_full_name())
    return support


@transaction.atomic
def decline(support: Support, *, reason: str, by: Actor, at: datetime) -> Support:
    """It is not begun, and whoever asked reads why. Raises `SupportRefused` without a reason, or once begun."""
    support, reason = held(support), reason.strip()
    if support.accepted_at:
        raise SupportRefused("Cet accompagnement est commencé.", "Terminez-le plutôt, en disant ce qui en sort.")
    if not reason:
        raise SupportRefused("Il manque la raison.", "Dites pourquoi : elle est envoyée telle quelle.")
    support.result, support.ended_at = reason, at
    _save(support, "result", "ended_at", at=at)
    notices.answered(support, at=at)
    journal.record(verbs.DECLINED, support, by=by, at=at, reason=reason[:200])
    return support


@transaction.atomic
def diagnose(support: Support, *, values: Mapping[str, str], by: Actor, at: datetime) -> Support:
    """Write the diagnosis, or write it better. Unchanged, nothing is written.

    Raises `SupportRefused` before it begins, once it is ended, or when it says nothing.
    """
    support = begun(support)
    changed = [name for name in DIAGNOSIS if name in values and getattr(support, name) != values[name].strip()]
    if not changed:
        return support
    for name in changed:
        setattr(support, name, values[name].strip())
    if not any(getattr(support, name) for name in DIAGNOSIS):
        raise SupportRefused("Le diagnostic ne dit rien.", "Remplissez au moins une des quatre questions.")
    support.diagnosed_at = at
    _save(support, *changed, "diagnosed_at", at=at)
    journal.record(verbs.DIAGNOSED, support, by=by, at=at)
    return support


@transaction.atomic
def end(support: Support, *, result: str, by: Actor, at: datetime) -> Support:
    """It is over, and what came of it is said. Raises `SupportRefused` without a result, or before it begins."""
    support, result = begun(support), result.strip()
    if not result:
        raise SupportRefused("Il manque le résultat.", "Dites en quelques phrases ce qui a changé.")
    support.result, support.ended_at = result, at
    _save(support, "result", "ended_at", at=at)
    journal.record(verbs.ENDED, support, by=by, at=at)
    return support


@transaction.atomic
def reopen(support: Support, *, by: Actor, at: datetime) -> Support:
    """It goes on after all; what was said at its end stays, to be written again. Open, nothing happens."""
    support = Support.objects.select_for_update(of=("self",)).get(pk=support.pk)
    if support.ended_at is None:
        return support
    support.ended_at = None
    _save(support, "ended_at", at=at)
    journal.record(verbs.REOPENED, support, by=by, at=at)
    return support


def _save(support: Support, *names: str, at: datetime) -> None:
    support.moved_at = at
    support.save(update_fields=[*names, "moved_at"])
