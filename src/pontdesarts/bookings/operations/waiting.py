"""The waiting list of a date: one enters it, changes one's number, is moved."""

from datetime import datetime
from typing import Unpack

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import asking, conditions, keeping, places, rules, verbs
from ..asking import Wanted
from ..models import Ask
from ..refusals import AskRefused
from . import turns


@transaction.atomic
def wait(showing: Showing, *, by: Actor, at: datetime, **wanted: Unpack[Wanted]) -> Ask:
    """Put the relay at the end of the waiting list of the date; see `Wanted` for what it says.

    Raises `BookingClosed` before booking opens and once nobody could answer any more, `AskFirst`, `RelayRefused`,
    `NewsOwed`, `PartyRefused`, `NoWheelchairPlace`, `RelayHasItsShare`, `PickupNameMissing`, or `AskRefused` when
    places are left for it, or when it waits already.
    """
    asking.refuse_to_wait(showing, at)
    ask = asking.draft(showing, Ask.Kind.WAITING, by=by, at=at, **wanted)
    if first := asking.asked_before(ask):
        return first
    asking.refuse_if_bookable(ask, at)
    ask.position = asking.last_position(showing) + 1
    ask.save(force_insert=True)
    journal.record(verbs.WAITS, ask, by=by, at=at, places=words.places(ask.places), relay=ask.relay.name)
    return ask


@transaction.atomic
def change_ask(ask: Ask, *, party: rules.Party, least: int | None = None, by: Actor, at: datetime) -> Ask:
    """Ask for another number. Fewer places keep the turn; more places lose it: those who stand behind knew how many
    were wanted before them. Places set aside beyond the new number go back.

    A request that nobody has answered changes as well, and has no turn to lose. Raises `AskEnded`, `PartyRefused`,
    `NoWheelchairPlace`, `RelayHasItsShare`, or `AskRefused` while a proposal waits for an answer.
    """
    conditions.lock_share(ask.showing.offer, ask.relay)
    ask = asking.locked(ask)
    if ask.proposals.pending().exists():
        raise AskRefused("Des places vous attendent.", "Répondez d'abord à cette proposition.")
    asking.check_party(ask.showing, party, least)
    if party.places > ask.places:
        conditions.refuse_more_than_a_share(ask.showing.offer, ask.relay, party.places)
    before = ask.party
    said = rules.differences(before, party)
    freed = 0
    if party.places > before.places or party.wheelchair > before.wheelchair:
        freed = keeping.give_back_gathered(ask)
        if ask.kind == Ask.Kind.WAITING:
            keeping.to_the_end(ask)
    elif ask.gathered > party.places or ask.gathered_wheelchair > party.wheelchair:
        freed = keeping.give_back_gathered(ask)
    ask.take_party(party)
    ask.least = party.places if least is None else least
    ask.save()
    if said:
        journal.record(verbs.ASK_CHANGED, ask, by=by, at=at, changes=", ".join(said))
    if ask.kind == Ask.Kind.WAITING:
        turns.offer_next(ask.showing, by=by, at=at, came_back=bool(freed))
    return ask


@transaction.atomic
def move_ask(ask: Ask, *, position: int, reason: str, by: Actor, at: datetime) -> list[Ask]:
    """The team gives the ask another turn, from 1 on: everybody who waits for the date reads the reason, and nobody's
    name. Returns all of them in turn. Raises `AskEnded`, or `AskRefused` without a reason or for a turn that there is
    not."""
    from ..tasks import tell_of_ask  # the job calls operations

    ask = asking.locked(ask)
    reason = " ".join(reason.split())[:200]
    turns_now = list(Ask.objects.waiting().filter(showing=ask.showing_id).select_for_update(of=("self",)))
    if ask not in turns_now or not 1 <= position <= len(turns_now):
        raise AskRefused(f"Les tours vont de 1 à {len(turns_now)}.", "Choisissez un autre tour.")
    if not reason:
        raise AskRefused("Un tour ne change pas sans raison.", "Écrivez-la : tous ceux qui attendent la liront.")
    before = [one.pk for one in turns_now]
    turns_now.remove(ask)
    turns_now.insert(position - 1, ask)
    if before == [one.pk for one in turns_now]:
        return turns_now
    ask.moved_at, ask.moved_reason = at, reason
    for number, one in enumerate(turns_now, start=1):
        one.position = number
        tell_of_ask.defer(ask_id=one.pk, event="moved")
    Ask.objects.bulk_update(turns_now, ["position", "moved_at", "moved_reason"], batch_size=500)
    journal.record(verbs.ASK_MOVED, ask, by=by, at=at, turn=position, reason=reason)
    return turns_now


@transaction.atomic
def release_gathered(showing: Showing, *, by: Actor, at: datetime) -> int:
    """Near the end, what was set aside and is still too few is free again, for whoever fits; returns how many."""
    places.hold(showing.pk)
    gathering = Ask.objects.waiting().filter(showing=showing, gathered__gt=0).select_for_update(of=("self",))
    freed = 0
    for ask in gathering.with_showing():
        if at < rules.gathers_until(ask.showing.allotment.closes_at):
            continue
        number = keeping.give_back_gathered(ask)
        ask.save(update_fields=["gathered", "gathered_wheelchair"])
        journal.record(verbs.GATHERED_BACK, ask, by=by, at=at, places=words.places(number))
        freed += number
    if freed:
        turns.offer_next(showing, by=by, at=at)
    return freed


@transaction.atomic
def look_again(showing: Showing, *, by: Actor, at: datetime) -> int:
    """What was kept for others may be free now: offer it to whoever waits; returns how many proposals were made.

    Who has just let a proposal go is asked when places come back, not because time passes.
    """
    places.hold(showing.pk)
    return len(turns.offer_next(showing, by=by, at=at, came_back=False))


@transaction.atomic
def end_when_over(ask: Ask, *, by: Actor, at: datetime) -> bool:
    """The date has come: nobody waits any more. ``False`` when it has not, or the ask had ended."""
    from ..tasks import tell_of_ask  # the job calls operations

    places.hold(ask.showing_id)
    now = Ask.objects.open().select_for_update(of=("self",)).with_showing().filter(pk=ask.pk).first()
    if now is None or at < asking.answers_end_at(now.showing):
        return False
    keeping.end(now, Ask.End.OVER, at=at)
    journal.record(verbs.ASK_OVER, now, by=by, at=at)
    tell_of_ask.defer(ask_id=now.pk, event="ended")
    return True
