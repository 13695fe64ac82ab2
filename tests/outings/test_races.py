"""Two people answer at the same second, two jobs ask: one truth out of two words, one mail; and what holds it."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.messaging.models import Message
from pontdesarts.outings import operations
from pontdesarts.outings.models import Asked, Claim, Dispute, Impression, Rhythm
from pontdesarts.outings.operations import claims, turn
from tests.bookings.test_races import _no_job_is_left, at_once, only_refused
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past
from tests.programme.factories import AllotmentFactory

__all__ = ["_no_job_is_left"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def answer(booking, came, *, at=AT, label="Inès") -> Booking:
    fresh = Booking.objects.with_showing().get(pk=booking.pk)
    return operations.tell(fresh, came=came, via=Claim.Via.LINK, by=Actor(label=label), at=at)


def two_answers(monkeypatch) -> tuple[int | None, int]:
    """Inès says 4, Léo says 2 a second later; she thinks between reading what was said and writing the truth. Who is
    believed, and how many words are kept."""
    read = claims._last_words

    def read_then_think(showing):
        said = read(showing)
        if any(claim.said_by_label == "Inès" for claim in said.values()):
            time.sleep(0.4)
        return said

    monkeypatch.setattr(claims, "_last_words", read_then_think)
    booking = past(RelayFactory(), at=AT)

    def second():
        time.sleep(0.1)
        return answer(booking, 2, at=AT + timedelta(seconds=1), label="Léo")

    only_refused(at_once(lambda: answer(booking, 4), second))
    return Booking.objects.get(pk=booking.pk).came, Claim.objects.count()


@pytest.mark.parametrize("round_", range(2))
def test_two_referents_answer_at_once_both_words_are_kept_and_the_last_is_the_truth(monkeypatch, round_) -> None:
    assert two_answers(monkeypatch) == (2, 2)


def test_negative_control_without_the_lock_the_truth_is_an_older_word(monkeypatch) -> None:
    def without_a_lock(showing):
        return list(Booking.objects.filter(showing=showing).order_by("pk"))

    monkeypatch.setattr(claims, "_locked", without_a_lock)
    assert two_answers(monkeypatch) == (4, 2)


def test_the_same_answer_pressed_twice_at_once_is_written_once() -> None:
    booking = past(RelayFactory(), at=AT)
    only_refused(at_once(*[lambda: answer(booking, 4)] * 4))
    assert Claim.objects.count() == 1


def test_several_jobs_ask_the_same_referent_at_once_and_one_mail_leaves() -> None:
    post = ReferentFactory(structure=RelayFactory())
    past(post.structure, days=0.5, at=AT)
    only_refused(at_once(*[lambda: operations.ask(post.user, weekly=False, by=JOB, at=AT)] * 4))
    assert (Asked.objects.count(), Message.objects.count()) == (1, 1)


def kinds_at_once(monkeypatch) -> int:
    """Four kinds of mail are about to leave for one person, who may have one this month. How many may."""
    most = turn._most

    def count_then_think(user):
        time.sleep(0.1)
        return most(user)

    monkeypatch.setattr(turn, "_most", count_then_think)
    post = ReferentFactory(structure=RelayFactory())
    Rhythm.objects.create(association=post.structure.association, most_mails_a_month=1)
    kinds = [kind for kind in Asked.Kind if kind != Asked.Kind.BEFORE]
    only_refused(
        at_once(*[lambda k=kind: operations.take_turn(post.user, kind=k, period=AT.date(), at=AT) for kind in kinds])
    )
    return Asked.objects.count()


def test_the_cap_holds_when_every_kind_comes_at_once(monkeypatch) -> None:
    assert kinds_at_once(monkeypatch) == 1


def test_negative_control_without_the_person_s_lock_the_cap_is_passed(monkeypatch) -> None:
    monkeypatch.setattr(turn, "_lock", lambda user: None)
    assert kinds_at_once(monkeypatch) > 1


def test_two_people_say_how_it_was_at_once_and_one_impression_stands() -> None:
    booking = past(RelayFactory(), at=AT)
    answer(booking, 4)
    acts = [lambda line=line: operations.feel(booking, line=line, by=JOB, at=AT) for line in ("Beau.", "Long.", "Gai.")]
    only_refused(at_once(*acts))
    assert Impression.objects.count() == 1


def test_two_counts_at_once_of_a_date_that_nobody_booked_open_one_dispute() -> None:
    showing = AllotmentFactory(showing__starts_at=AT - timedelta(days=1), opens_at=AT - timedelta(days=30)).showing
    only_refused(at_once(*[lambda n=n: operations.count(showing, n, by=JOB, at=AT) for n in (5, 6, 7, 8)]))
    assert Dispute.objects.get().kind == Dispute.Kind.COUNT
