"""An association asks for its archive, takes it away, leaves, and may come back."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.directory import operations as directory
from pontdesarts.federation import operations, tasks
from pontdesarts.federation.models import Archive, Departure
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Invitation, Referent
from pontdesarts.supporters import operations as supporters
from tests.agreements.factories import people, prepared
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.supporters.factories import SupporterFactory

from .factories import ArchiveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def director(client):
    role = StaffRoleFactory(role=StaffRole.Role.DIRECTION)
    client.force_login(role.user)
    return role


def test_two_presses_make_one_archive_that_the_direction_takes_away(client, director, jobs) -> None:
    address = reverse("federation:archives", args=[director.association.slug])
    client.post(address)
    assert "déjà en train" in client.post(address, follow=True).content.decode()
    assert "L'archive se fait" in client.get(address).content.decode().replace("&#x27;", "'")
    assert jobs.run("federation.make_archive") == ["federation.make_archive"]
    made = Archive.objects.get()
    assert made.size > 0
    answer = client.post(reverse("federation:download", args=[made.pk]))
    content = b"".join(answer.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert "a emporté l'archive" in Entry.objects.about(director.association)[0].sentence


def test_who_does_not_direct_takes_nothing_away(client) -> None:
    team = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(team.user)
    made = ArchiveFactory(association=team.association)
    assert client.get(reverse("federation:archives", args=[team.association.slug])).status_code == 403
    assert client.post(reverse("federation:download", args=[made.pk])).status_code == 404
    assert client.get(reverse("federation:leave", args=[team.association.slug])).status_code == 403


def test_the_direction_of_another_association_takes_nothing_away(client, director) -> None:
    theirs = operations.ask_archive(AssociationFactory(), asked_by=director.user, by=JOB, at=timezone.now())
    operations.make_archive(theirs, at=timezone.now())
    own = operations.ask_archive(director.association, asked_by=director.user, by=JOB, at=timezone.now())
    operations.make_archive(own, at=timezone.now())
    assert client.post(reverse("federation:download", args=[theirs.pk])).status_code == 404
    assert b"".join(client.post(reverse("federation:download", args=[own.pk])).streaming_content)


def test_a_job_that_fails_lets_one_ask_again(director, monkeypatch) -> None:
    asked = operations.ask_archive(director.association, asked_by=director.user, by=JOB, at=timezone.now())
    # a storage that is full
    monkeypatch.setattr(default_storage, "save", lambda *_: (_ for _ in ()).throw(OSError("plein")))
    with pytest.raises(OSError, match="plein"):
        tasks.make_archive(archive_id=asked.pk)
    assert not Archive.objects.exists()


def test_an_archive_is_erased_after_seven_days_with_its_file(director) -> None:
    at = timezone.now()
    asked = operations.ask_archive(director.association, asked_by=director.user, by=JOB, at=at)
    operations.make_archive(asked, at=at)
    stored = Archive.objects.get().stored
    assert default_storage.exists(stored)
    assert operations.forget_archives(at=at + timedelta(days=6)) == 0
    assert operations.forget_archives(at=at + timedelta(days=8)) == 1
    assert not default_storage.exists(stored)


def test_one_leaves_with_a_fresh_archive_and_nobody_left_waiting(director) -> None:
    at, association = timezone.now(), director.association
    with pytest.raises(operations.DepartureRefused, match="archive de moins de 24 heures"):
        operations.leave(association, reason="fusion", by=JOB, at=at)
    ArchiveFactory(association=association, asked_at=at - timedelta(hours=25))
    with pytest.raises(operations.DepartureRefused, match="archive de moins de 24 heures"):
        operations.leave(association, reason="fusion", by=JOB, at=at)
    ArchiveFactory(association=association, asked_at=at - timedelta(hours=1))
    booking = BookingFactory(relay=RelayFactory(association=association), showing__starts_at=at + timedelta(days=2))
    with pytest.raises(operations.DepartureRefused, match="attend encore son jour"):
        operations.leave(association, reason="fusion", by=JOB, at=at)
    booking.showing.starts_at = at - timedelta(days=1)
    booking.showing.save()
    referent = ReferentFactory(structure=booking.relay)
    operations.leave(association, reason="fusion", by=JOB, at=at)
    assert not Referent.objects.current().filter(pk=referent.pk).exists()
    assert not Association.objects.staffed_by(director.user).exists()
    with pytest.raises(operations.DepartureRefused, match="déjà sortie"):
        operations.leave(association, reason="fusion", by=JOB, at=at)


def test_no_public_door_of_an_association_that_left_stays_open(director, client) -> None:
    at, association = timezone.now(), director.association
    opened = {"by": JOB, "at": at}
    directory.open_to_public(association, indexed=True, **opened)
    supporters.change_circle(association, welcome="Bonjour", is_open=True, **opened)
    SupporterFactory(association=association)
    letter = supporters.prepare(
        association, interest="", subject="Fête", text="Bonjour", reply_to="nous@example.org", **opened
    )
    supporters.start(letter, **opened)
    signatory = people(prepared(association))[0]
    ArchiveFactory(association=association, asked_at=at - timedelta(hours=1))
    client.logout()
    pages = {name: reverse(name, args=[association.slug]) for name in ("directory:public", "supporters:join")}
    assert {name: client.get(page).status_code for name, page in pages.items()} == dict.fromkeys(pages, 200)
    operations.leave(association, reason="fusion", by=JOB, at=at)
    assert {name: client.get(page).status_code for name, page in pages.items()} == dict.fromkeys(pages, 404)
    asked = client.get(reverse("membership:ask", args=[association.slug])).content.decode()
    assert "<form" not in asked.split("<main", 1)[1]
    letter.mailing.refresh_from_db()
    assert not letter.mailing.is_running
    epoch = signatory.link_epoch
    signatory.refresh_from_db()
    assert signatory.link_epoch == epoch + 1


def test_the_page_wants_the_name_of_the_association_before_it_lets_go(client, director) -> None:
    ArchiveFactory(association=director.association)
    address = reverse("federation:leave", args=[director.association.slug])
    page = client.post(address, {"reason": "fusion", "name": "autre"}).content.decode()
    assert "son nom" in page
    assert not Departure.objects.exists()
    client.post(address, {"reason": "fusion", "name": f" {director.association.name.upper()} "})
    assert Departure.objects.get().reason == "fusion"


def test_what_keeps_it_here_since_the_page_was_read_is_said_and_what_was_typed_stays(client, director) -> None:
    ArchiveFactory(association=director.association)
    soon = timezone.now() + timedelta(days=2)
    BookingFactory(relay=RelayFactory(association=director.association), showing__starts_at=soon)
    typed = {"reason": "fusion des deux", "name": director.association.name}
    page = client.post(reverse("federation:leave", args=[director.association.slug]), typed).content.decode()
    assert "attend encore son jour" in page
    assert "fusion des deux" in page
    assert not Departure.objects.exists()


def test_what_keeps_it_here_is_said_before_anything_is_typed(client, director) -> None:
    address = reverse("federation:leave", args=[director.association.slug])
    page = client.get(address).content.decode()
    assert "archive de moins de 24 heures" in page
    assert 'name="reason"' not in page
    ArchiveFactory(association=director.association)
    assert 'name="reason"' in client.get(address).content.decode()


def test_the_operator_reopens_it_and_its_new_direction_is_invited(client) -> None:
    operator = StaffRoleFactory(user__is_staff=True)
    gone = AssociationFactory()
    Departure.objects.create(association=gone, left_at=timezone.now(), reason="fusion", digest="0" * 64)
    client.force_login(operator.user)
    client.post(reverse("federation:reopen", args=[gone.slug]), {"name": "Ana Duval", "email": "ana@example.org"})
    assert not Departure.objects.exists()
    assert Invitation.objects.get(association=gone).staff_role == StaffRole.Role.DIRECTION


def test_the_operator_sees_what_an_archive_holds_before_taking_it_in(client, tmp_path) -> None:
    client.force_login(StaffRoleFactory(user__is_staff=True).user)
    address = reverse("federation:take_in")
    wrong = client.post(address, {"archive": SimpleUploadedFile("a.zip", b"rien"), "preview": "1"}).content.decode()
    assert "pas une archive" in wrong
    theirs = RelayFactory(association=AssociationFactory(name="Passerelle du Nord")).association
    path = tmp_path / "a.zip"
    from pontdesarts.federation import archive

    archive.write(theirs, path, at=timezone.now())
    page = client.post(
        address, {"archive": SimpleUploadedFile("a.zip", path.read_bytes()), "preview": "1"}
    ).content.decode()
    assert "Passerelle du Nord" in page
    assert (
        "déjà sur la plateforme"
        in client.post(address, {"archive": SimpleUploadedFile("a.zip", path.read_bytes())}).content.decode()
    )


def test_only_the_operator_opens_these_doors(client, director) -> None:
    assert client.get(reverse("federation:take_in")).status_code == 403
    assert client.get(reverse("federation:reopen", args=[director.association.slug])).status_code == 403
