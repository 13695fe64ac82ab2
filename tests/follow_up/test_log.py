"""The log of a structure and its tasks: written, corrected, undone, and who reads them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole, Visit
from pontdesarts.follow_up import operations
from pontdesarts.follow_up.models import LogLine, Task
from pontdesarts.follow_up.refusals import LogRefused, TaskRefused
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import DeadAddress
from pontdesarts.network.models import Contact
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory

from .scenes import note

pytestmark = pytest.mark.django_db


@pytest.fixture
def role() -> StaffRole:
    return StaffRoleFactory()


@pytest.fixture
def relay(role):
    return RelayFactory(association=role.association, name="Centre social Balzac")


def test_a_call_is_noted_in_one_form_and_stands_at_the_head_of_the_timeline(client, role, relay) -> None:
    client.force_login(role.user)
    said = {"kind": "call", "happened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "with_whom": "Ana"}
    address = reverse("follow_up:note", args=[relay.pk])
    answered = client.post(address, said | {"text": ""})
    assert "Ana" in answered.content.decode(), "what was typed is kept"
    answered = client.post(address, said | {"text": "Elle prépare la rentrée."}, follow=True)
    page = answered.content.decode()
    assert "Appel avec Ana" in page
    assert "Elle prépare la rentrée." in page
    assert relay.log_lines.get().written_by == role.user
    assert "a noté au suivi" in Entry.objects.about(relay)[0].sentence


def test_what_is_to_come_is_a_task_not_a_line(relay) -> None:
    with pytest.raises(LogRefused, match="à venir"):
        note(relay, days_ago=-1)
    assert not LogLine.objects.exists()


def test_the_last_contact_follows_what_is_noted_corrected_and_erased(relay) -> None:
    note(relay, days_ago=20)
    recent = note(relay, days_ago=3)
    relay.refresh_from_db()
    assert (timezone.now() - relay.care.last_contact_at).days == 3
    operations.remove_note(recent, by=JOB, at=timezone.now())
    relay.care.refresh_from_db()
    assert (timezone.now() - relay.care.last_contact_at).days == 20


def test_a_mail_written_from_the_product_leaves_is_logged_and_answers_to_whoever_wrote_it(
    client, role, relay, post_office, jobs
) -> None:
    Contact.objects.create(structure=relay, name="Ana", email="ana@example.org", confirmed_at=timezone.now())
    client.force_login(role.user)
    said = {"to": "ana@example.org", "subject": "Jeudi", "text": "Passez à 14 h."}
    client.post(reverse("follow_up:write", args=[relay.pk]), said)
    jobs.run("messaging.send_letters")
    letter = post_office.to("ana@example.org")[0]
    assert letter.message["Reply-To"] == role.user.email
    assert "List-Unsubscribe" not in letter.message, "one does not unsubscribe from a conversation"
    line = relay.log_lines.get()
    assert (line.kind, line.with_whom) == ("mail", "Ana")
    with pytest.raises(LogRefused, match="parti"):
        operations.remove_note(line, by=JOB, at=timezone.now())


def test_nobody_writes_from_here_to_an_address_that_is_not_of_the_structure(client, role, relay, jobs) -> None:
    client.force_login(role.user)
    said = {"to": "autre@example.net", "subject": "x", "text": "x"}
    assert client.post(reverse("follow_up:write", args=[relay.pk]), said).status_code == 200
    assert jobs.waiting() == []


def test_an_address_that_comes_back_is_shown_on_the_page_of_the_structure_and_revived_there(
    client, role, relay
) -> None:
    DeadAddress.objects.create(address=relay.email.lower(), since=timezone.now())
    client.force_login(role.user)
    page = reverse("network:structure", args=[relay.pk])
    assert "Nos courriels reviennent" in client.get(page).content.decode()
    with pytest.raises(LogRefused, match="ne marche plus"):
        operations.write_to(
            relay, address=relay.email, name="", subject="x", text="x", reply_to="", by=JOB, at=timezone.now()
        )
    DeadAddress.objects.create(address="ailleurs@example.org", since=timezone.now())
    revive = reverse("follow_up:revive", args=[relay.pk])
    client.post(revive, {"address": "ailleurs@example.org"})
    client.post(revive, {"address": relay.email})
    assert list(DeadAddress.objects.values_list("address", flat=True)) == ["ailleurs@example.org"]
    assert "Nos courriels reviennent" not in client.get(page).content.decode()


def test_the_structure_itself_readers_and_volunteers_do_not_read_the_log_a_visit_does(client, role, relay) -> None:
    note(relay, text="Ambiance tendue.")
    address = reverse("follow_up:story", args=[relay.pk])
    programmer = StaffRoleFactory(association=role.association, role=StaffRole.Role.PROGRAMMER).user
    reader = StaffRoleFactory(association=role.association, role=StaffRole.Role.READER).user
    for user in (ReferentFactory(structure=relay).user, programmer, reader):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert "Ambiance" not in client.get(reverse("network:structure", args=[relay.pk])).content.decode()
    visitor = StaffRoleFactory().user
    now = timezone.now()
    Visit.objects.create(
        user=visitor, association=role.association, reason="x", opened_at=now, until=now + timedelta(hours=1)
    )
    client.force_login(visitor)
    assert "Ambiance tendue." in client.get(address).content.decode()
    assert client.post(reverse("follow_up:note", args=[relay.pk]), {"text": "x"}).status_code == 404


def test_a_task_is_done_undone_and_waits_on_the_desk_of_its_owner_alone(client, role, relay) -> None:
    other = StaffRoleFactory(association=role.association).user
    task = operations.add_task(
        relay, title="Rappeler Ana", due_on=timezone.localdate(), owner=role.user, by=JOB, at=timezone.now()
    )
    address = reverse("follow_up:task", args=[task.pk])
    client.force_login(other)
    assert "Rappeler Ana" not in client.get(reverse("follow_up:mine")).content.decode()
    assert "1 tâche à faire" not in client.get("/").content.decode()
    assert "Rappeler Ana" in client.get(reverse("follow_up:mine") + "?equipe=1").content.decode()
    client.force_login(role.user)
    assert "1 tâche à faire" in client.get("/").content.decode()
    client.post(address, {"act": "do"})
    assert "1 tâche à faire" not in client.get("/").content.decode()
    client.post(address, {"act": "undo"})
    task.refresh_from_db()
    assert (task.done_at, task.done_by_label) == (None, "")
    client.post(address, {"act": "remove"})
    assert not Task.objects.exists()


def test_a_task_is_put_off_or_given_to_a_colleague_until_it_is_done(client, role, relay) -> None:
    other, today = StaffRoleFactory(association=role.association).user, timezone.localdate()
    task = operations.add_task(relay, title="Rappeler", due_on=today, owner=role.user, by=JOB, at=timezone.now())
    client.force_login(role.user)
    address = reverse("follow_up:change_task", args=[task.pk])
    assert address in client.get(reverse("follow_up:mine")).content.decode()
    typed = {"title": "Rappeler", "due_on": (today + timedelta(days=7)).isoformat(), "owner": other.pk}
    assert "choix valide" in client.post(address, typed | {"owner": StaffRoleFactory().user.pk}).content.decode()
    assert client.post(address + "?retour=/suivi/", typed).headers["Location"] == "/suivi/"
    task.refresh_from_db()
    assert (task.due_on, task.owner) == (today + timedelta(days=7), other)
    operations.do_task(task, by=JOB, at=timezone.now())
    late = client.post(address, typed | {"title": "Trop tard"}).content.decode()
    assert "Cette tâche est faite" in late
    assert 'value="Trop tard"' in late


def test_a_task_goes_to_somebody_of_the_team_of_that_association(relay) -> None:
    with pytest.raises(TaskRefused):
        operations.add_task(
            relay, title="x", due_on=date(2026, 12, 1), owner=StaffRoleFactory().user, by=JOB, at=timezone.now()
        )


def test_a_way_back_that_leads_elsewhere_is_not_followed(client, role, relay) -> None:
    client.force_login(role.user)
    said = {"kind": "note", "happened_at": "2026-09-01T10:00", "text": "x"}
    for wanted in ("https://example.net/", "//example.net/", "javascript:alert(1)"):
        answered = client.post(reverse("follow_up:note", args=[relay.pk]), said | {"retour": wanted})
        assert answered.url == reverse("follow_up:story", args=[relay.pk])


def test_two_years_after_the_last_contact_the_log_is_erased_and_a_call_of_yesterday_keeps_it(relay) -> None:
    silent, followed = relay, RelayFactory(association=relay.association)
    note(silent, days_ago=731)
    note(followed, days_ago=900)
    note(followed, days_ago=1)
    done, open_ = (
        Task.objects.create(structure=silent, title="x", due_on=date(2024, 1, 1), created_at=timezone.now())
        for _ in range(2)
    )
    Task.objects.filter(pk=done.pk).update(done_at=timezone.now() - timedelta(days=731))
    assert operations.forget_old(at=timezone.now()) == 2
    assert (silent.log_lines.count(), followed.log_lines.count()) == (0, 2)
    assert list(Task.objects.all()) == [open_]


def test_what_the_team_notes_for_itself_is_not_in_the_journal_that_the_relay_reads(client, role, relay) -> None:
    post = ReferentFactory(structure=relay)
    note(relay)
    operations.add_task(relay, title="Rappeler", due_on=date(2026, 12, 1), owner=role.user, by=JOB, at=timezone.now())
    address = reverse("network:structure", args=[relay.pk])
    for user, reads in ((role.user, True), (post.user, False)):
        client.force_login(user)
        page = client.get(address).content.decode()
        assert ("noté au suivi" in page) is reads
        assert ("ajouté une tâche" in page) is reads
