"""The statement of what is missing, and what the answers of a quarter served: to those whom they concern, on their day,
never beside another mail of the day, never beyond the cap."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.outings import digest, operations, periods, tasks_team
from pontdesarts.outings.models import Asked, Claim, Impression, Rhythm
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# a Tuesday, 10 h in Paris, on the first day of the statement
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
# the first day of the reminder of a quarter
QUARTER = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def relay():
    return RelayFactory(name="Les Tilleuls")


@pytest.fixture
def ines(relay):
    return ReferentFactory(structure=relay, user__name="Inès Roy").user


def state(user, at=AT) -> Asked | None:
    return operations.send_statement(user, by=JOB, at=at)


def remind(user, at=QUARTER) -> Asked | None:
    return operations.send_reminder(user, by=JOB, at=at)


def tell(booking, came=4, at=None) -> None:
    by = Actor(label="Inès Roy")
    operations.tell(booking, came=came, via=Claim.Via.PAGE, by=by, at=at or booking.showing.starts_at + DAY)


def test_the_statement_says_relay_by_relay_what_is_missing_and_its_link_tells_it(
    client, relay, ines, jobs, mailoutbox
) -> None:
    other = ReferentFactory(structure=RelayFactory(association=relay.association, name="Le Lavoir"), user=ines)
    past(relay, days=20, at=AT)
    past(other.structure, days=9, at=AT, title="Un bal")
    past(relay, days=120, at=AT, title="Trop vieux pour un courriel")
    tell(past(relay, days=8, at=AT, title="Raconté"))
    assert state(ines).period == AT.date().replace(day=1)
    jobs.run()
    (mail,) = mailoutbox
    assert mail.subject == "2 sorties sans nouvelles : le relevé"
    for said in ("Les Tilleuls\n- Bérénice", "Le Lavoir\n- Un bal", "1 plus ancienne"):
        assert said in mail.body
    assert "Raconté" not in mail.body
    link = next(word for word in mail.body.split() if "/retours/" in word)
    assert "Bérénice" in client.get(link[link.index("/retours") :]).content.decode()
    assert str(Entry.objects.about(relay)[0]) == (
        "Pont des Arts a envoyé à Inès Roy le relevé de ce qui manque : 1 sortie"
    )


def test_it_leaves_once_a_period_on_its_days_to_those_who_owe_and_no_others(relay, ines) -> None:
    assert state(ines) is None, "nothing is missing"
    past(relay, days=5, at=AT)
    assert state(ines, AT - 2 * DAY) is None
    assert state(ines, AT + 7 * DAY) is None
    assert state(ines, AT + DAY) is not None
    assert state(ines, AT + 2 * DAY) is None
    assert state(ines, datetime(2026, 12, 4, 9, tzinfo=UTC)) is not None


@pytest.mark.parametrize(("months", "sent"), [(1, 6), (2, 3), (0, 0)])
def test_the_association_chooses_each_month_each_two_or_never(relay, ines, months, sent) -> None:
    Rhythm.objects.create(association=relay.association, statement_months=months)
    letters = 0
    for month in range(1, 7):
        at = datetime(2026, month, 4, 9, tzinfo=UTC)
        past(relay, days=9, at=at)
        letters += state(ines, at) is not None
    assert letters == sent


def test_beside_another_mail_of_the_day_it_waits_for_the_next_day(relay, ines) -> None:
    past(relay, days=0.5, at=AT)
    assert operations.ask(ines, weekly=False, by=JOB, at=AT) is not None
    past(relay, days=9, at=AT)
    assert state(ines, AT + timedelta(hours=3)) is None
    assert state(ines, AT + DAY) is not None


def test_the_cap_holds_for_letters_too(relay, ines) -> None:
    Rhythm.objects.create(association=relay.association, most_mails_a_month=1)
    past(relay, days=0.5, at=AT)
    assert operations.ask(ines, weekly=False, by=JOB, at=AT) is not None
    assert state(ines, AT + DAY) is None
    assert remind(ines, AT + DAY) is None
    assert Asked.objects.count() == 1


def test_what_the_relay_does_not_know_yet_is_not_asked_for_three_days(relay, ines) -> None:
    tell(past(relay, days=9, at=AT), came=None, at=AT - DAY)
    assert state(ines) is None
    assert state(ines, AT + 3 * DAY) is not None


def test_the_quarter_tells_what_answers_served_and_what_is_missing(relay, ines, jobs, mailoutbox) -> None:
    neighbour = RelayFactory(association=relay.association)
    for days in range(20, 26):
        tell(past(neighbour, days=days, at=QUARTER))
    told = past(relay, days=30, at=QUARTER)
    tell(told)
    tell(BookingFactory(showing=told.showing, relay=neighbour))
    Impression.objects.create(
        booking=told,
        showing=told.showing,
        said_at=QUARTER,
        text="On a ri du début à la fin.",
        published=True,
        moderated_at=QUARTER,
    )
    past(relay, days=40, at=QUARTER, title="Un bal")
    assert remind(ines) is not None
    jobs.run()
    (mail,) = mailoutbox
    assert mail.subject == "À quoi vos réponses ont servi"
    assert "- 8 sorties racontées" in mail.body
    assert "- 32 places" in mail.body
    assert "impressions transmises" not in mail.body, "one of them: below 5"
    assert "personnes sont sorties" not in mail.body, "four of them: below 5"
    assert "« On a ri du début à la fin. »" in mail.body
    assert "Il manque encore une sortie" in mail.body
    assert "Un bal" in mail.body
    assert remind(ines, QUARTER + DAY) is None


def test_who_owes_nothing_is_thanked_and_who_did_not_go_out_gets_nothing(relay, ines, jobs, mailoutbox) -> None:
    assert remind(ines) is None
    tell(past(relay, days=30, at=QUARTER))
    assert remind(ines, QUARTER + 7 * DAY) is None, "another week"
    assert remind(ines) is not None
    jobs.run()
    (mail,) = mailoutbox
    assert mail.subject == "Merci : tout est raconté"
    assert "Il ne manque rien" in mail.body
    assert "/retours/" not in mail.body


def test_the_association_may_do_without_the_reminder(relay, ines) -> None:
    Rhythm.objects.create(association=relay.association, quarterly=False)
    past(relay, days=30, at=QUARTER)
    assert remind(ines) is None


def test_no_number_below_five_leaves_even_by_a_hair(relay) -> None:
    for days in range(20, 24):
        tell(past(relay, days=days, at=QUARTER), came=1)
    first = periods.quarter_before(QUARTER.date().replace(day=1))
    served = digest.of([relay], first, QUARTER)
    assert (served.used, served.all_told, served.all_used, served.passed_on) == (0, 0, 0, 0)
    tell(past(relay, days=25, at=QUARTER), came=1)
    served = digest.of([relay], first, QUARTER)
    assert (served.used, served.all_told, served.all_used) == (5, 5, 5)


def test_whoever_knows_their_own_part_learns_of_no_small_group_of_the_others(relay) -> None:
    for days in range(20, 26):
        tell(past(relay, days=days, at=QUARTER), came=4)
    first = periods.quarter_before(QUARTER.date().replace(day=1))
    other = past(RelayFactory(association=relay.association), days=30, at=QUARTER)
    tell(other, came=3)
    assert (digest.of([relay], first, QUARTER).used, digest.of([relay], first, QUARTER).all_used) == (24, 0)
    tell(past(other.relay, days=31, at=QUARTER), came=4)
    assert digest.of([relay], first, QUARTER).all_used == 31


def test_words_of_a_date_to_which_fewer_than_five_people_came_are_not_repeated(relay) -> None:
    few = past(relay, days=30, at=QUARTER)
    tell(few, came=4)
    felt = {"booking": few, "showing": few.showing, "said_at": QUARTER, "text": "À deux.", "published": True}
    Impression.objects.create(**felt)
    first = periods.quarter_before(QUARTER.date().replace(day=1))
    assert digest.of([relay], first, QUARTER).words == ()
    tell(BookingFactory(showing=few.showing, relay=relay), came=1)
    assert digest.of([relay], first, QUARTER).words == ("À deux.",)


def test_the_letters_wait_for_the_morning_and_one_leaves_a_day(relay, ines, jobs) -> None:
    past(relay, days=9, at=AT)
    assert tasks_team.write_or_wait(ines.pk, at=AT.replace(hour=3)) is None
    (job,) = jobs.waiting()
    assert (job.name, job.scheduled_at) == ("outings.write_letter", AT.replace(hour=8))
    assert tasks_team.write_or_wait(ines.pk, at=job.scheduled_at).kind == Asked.Kind.STATEMENT
    past(relay, days=9, at=QUARTER)
    assert tasks_team.write_or_wait(ines.pk, at=QUARTER).kind == Asked.Kind.QUARTER


def test_the_statement_asks_the_same_of_the_database_for_one_outing_or_ten(relay, ines, queries_stay_flat) -> None:
    def again() -> None:
        Asked.objects.all().delete()
        assert state(ines) is not None

    past(relay, days=4, at=AT)

    def grow() -> None:
        for days in range(5, 14):
            past(relay, days=days, at=AT)

    queries_stay_flat(again, grow)


def test_the_team_prints_the_statements_of_relays_that_owe_and_of_no_others(client) -> None:
    team = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(team.user)
    nothing = client.get(reverse("outings:statements"), follow=True)
    assert "Il ne manque rien" in nothing.content.decode()
    past(RelayFactory(association=team.association), days=9)
    past(RelayFactory(), days=9)
    paper = client.get(reverse("outings:statements"))
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    client.force_login(StaffRoleFactory(role=StaffRole.Role.READER, association=team.association).user)
    assert client.get(reverse("outings:statements")).status_code == 403


def test_the_month_says_the_rate_of_each_relay_whom_to_call_and_leads_to_the_quarter(client) -> None:
    team = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(team.user)
    at = timezone.make_aware(datetime(timezone.localdate().year - 1, 10, 15, 20))
    owing, done = (RelayFactory(association=team.association, name=name) for name in ("Les Tilleuls", "Le Lavoir"))
    for days in (0, 1, 2):
        past(owing, days=days, at=at)
    tell(past(owing, days=3, at=at), came=3)
    tell(past(done, days=3, at=at))
    past(RelayFactory(name="Ailleurs"), days=3, at=at)
    past(owing, days=30, at=at)
    shown = client.get(reverse("outings:month", args=[f"{at:%Y-%m}"])).content.decode()
    assert "2 sur 5 sorties passées" in shown
    assert "1 relais à appeler" in shown
    assert "3 sorties sans nouvelles" in shown
    assert reverse("outings:dictated", args=[owing.pk]) in shown
    assert reverse("statistics:settle", args=[team.association.slug, f"{at:%Y}-10-01"]) in shown
    assert "Ailleurs" not in shown
    assert client.get(reverse("outings:this_month"), follow=True).status_code == 200


@pytest.mark.parametrize("month", ["2026-13", "²", "0001-01", "9999-12", "2026-1", "aujourd'hui", "2026-10-01"])
def test_a_month_that_is_none_or_ahead_is_not_found(client, month) -> None:
    client.force_login(StaffRoleFactory(role=StaffRole.Role.TEAM).user)
    assert client.get(f"/retours/mois/{month}/").status_code == 404


def test_the_month_asks_the_same_of_the_database_for_one_relay_or_eight(client, queries_stay_flat) -> None:
    team = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(team.user)
    past(RelayFactory(association=team.association), days=1)
    page = reverse("outings:month", args=[f"{timezone.localdate() - DAY:%Y-%m}"])

    def grow() -> None:
        for _ in range(7):
            past(RelayFactory(association=team.association), days=1)

    queries_stay_flat(lambda: client.get(page), grow)
