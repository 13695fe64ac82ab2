"""What is left of personal data is counted as it was declared, and each job that is said to erase does it, alone."""

import inspect
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.bookings.models import Booking
from pontdesarts.desk import personal_data
from pontdesarts.desk.personal_data import LATE, MOST_COUNTED, Left, Line
from pontdesarts.journal.models import Entry
from pontdesarts.journal.retention import PLATFORM
from pontdesarts.outings.models import Impression
from tests import people
from tests.accounts.factories import SecureUserFactory
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import ReferentFactory, RelayFactory

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)
UNITS = {"jour": timedelta(days=1), "jours": timedelta(days=1), "an": YEAR, "ans": YEAR}
# each erases something that nothing else does
ERASING = {
    "accounts.close_dormant",
    "agreements.forget_old",
    "api.forget_old",
    "associations.forget_old",
    "bookings.erase_pickup_names",
    "bookings.forget_professionals",
    "bookings.turn_waiting_lists",
    "bridge.forget_old",
    "doors.forget",
    "draws.forget_people",
    "follow_up.forget_old",
    "impressions.forget_old",
    "journal.forget_old",
    "last_minute.forget",
    "messaging.forget_letters",
    "messaging.forget_numbers",
    "messaging.forget_old",
    "network.forget_old",
    "outings.erase_numbers",
    "outings.forget",
    "permanences.tidy",
    "programme.forget_pending",
    "programme.forget_runs",
    "statistics.forget_old",
    "supporters.forget_old",
    "support.forget_old",
    "tally.forget",
}


def lines() -> list[Line]:
    return [line for _, declared in personal_data.declared() for line in declared if line.of_a_person]


def said(line: Line) -> str:
    return f"{line.model._meta.label} ({', '.join(line.fields)})"


def left(association: Association | None = None) -> dict[str, Left]:
    tables = personal_data.left(association, at=timezone.now())
    return {said(line): found for table in tables for line, found in table.lines if found is not None}


def overdue() -> set[str]:
    return {name for name, found in left().items() if found.is_overdue}


def scheduled() -> dict[str, Callable[..., None]]:
    """The jobs that come by themselves, but those that tidy the queue."""
    found = {one.task.name: one.task.func for one in app.periodic_registry.periodic_tasks.values()}
    return {name: job for name, job in found.items() if not inspect.iscoroutinefunction(job)}


def run_all(*, but: str = "") -> None:
    for name, job in scheduled().items():
        if name != but:
            job(timestamp=0)


@pytest.fixture
def years_later() -> Callable[[timedelta], None]:
    """A world where everything says something, and the time that goes by. Accounts are still opened, but one."""

    def pass_by(time: timedelta) -> None:
        people.settle(AssociationFactory())
        dormant = SecureUserFactory()
        people.let_go_by(time)
        User.objects.exclude(pk=dormant.pk).update(last_login=timezone.now())

    return pass_by


def test_each_personal_field_says_whose_it_is_and_either_a_term_or_an_event() -> None:
    """« tant que… », « jusqu'à… »: an event, in words. All the rest is counted."""
    silent = []
    for line in lines():
        if not hasattr(line.model, "belongs_to"):
            silent.append(f"{said(line)} says not which association answers for it")
        if line.term is None and not line.kept.startswith(("tant qu", "jusqu")):
            silent.append(f"{said(line)} : « {line.kept} » is neither counted nor an event")
    assert silent == []


def test_a_term_in_words_is_the_term_of_the_job() -> None:
    wrong = []
    for line in lines():
        number = re.match(r"(\d+) (jours?|ans?)\b", line.kept)
        lasts = line.term.lasts if line.term and line.term.since != "forget_at" else None
        if number and isinstance(lasts, timedelta) and lasts != int(number[1]) * UNITS[number[2]]:
            wrong.append(f"{said(line)} : « {line.kept} » lasts {lasts.days} days")
    assert wrong == []


def test_years_on_jobs_have_erased_everything_that_has_a_term(years_later) -> None:
    years_later(6 * YEAR)
    assert overdue() == {said(line) for line in lines() if line.term}, "the world does not fill every field"
    run_all()
    assert overdue() == set()


def test_a_season_on_what_lasts_less_is_gone_and_what_was_read_is_of_no_booking_any_more(years_later) -> None:
    years_later(YEAR + timedelta(days=30))
    assert {"outings.Impression (booking)", "outings.Impression (line)"} <= overdue()
    run_all()
    assert overdue() == set()
    assert list(Impression.objects.values_list("booking", "line", "text")) == [(None, "", people.WORDS)]


def test_each_of_these_jobs_is_needed_and_scheduled(years_later) -> None:
    assert set(scheduled()) >= ERASING
    years_later(6 * YEAR)
    useless = set()
    for name in ERASING:
        with transaction.atomic():
            run_all(but=name)
            if not overdue():
                useless.add(name)
            transaction.set_rollback(True)
    assert useless == set()


def test_nothing_of_people_is_in_the_logs_nor_in_the_journal_while_it_is_erased(years_later, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    years_later(YEAR + timedelta(days=30))
    before = list(Entry.objects.order_by("pk").values_list("data", flat=True))
    run_all()
    written = caplog.text + str(before) + str(list(Entry.objects.order_by("pk").values_list("data", flat=True)))
    for word in (people.NAME, people.NUMBER, people.NUMBER[3:], people.WORDS):
        assert word not in written


def test_an_association_never_sees_the_numbers_of_another() -> None:
    ours, theirs = AssociationFactory(), AssociationFactory()
    people.settle(theirs)
    filled = {name: found.rows for name, found in left(theirs).items()}
    assert [name for name, rows in filled.items() if not rows] == []
    its_own = {"associations.Association (email, phone)": 1}
    assert {name: found.rows for name, found in left(ours).items() if found.rows} == its_own


def test_what_says_of_nobody_whose_it_is_is_counted_for_the_operator_only() -> None:
    people.settle(AssociationFactory())
    common = {said(line) for line in lines() if line.model.belongs_to == PLATFORM}
    assert common
    assert not common & set(left(Association.objects.get()))
    assert common <= {name for name, found in left().items() if found.rows}


def test_beyond_a_thousand_nobody_counts() -> None:
    assert Left(MOST_COUNTED + 1, None, None, timezone.now()).count == "plus de 1\u202f000"
    assert Left(MOST_COUNTED, None, None, timezone.now()).count == "1\u202f000"


def test_a_value_is_late_once_a_night_has_passed_over_it() -> None:
    booked = BookingFactory(booked_by=SecureUserFactory())
    name, at = "bookings.Booking (booked_by, booked_for)", timezone.now()
    for late, due, red in ((-LATE, False, False), (LATE / 2, True, False), (2 * LATE, True, True)):
        Booking.objects.filter(pk=booked.pk).update(booked_at=at - 3 * YEAR - late)
        found = left(booked.relay.association)[name]
        assert (found.is_due, found.is_overdue) == (due, red)
        assert found.ends_at == found.oldest + 3 * YEAR


def shown(client, user=None, **query) -> str:
    if user:
        client.force_login(user)
    return unescape(client.get(reverse("desk:personal_data"), query).content.decode())


def test_the_team_sees_what_is_left_and_what_should_have_gone(client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    booked = BookingFactory(relay=RelayFactory(association=role.association), booked_by=role.user)
    assert "Rien n'est gardé au-delà de son terme" in shown(client, role.user)
    Booking.objects.filter(pk=booked.pk).update(booked_at=timezone.now() - 4 * YEAR)
    page = shown(client)
    assert "Des données ont dépassé leur terme" in page
    assert 'href="#bookings-booking"' in page
    assert "En retard" in page


@pytest.mark.parametrize(
    "make",
    [lambda: None, lambda: ReferentFactory().user, lambda: StaffRoleFactory(role="reader").user],
    ids=["visitor", "referent", "reader"],
)
def test_others_read_the_register_without_a_number(client, make) -> None:
    page = shown(client, make())
    assert "Pourquoi" in page
    assert "Prochain effacement" not in page


def test_the_operator_sees_the_platform_and_nobody_another_association(client) -> None:
    other, role = AssociationFactory(), StaffRoleFactory(role=StaffRole.Role.DIRECTION)
    assert "Toute la plateforme" in shown(client, SecureUserFactory(is_staff=True))
    client.force_login(role.user)
    address = reverse("desk:personal_data")
    assert client.get(address, {"association": role.association.slug}).status_code == 200
    for wanted in (other.slug, "", "nulle-part"):
        assert client.get(address, {"association": wanted}).status_code == 404
        assert client.get(reverse("desk:register"), {"association": wanted}).status_code == 404


def test_the_register_is_a_sheet_with_numbers_for_the_team_only(client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.DIRECTION)
    bare = client.get(reverse("desk:register")).content.decode("utf-8-sig").splitlines()
    client.force_login(role.user)
    whole = client.get(reverse("desk:register")).content.decode("utf-8-sig").splitlines()
    assert bare[0] == "Table;Données;Pourquoi;Combien de temps"
    assert whole[0] == bare[0] + ";Lignes gardées;La plus ancienne;Prochain effacement;En retard"
    assert len(bare) == len(whole) == 1 + len(lines())


def test_the_page_asks_as_many_questions_however_much_is_kept(client, queries_stay_flat) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    people.settle(role.association)
    client.force_login(role.user)
    asked = queries_stay_flat(
        lambda: client.get(reverse("desk:personal_data")),
        lambda: BookingFactory(relay=RelayFactory(association=role.association), booked_by=role.user),
    )
    assert asked < 2 * len(lines())
