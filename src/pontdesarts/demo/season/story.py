"""The whole season, in one transaction: it is there entirely, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Offer, Showing
from pontdesarts.territory.models import Commune

from ..people import DROME_ARDECHE, SEINE_SAINT_DENIS, VAL_DE_MARNE
from . import (
    agreements,
    asked,
    bookings,
    bridge,
    doors,
    draws,
    federation,
    follow_up,
    goals,
    imports,
    joining,
    last_minute,
    letters,
    life,
    neighbours,
    network,
    outings,
    permanences,
    presenting,
    programme,
    programs,
    rhythm,
    scenes,
    sharing,
    tally,
    texts,
    waiting,
)
from .clock import Clock
from .quiet import count_rows, deliver_mails, forget_old, without_jobs

SEED = 94_26_07_93
Progress = Callable[[str, int, int], None]


class NotHere(Refused):
    """There are real data here, or no communes: the season has no place."""


class AlreadyThere(Refused):
    """The season stands: nothing is written."""


@dataclass(frozen=True)
class Told:
    """What there is after the loading."""

    relays: int
    partners: int
    offers: int
    dates: int
    bookings: int
    mails: int


def load(*, at: datetime, progress: Progress) -> Told:
    """Write the season around ``at``. ``progress`` is told the step, its number and how many there are.

    Raises `AlreadyThere` when it stands, `NotHere` beside real associations or without the communes of France.
    """
    _check_place()
    clock, chance = Clock(at), Random(SEED)  # noqa: S311 - the same season for everybody, nothing secret
    steps = iter(range(1, _STEPS + 1))

    def step(name: str) -> None:
        progress(name, next(steps), _STEPS)

    with without_jobs(), transaction.atomic():
        step("associations et équipes")
        made = network.found_associations(clock)
        step("quartiers prioritaires")
        network.load_priority_areas()
        step("relais et référents")
        network.admit_relays(made, clock, chance)
        step("partenaires et lieux")
        network.admit_partners(made, clock, chance)
        network.appoint(made, clock, chance)
        life.set_up(made, clock)
        imports.take_in(made, clock)
        step("programmes importés")
        programme.import_files(made, clock, programme.write_files(clock))
        step("places offertes")
        programme.complete_and_offer(made, clock, chance)
        programme.enter_by_hand(made, clock)
        count_rows()
        step("réservations")
        _live(made, clock, chance)
        count_rows()
        step("tirages")
        draws.hold_draws(made, clock, chance)
        joining.join(made, clock)
        presenting.present(made, clock)
        federation.visit(made, clock)
        agreements.agree(made, clock)
        goals.aim(made, clock)
        follow_up.keep_in_touch(made, clock)
        bridge.set_up(made, clock)
        step("courriels et listes")
        letters.write_letters(clock)
        letters.tidy(clock)
        tally.print_list(clock)
        deliver_mails()
        forget_old(at)
        count_rows()
    return told()


_STEPS = 9


def _live(made: network.Network, clock: Clock, chance: Random) -> None:
    diary, market = bookings.Diary(), bookings.Market.open()
    stage = scenes.Stage(made, market, diary, clock, chance)
    scenes.set_up(stage)
    last_minute.set_up(stage)
    sharing.set_up(stage)
    neighbours.set_up(stage)
    waiting.set_up(stage)
    doors.set_up(stage)
    permanences.set_up(stage)
    texts.set_up(stage)
    programs.set_up(made, clock)
    bookings.fill_diary(diary, market, made, clock, chance)
    diary.live(clock.now)
    rhythm.tell_absences(stage)
    outings.tell_outings(stage, chance)
    rhythm.settle_one(stage)
    asked.ask_this_morning(stage)


def _check_place() -> None:
    ours = {VAL_DE_MARNE, DROME_ARDECHE, SEINE_SAINT_DENIS}
    there = set(Association.objects.order_by().values_list("slug", flat=True))
    if there - ours:
        raise NotHere(
            "Cette base contient déjà une association : la démonstration n'y est pas chargée.",
            "Choisissez une base vide, avec DATABASE_URL ou PONTDESARTS_VAR.",
        )
    if there == ours:
        raise AlreadyThere("La saison de démonstration est déjà là : rien n'a changé.")
    if not Commune.objects.exists():
        raise NotHere("Les communes de France ne sont pas chargées.", "Lancez d'abord script/manage load_territory.")


def told() -> Told:
    return Told(
        relays=Structure.objects.relays().count(),
        partners=Structure.objects.partners().count(),
        offers=Offer.objects.count(),
        dates=Showing.objects.count(),
        bookings=Booking.objects.count(),
        mails=Message.objects.count(),
    )
