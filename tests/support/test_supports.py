"""An individual support, from its request to its result: states by dates, what is due, who does what."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Referent
from pontdesarts.support import operations, rules
from pontdesarts.support.models import Step, Support, Visit
from pontdesarts.support.refusals import SupportRefused
from pontdesarts.support.rules import Dates, State, state_of
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory

from .factories import SINCE, StepFactory, SupportFactory, VisitFactory

TEAM = Actor(label="Nadia, équipe")
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
TODAY = AT.date()


def due(**said: Any) -> str:
    told = {"asked_at": AT, "accepted_at": AT, "diagnosed_at": AT, "moved_at": AT} | said
    found = rules.due(Dates(**told), at=AT, today=TODAY)
    return f"{found.words}{' !' if found.late else ''}" if found else ""


def test_where_it_is_follows_from_its_dates() -> None:
    asked = Dates(asked_at=AT)
    assert state_of(asked) is State.ASKED
    assert state_of(Dates(AT, accepted_at=AT)) is State.BEGUN
    assert state_of(Dates(AT, accepted_at=AT, diagnosed_at=AT)) is State.DIAGNOSED
    assert state_of(Dates(AT, accepted_at=AT, steps=[(None, False)])) is State.PLANNED
    assert state_of(Dates(AT, accepted_at=AT, ended_at=AT, steps=[(None, False)])) is State.ENDED
    assert state_of(Dates(AT, ended_at=AT)) is State.DECLINED


def test_what_is_due_is_the_most_pressing_thing() -> None:
    day = timedelta(days=1)
    assert due(accepted_at=None) == "demande à étudier"
    assert due(accepted_at=None, asked_at=AT - 15 * day) == "demande à étudier !"
    assert due(diagnosed_at=None) == "diagnostic à faire"
    assert due() == "plan à écrire"
    assert due(moved_at=AT - 61 * day) == "plan à écrire !"
    assert due(steps=[(TODAY - day, False), (TODAY - 9 * day, False), (None, False)]) == "2 étapes en retard !"
    assert due(steps=[(TODAY - day, True), (TODAY, False)]) == "étape à faire cette semaine"
    assert due(steps=[(TODAY + 8 * day, False)]) == ""
    assert due(steps=[(None, False)], moved_at=AT - 61 * day) == "rien de nouveau depuis deux mois !"
    assert due(steps=[(TODAY - day, True)]) == "plan achevé : résultat à noter"
    assert due(ended_at=AT, steps=[(TODAY - day, False)]) == ""


@pytest.mark.django_db
def test_a_support_goes_from_request_to_result_and_the_journal_tells_it(jobs, mailoutbox) -> None:  # type: ignore[no-untyped-def]
    post = ReferentFactory()
    leader = StaffRoleFactory(association=post.structure.association).user
    asked = {"subject": "Le soir", "request": "Comment rentrer ?", "by": Actor.of(post.user), "at": AT}
    support = operations.ask(post.structure, **asked)
    assert operations.ask(post.structure, **asked) == support
    operations.accept(support, led_by=leader, by=TEAM, at=AT)
    operations.accept(support, led_by=leader, by=TEAM, at=AT)
    jobs.run()
    assert [mail.to for mail in mailoutbox] == [[post.user.email]]
    operations.diagnose(support, values={"obstacles": "Le dernier bus."}, by=TEAM, at=AT)
    step = operations.add_step(support, what="Un minibus", who="Awa", due_on=TODAY, by=TEAM, at=AT)
    assert operations.add_step(support, what="Un minibus", who="Awa", due_on=TODAY, by=TEAM, at=AT) == step
    operations.mark_step(step, done=True, by=Actor.of(post.user), at=AT)
    operations.note_visit(support, visited_on=TODAY, who="Nadia", seen="Le minibus est là.", by=TEAM, at=AT)
    operations.end(support, result="Trois sorties.", by=TEAM, at=AT)
    verbs = list(Entry.objects.about(support).order_by("pk").values_list("verb", flat=True))
    told = ["asked", "accepted", "diagnosed", "step_added", "step_done", "visited", "ended"]
    assert verbs == [f"support.{verb}" for verb in told]
    assert Support.objects.get().state is State.ENDED


@pytest.mark.django_db
def test_nothing_is_written_once_it_is_over_until_it_is_taken_up_again() -> None:
    step = StepFactory(support__ended_at=AT, support__result="Fini.")
    support = step.support
    acts = (
        lambda: operations.add_step(support, what="x", who="", due_on=None, by=TEAM, at=AT),
        lambda: operations.mark_step(step, done=True, by=TEAM, at=AT),
        lambda: operations.diagnose(support, values={"wishes": "x"}, by=TEAM, at=AT),
        lambda: operations.note_visit(support, visited_on=TODAY, who="x", seen="x", by=TEAM, at=AT),
        lambda: operations.end(support, result="x", by=TEAM, at=AT),
    )
    for act in acts:
        with pytest.raises(SupportRefused, match="Reprenez-le"):
            act()
    operations.reopen(support, by=TEAM, at=AT)
    for act in acts:
        act()
    assert Support.objects.get().result == "x"


@pytest.mark.django_db
def test_it_is_refused_with_a_reason_and_only_before_it_begins(jobs, mailoutbox) -> None:  # type: ignore[no-untyped-def]
    support = SupportFactory(accepted_at=None)
    with pytest.raises(SupportRefused, match="raison"):
        operations.decline(support, reason=" ", by=TEAM, at=AT)
    with pytest.raises(SupportRefused, match="Commencez-le"):
        operations.end(support, result="x", by=TEAM, at=AT)
    operations.decline(support, reason="Pas avant l'automne.", by=TEAM, at=AT)
    jobs.run()
    assert "Pas avant l'automne." in mailoutbox[0].body
    assert Support.objects.get().state is State.DECLINED
    with pytest.raises(SupportRefused, match="commencé"):
        operations.decline(SupportFactory(), reason="x", by=TEAM, at=AT)
    with pytest.raises(SupportRefused, match="relais"):
        operations.ask(PartnerFactory(), subject="x", request="x", by=TEAM, at=AT)


@pytest.mark.django_db
def test_a_visit_to_come_and_an_empty_diagnosis_are_refused() -> None:
    support = SupportFactory()
    with pytest.raises(SupportRefused, match="pas encore venu"):
        operations.note_visit(support, visited_on=date(2026, 11, 21), who="x", seen="x", by=TEAM, at=AT)
    operations.diagnose(support, values={"wishes": "Un bal."}, by=TEAM, at=AT)
    with pytest.raises(SupportRefused, match="ne dit rien"):
        operations.diagnose(support, values={"wishes": " "}, by=TEAM, at=AT)
    assert Support.objects.get().wishes == "Un bal."


@pytest.mark.django_db
def test_three_years_after_its_end_all_of_it_is_gone() -> None:
    over = AT + timedelta(days=3 * 365, seconds=1)
    old, young = SupportFactory(ended_at=AT), SupportFactory(ended_at=over)
    never = SupportFactory()
    for each in (old, young):
        StepFactory(support=each)
        VisitFactory(support=each)
    operations.forget_old(at=over)
    assert set(Support.objects.all()) == {young, never}
    assert (Step.objects.get().support, Visit.objects.get().support) == (young, young)


def entered(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def post(db: None) -> Referent:
    made: Referent = ReferentFactory()
    return made


@pytest.fixture
def team(post: Referent) -> StaffRole:
    made: StaffRole = StaffRoleFactory(association=post.structure.association, role=StaffRole.Role.TEAM)
    return made


def test_the_accompanied_team_asks_diagnoses_and_ticks_but_does_not_lead(post: Referent, team: StaffRole) -> None:
    client = entered(post.user)
    client.post(reverse("support:ask", args=[post.structure_id]), {"subject": "Le soir", "request": "Rentrer ?"})
    support = Support.objects.get()
    there = reverse("support:support", args=[support.pk])
    assert client.post(there, {"do": "accept", "led_by": post.user.pk}).status_code == 403
    entered(team.user).post(there, {"do": "accept", "led_by": team.user.pk})
    client.post(reverse("support:diagnosis", args=[support.pk]), {"wishes": "Un bal."})
    support.refresh_from_db()
    assert (support.led_by, support.wishes) == (team.user, "Un bal.")
    step = StepFactory(support=support)
    client.post(reverse("support:mark", args=[step.pk]))
    step.refresh_from_db()
    assert step.done_at is not None
    client.post(reverse("support:mark", args=[step.pk]), {"do": "undo"})
    step.refresh_from_db()
    assert step.done_at is None
    for address in (reverse("support:step", args=[step.pk]), there):
        assert client.post(address, {"do": "remove"}).status_code == 403


def test_the_team_keeps_the_plan_and_the_visits(post: Referent, team: StaffRole) -> None:
    support, client = SupportFactory(structure=post.structure), entered(team.user)
    there = reverse("support:support", args=[support.pk])
    client.post(there, {"do": "add_step", "what": "Un minibus", "due_on": "2026-12-01"})
    step = support.steps.get()
    client.post(reverse("support:step", args=[step.pk]), {"what": "Un car", "who": "Awa"})
    step.refresh_from_db()
    assert (step.what, step.who, step.due_on) == ("Un car", "Awa", None)
    client.post(there, {"do": "visit", "visited_on": "2026-01-05", "who": "Nadia", "seen": "Six personnes."})
    client.post(reverse("support:remove_visit", args=[support.visits.get().pk]))
    client.post(reverse("support:step", args=[step.pk]), {"do": "remove"})
    assert not support.visits.exists()
    assert not support.steps.exists()
    page = unescape(
        client.post(there, {"do": "visit", "visited_on": "2999-01-05", "who": "N", "seen": "Rien"}).content.decode()
    )
    assert "Ce jour n'est pas encore venu." in page
    assert "Rien" in page
    assert client.post(there, {"do": "inventé"}).status_code == 404


def test_a_referent_reads_their_own_relays_supports_only(post: Referent, team: StaffRole) -> None:
    other = SupportFactory(structure=RelayFactory(association=post.structure.association), subject="Ailleurs")
    SupportFactory(structure=post.structure, subject="Chez nous")
    client = entered(post.user)
    page = client.get(reverse("support:supports")).content.decode()
    assert "Chez nous" in page
    assert "Ailleurs" not in page
    assert client.get(reverse("support:support", args=[other.pk])).status_code == 404
    assert "Ailleurs" in entered(team.user).get(reverse("support:supports")).content.decode()


def test_the_list_of_the_team_says_what_is_due_late_first_in_constant_queries(  # type: ignore[no-untyped-def]
    post: Referent, team: StaffRole, queries_stay_flat
) -> None:
    client, at = entered(team.user), timezone.now()
    SupportFactory(structure=post.structure, subject="Dans les temps", asked_at=SINCE, moved_at=at, diagnosed_at=at)
    late = SupportFactory(structure=post.structure, subject="En retard", asked_at=at, moved_at=at)
    StepFactory(support=late, due_on=at.date() - timedelta(days=2))

    def grow() -> None:
        StepFactory(support__structure=RelayFactory(association=team.association), support__led_by=team.user)

    grow()
    page = client.get(reverse("support:supports")).content.decode()
    assert page.index("En retard") < page.index("Dans les temps")
    assert "1 étape en retard" in page
    queries_stay_flat(lambda: client.get(reverse("support:supports")), grow)


def test_the_sheet_prints_all_of_it(post: Referent, team: StaffRole) -> None:
    support = SupportFactory(structure=post.structure, wishes="Un bal.", diagnosed_at=SINCE)
    StepFactory(support=support, what="Un minibus")
    VisitFactory(support=support)
    page = entered(post.user).get(reverse("support:sheet", args=[support.pk])).content.decode()
    for said in ("Un bal.", "Un minibus", "Une équipe de six", "Relu ensemble"):
        assert said in page


def test_the_page_of_a_relay_leads_to_its_supports(post: Referent, team: StaffRole) -> None:
    SupportFactory(structure=post.structure, subject="Chez nous")
    page = entered(team.user).get(reverse("network:structure", args=[post.structure_id])).content.decode()
    assert "Chez nous" in page
    assert reverse("support:ask", args=[post.structure_id]) in page


@pytest.mark.django_db
@pytest.mark.parametrize("role", [StaffRole.Role.READER, StaffRole.Role.PROGRAMMER])
def test_a_reader_and_a_volunteer_read_no_diagnosis(role: StaffRole.Role, client: Client) -> None:
    support = SupportFactory(subject="Sortir le soir")
    client.force_login(StaffRoleFactory(association=support.structure.association, role=role).user)
    assert client.get(reverse("support:support", args=[support.pk])).status_code == 404
    assert client.get(reverse("support:sheet", args=[support.pk])).status_code == 404
    for address in (reverse("support:supports"), reverse("network:structure", args=[support.structure_id])):
        assert "Sortir le soir" not in client.get(address).content.decode()
