"""Asked the day after, once a day at most, never at night, never more than the month allows; by a mail whose buttons
prepare an answer that one press writes."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.outings import operations, tasks
from pontdesarts.outings.models import Asked, Claim, Rhythm
from tests.accounts.factories import UserFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db

# a Wednesday, 10 h in Paris
AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def relay():
    return RelayFactory(name="Les Tilleuls")


@pytest.fixture
def ines(relay):
    return ReferentFactory(structure=relay, user__name="Inès Roy").user


def ask(user, *, at=AT, weekly=False) -> Asked | None:
    return operations.ask(user, weekly=weekly, by=JOB, at=at)


def yesterday(relay, **more):
    return past(relay, days=0.5, at=AT, **more)


def test_the_day_after_one_mail_asks_in_text_and_in_html(relay, ines, jobs, post_office) -> None:
    yesterday(relay, booked_by=ines)
    asked = ask(ines)
    jobs.run()
    (mail,) = post_office.received
    assert (asked.kind, mail.to) == (Asked.Kind.DAY, [ines.email])
    assert re.fullmatch(r"Bérénice, .+ : qui est venu \?", mail.subject.strip())
    for said in ("Venus tous", "3 sur 4", "2 sur 4", "1 sur 4", "Pas venus", "Je ne sais pas encore"):
        assert f"- {said} : http" in mail.text
        assert f">{said}</a>" in mail.html
    in_html = [unescape(address) for address in re.findall(r'href="([^"]+)"', mail.html)]
    assert set(re.findall(r"https?://\S+", mail.text)) == set(in_html), "both say the same"
    assert "<img" not in mail.html
    assert str(Entry.objects.about(relay)[0]) == "Pont des Arts a demandé à Inès Roy qui est venu : 1 sortie"


def test_several_outings_are_one_mail_and_the_next_day_nothing_is_asked_again(relay, ines, jobs, mailoutbox) -> None:
    yesterday(relay, title="Un bal")
    yesterday(relay)
    assert ask(ines) is not None
    assert ask(ines) is None
    assert ask(ines, at=AT + DAY) is None
    jobs.run()
    (mail,) = mailoutbox
    assert mail.subject == "2 sorties à raconter : qui est venu ?"
    assert "Toutes les sorties sur une page : http" in mail.body


def test_nothing_is_asked_on_the_evening_itself_and_the_association_may_wait_longer(relay, ines) -> None:
    past(relay, days=0.05, at=AT)
    assert ask(ines) is None
    Rhythm.objects.create(association=relay.association, ask_after_days=3)
    assert ask(ines, at=AT + DAY) is None
    assert ask(ines, at=AT + 3 * DAY) is not None


def test_a_job_that_slept_asks_of_the_week_and_what_is_older_waits_for_the_weekly_mail(relay, ines, jobs) -> None:
    past(relay, days=5, at=AT, title="Un bal")
    past(relay, days=20, at=AT)
    assert ask(ines).booking is None
    assert [entry.data["outings"] for entry in Entry.objects.about(relay)] == ["1 sortie"]
    asked = ask(ines, weekly=True)
    assert (asked.kind, str(asked.period)) == (Asked.Kind.WEEK, "2026-11-16")
    assert Entry.objects.about(relay)[0].data["outings"] == "2 sorties"
    assert ask(ines, weekly=True, at=AT + DAY) is None
    assert ask(ines, weekly=True, at=AT + 7 * DAY) is not None


def test_the_weekly_mail_waits_for_the_days_that_the_association_gives(relay, ines) -> None:
    past(relay, days=2, at=AT)
    assert ask(ines, weekly=True).kind == Asked.Kind.DAY


def test_who_does_not_know_yet_is_asked_again_three_days_later_and_not_before(relay, ines) -> None:
    booking = yesterday(relay)
    assert ask(ines) is not None
    doubt = {"came": None, "via": Claim.Via.LINK, "by": Actor(label="Inès Roy")}
    operations.tell(booking, at=AT + timedelta(hours=1), **doubt)
    for days in (1, 2):
        assert ask(ines, at=AT + days * DAY, weekly=True) is None
    assert ask(ines, at=AT + 3 * DAY).kind == Asked.Kind.DAY
    operations.tell(booking, at=AT + 3 * DAY + timedelta(hours=1), **doubt)
    assert Claim.objects.filter(came=None).count() == 2, "said another day, it counts from then on"
    assert ask(ines, at=AT + 5 * DAY) is None
    assert ask(ines, at=AT + 6 * DAY) is not None


def test_what_is_told_is_not_asked(relay, ines) -> None:
    operations.tell(yesterday(relay), came=4, via=Claim.Via.PAGE, by=JOB, at=AT)
    assert ask(ines, weekly=True) is None
    assert not Asked.objects.exists()


def test_only_who_went_is_asked_else_who_booked_else_every_referent(relay, ines) -> None:
    leo = ReferentFactory(structure=relay).user
    gone = ReferentFactory(structure=relay, ended_at=AT).user
    yesterday(relay, booked_by=ines, booked_for=leo)
    assert (ask(ines), bool(ask(leo))) == (None, True)
    yesterday(relay, booked_by=ines, booked_for=gone)
    assert ask(leo, at=AT + timedelta(minutes=1)) is None
    assert ask(ines) is not None
    Asked.objects.all().delete()
    past(relay, days=3, at=AT, booked_by=gone)
    assert ask(ines) is not None
    assert ask(leo) is not None
    assert ask(gone) is None


def test_outings_of_three_months_ago_are_asked_of_nobody(relay, ines) -> None:
    past(relay, days=100, at=AT)
    assert ask(ines, weekly=True) is None


def test_a_referent_of_two_relays_gets_one_mail_for_both(relay, ines, jobs, mailoutbox) -> None:
    other = ReferentFactory(structure=RelayFactory(association=relay.association, name="Le Lavoir"), user=ines)
    yesterday(relay)
    yesterday(other.structure, title="Un bal")
    ask(ines)
    jobs.run()
    (mail,) = mailoutbox
    assert "Les Tilleuls" in mail.body
    assert "Le Lavoir" in mail.body


def test_no_more_than_the_month_allows_over_every_kind_but_the_reminders_before(relay, ines) -> None:
    Rhythm.objects.create(association=relay.association, most_mails_a_month=3)
    for days in range(40):
        past(relay, days=days + 0.5, at=AT + 20 * DAY)
    for days in range(5):
        before = {"kind": Asked.Kind.BEFORE, "period": AT.date() + days * DAY}
        assert operations.take_turn(ines, at=AT - timedelta(hours=1), **before) is not None
    mornings = [AT + days * DAY for days in range(40)]
    sent = [at for at in mornings if ask(ines, weekly=at.weekday() == tasks.TUESDAY, at=at)]
    assert len(sent) == 4, "three at once, the next a month later"
    for first, fourth in zip(sent, sent[3:], strict=False):
        assert fourth - first >= 30 * DAY
    turn = {"period": (AT + 10 * DAY).date(), "at": AT + 10 * DAY}
    assert operations.take_turn(ines, kind=Asked.Kind.STATEMENT, **turn) is None
    assert operations.take_turn(ines, kind=Asked.Kind.BEFORE, **turn) is not None


def test_who_serves_relays_of_two_associations_has_the_smaller_number(relay, ines) -> None:
    other = ReferentFactory(structure=RelayFactory(), user=ines).structure
    Rhythm.objects.create(association=other.association, most_mails_a_month=1)
    yesterday(relay)
    assert ask(ines) is not None
    turn = {"kind": Asked.Kind.STATEMENT, "period": AT.date()}
    assert operations.take_turn(ines, at=AT, **turn) is None
    assert operations.take_turn(ines, at=AT + 31 * DAY, **turn) is not None


def test_the_daily_job_asks_each_referent_in_a_job_of_their_own_and_weekly_on_tuesdays(relay, ines, jobs) -> None:
    ReferentFactory(structure=relay, user=UserFactory(is_active=False))
    ReferentFactory(structure=relay, ended_at=AT)
    tasks.ask_daily(timestamp=0)
    (job,) = jobs.waiting()
    assert (job.name, job.arguments["user_id"]) == ("outings.ask", ines.pk)


def test_at_night_on_the_relay_s_own_clock_the_question_waits_for_the_morning(relay, ines, jobs) -> None:
    yesterday(relay)
    night = AT.replace(hour=3)
    assert tasks.ask_or_wait(ines.pk, weekly=False, at=night) is None
    (job,) = jobs.waiting()
    assert job.scheduled_at == AT.replace(hour=8)
    assert tasks.ask_or_wait(ines.pk, weekly=False, at=job.scheduled_at) is not None


def test_the_question_asks_the_same_of_the_database_for_one_outing_or_ten(relay, ines, queries_stay_flat) -> None:
    def asked_anew() -> None:
        Asked.objects.all().delete()
        ask(ines)

    def grow() -> None:
        for _ in range(10):
            yesterday(relay)

    yesterday(relay)
    queries_stay_flat(asked_anew, grow)
