"""What each party promises, and what was held of it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import verbs
from ..models import Agreement, Delivery, Party, Promise
from ..refusals import PromiseRefused
from .sending import withdraw_version

MOST = 10_000_000


@transaction.atomic
def add_promise(
    party: Party,
    *,
    kind: Promise.Kind,
    number: int,
    due_on: date | None = None,
    detail: str = "",
    by: Actor,
    at: datetime,
) -> Promise:
    """Write what a party promises. A text that was out to sign is replaced. Raises `PromiseRefused`."""
    agreement = _open(party.agreement)
    if not 0 < number <= MOST:
        raise PromiseRefused("Il manque combien.", "Écrivez un nombre, à partir de 1.")
    if due_on is not None and not agreement.starts_on <= due_on <= agreement.ends_on:
        raise PromiseRefused("Ce jour est hors de la convention.", "Choisissez un jour de la période.")
    made = Promise.objects.create(
        agreement=agreement, party=party, kind=kind, number=number, due_on=due_on, detail=detail.strip()[:160]
    )
    withdraw_version(agreement, by=by, at=at)
    journal.record(verbs.PROMISED, agreement, by=by, at=at, party=party.label, what=made.said)
    return made


@transaction.atomic
def withdraw_promise(promise: Promise, *, by: Actor, at: datetime) -> None:
    """Take it out of the convention, before it is signed. Raises `PromiseRefused` after."""
    agreement = _open(promise.agreement)
    what, party = promise.said, promise.party.label
    promise.delete()
    withdraw_version(agreement, by=by, at=at)
    journal.record(verbs.PROMISE_WITHDRAWN, agreement, by=by, at=at, party=party, what=what)


@transaction.atomic
def note_delivery(promise: Promise, *, number: int, on: date, note: str = "", by: Actor, at: datetime) -> Delivery:
    """Write that a part was held: a meeting took place, money came. Raises `PromiseRefused` for places, which are
    counted by themselves, and for a day to come."""
    if promise.is_counted_alone:
        raise PromiseRefused("Les places sont comptées par elles-mêmes.", "Rien n'est à noter.")
    if not 0 < number <= MOST:
        raise PromiseRefused("Il manque combien.", "Écrivez un nombre, à partir de 1.")
    if on > timezone.localtime(at).date() or on < promise.agreement.starts_on:
        raise PromiseRefused("Cette date ne va pas.", "Elle va du début de la convention à aujourd'hui.")
    made = Delivery.objects.create(
        promise=promise,
        number=number,
        happened_on=on,
        note=note.strip()[:160],
        noted_at=at,
        noted_by_id=by.user_id,
    )
    journal.record(verbs.DELIVERED, promise.agreement, by=by, at=at, what=promise.counted(number))
    return made


@transaction.atomic
def undo_delivery(delivery: Delivery, *, by: Actor, at: datetime) -> None:
    """It was noted by mistake."""
    promise, what = delivery.promise, delivery.promise.counted(delivery.number)
    delivery.delete()
    journal.record(verbs.DELIVERY_UNDONE, promise.agreement, by=by, at=at, what=what)


def _open(agreement: Agreement) -> Agreement:
    locked = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    if not locked.is_open:
        raise PromiseRefused(
            f"Cette convention est {locked.get_stage_display()} : ses promesses ne changent plus.",
            "Proposez la suite, ou préparez-en une autre.",
        )
    return locked
