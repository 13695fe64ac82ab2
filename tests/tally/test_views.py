"""From the list of a date to who came, by the venue's link or with an account: nothing is said before one saves."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings import notices
from pontdesarts.bookings.models import Booking
from pontdesarts.demo.camera import Mark
from pontdesarts.outings.models import Claim
from pontdesarts.tally import forms
from pontdesarts.tally.models import Picture, Sheet, Tally
from pontdesarts.tally.reading import decoding
from pontdesarts.tally.rules import Read
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import CoordinatorFactory, ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory
from tests.tally.factories import TallyFactory, a_page, a_past_date, a_photo, a_sheet, parties

pytestmark = pytest.mark.django_db


@pytest.fixture
def showing():
    return a_past_date()


@pytest.fixture
def link(showing) -> str:
    """What the venue holds: the signed link of its list, as a prefix of our addresses."""
    token = notices.list_link(showing).rstrip("/").rsplit("/", 1)[1]
    return f"/pointage/listes/{token}/"


@pytest.fixture
def team(client, showing):
    role = StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


def text(response) -> str:
    page = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def upload(client, address: str, *contents: bytes, **more):
    files = [SimpleUploadedFile(f"IMG_{n}.jpg", content, "image/jpeg") for n, content in enumerate(contents)]
    return client.post(address, {"photos": files}, **more)


def waiting(showing, sizes=(2, 4, 3), **reads: Read) -> tuple[Tally, list[Booking]]:
    """A reading whose first rows were read so."""
    made, tally = parties(showing, *sizes), TallyFactory(showing=showing)
    page = BytesIO()
    Image.new("L", (1050, 1485), 200).save(page, "JPEG")
    rows = {int(row.removeprefix("row")): read for row, read in reads.items()}
    a_page(tally, a_sheet(showing), rows, picture=page.getvalue())
    return tally, made


# --- the whole way


def test_a_venue_gives_its_list_back_without_an_account(client, showing, link, jobs) -> None:
    first, second, third = parties(showing, 2, 4, 3)
    printed = client.post(f"{link}imprimer/")
    paper = client.get(printed.url)
    assert paper["Content-Type"] == "application/pdf"
    assert "Tous là" in PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    content = a_photo(Sheet.objects.get(), {first: 2, second: 3, third: 3}, marks={third: Mark.SCRIBBLED})
    sent = upload(client, link, content, follow=True)
    assert "Lecture en cours" in text(sent)
    assert "0 sur 1" in text(sent)
    jobs.run("tally.read")
    here = sent.redirect_chain[0][0]
    screen = client.get(here)
    assert "À regarder : 1 ligne" in text(screen)
    assert "Une case noircie ou raturée." in text(screen)
    assert not Claim.objects.exists()
    unanswered = client.post(here, {f"came_{first.pk}": "2", f"came_{second.pk}": "3"})
    assert "Dites combien sont venus, ou « je ne sais pas »." in text(unanswered)
    assert not Claim.objects.exists()
    saved = client.post(here, {f"came_{first.pk}": "2", f"came_{second.pk}": "3", f"came_{third.pk}": "?"}, follow=True)
    assert "Cette liste est enregistrée" in text(saved)
    assert {claim.booking: claim.came for claim in Claim.objects.all()} == {first: 2, second: 3}
    assert Claim.objects.first().said_by_label.endswith("par son lien")
    assert Picture.objects.get().content is None


def test_the_team_and_the_venue_s_people_do_the_same_with_an_account(client, showing, jobs) -> None:
    (booking,) = parties(showing, 2)
    role = StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.TEAM)
    people = [role.user, CoordinatorFactory(structure=showing.offer.partner).user]
    for came, user in zip((2, 1), people, strict=True):
        client.force_login(user)
        sent = upload(client, reverse("tally:send", args=[showing.pk]), a_photo(a_sheet(showing), {booking: came}))
        jobs.run("tally.read")
        client.post(sent.url, {f"came_{booking.pk}": str(came)})
        assert Booking.objects.get().came == came
    assert [claim.said_by for claim in Claim.objects.order_by("pk")] == people


# --- who may


def test_another_association_a_relay_and_a_reader_find_nothing(client, showing) -> None:
    tally, _ = waiting(showing)
    strangers = [
        StaffRoleFactory(role=StaffRole.Role.TEAM).user,
        StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.READER).user,
        ReferentFactory(structure=RelayFactory(association=showing.offer.association)).user,
        CoordinatorFactory().user,
    ]
    page = tally.pages.get().pk
    sheet = Sheet.objects.get().identity
    for user in strangers:
        client.force_login(user)
        for name, rest in (
            ("send", []),
            ("by_hand", []),
            ("paper", [sheet]),
            ("reading", [tally.identity]),
            ("page", [tally.identity, page]),
            ("row", [tally.identity, page, 0]),
        ):
            assert client.get(reverse(f"tally:{name}", args=[showing.pk, *rest])).status_code == 404, (user, name)
        for name, rest in (("send", []), ("print", []), ("drop", [tally.identity])):
            assert client.post(reverse(f"tally:{name}", args=[showing.pk, *rest])).status_code == 404, (user, name)


def test_a_link_opens_the_photos_of_its_date_alone(client, showing, link) -> None:
    theirs, _ = waiting(a_past_date(), row0=Read(2, True, 0.99))
    for rest in ("", f"pages/{theirs.pages.get().pk}.jpg", f"pages/{theirs.pages.get().pk}/0.jpg"):
        assert client.get(f"{link}lectures/{theirs.identity}/{rest}").status_code == 404
    assert client.get(f"{link}feuilles/{Sheet.objects.get().identity}.pdf").status_code == 404
    assert client.get("/pointage/listes/nothing/").status_code == 410


def test_a_picture_goes_to_whoever_may_read_the_list_and_nothing_keeps_it(client, showing, link) -> None:
    tally, _ = waiting(showing, row0=Read(2, True, 0.99))
    page = f"{link}lectures/{tally.identity}/pages/{tally.pages.get().pk}"
    row = client.get(f"{page}/0.jpg")
    assert row["Content-Type"] == "image/jpeg"
    assert "no-store" in row["Cache-Control"]
    assert Image.open(BytesIO(row.content)).size[0] == 662
    assert Image.open(BytesIO(client.get(f"{page}.jpg").content)).size == (1050, 1485)
    assert client.get(f"{page}/7.jpg").status_code == 404


def test_opening_a_page_writes_nothing_and_robots_claim_nothing(client, showing, link) -> None:
    tally, _ = waiting(showing, row0=Read(2, True, 0.99))
    here = f"{link}lectures/{tally.identity}/"
    assert client.get(here).status_code == 200
    assert client.get(f"{here}mettre-de-cote/").status_code == 405
    assert client.get(f"{link}imprimer/").status_code == 405
    assert not Claim.objects.exists()


# --- correcting


def test_rows_without_a_tick_are_one_question_that_a_person_answers(client, showing, team) -> None:
    blank = Read(None, True, 0.99)
    tally, (first, second, third) = waiting(showing, row0=Read(2, True, 0.99), row1=blank, row2=blank)
    here = reverse("tally:reading", args=[showing.pk, tally.identity])
    answers = {f"came_{first.pk}": "2", f"came_{second.pk}": "", f"came_{third.pk}": "1"}
    assert "Dites ce que veulent dire les lignes sans coche." in text(client.post(here, answers))
    client.post(here, answers | {"blank": "0"})
    assert {claim.booking: claim.came for claim in Claim.objects.all()} == {first: 2, second: 0, third: 1}


def test_whoever_ticked_page_finished_has_answered_but_a_person_still_saves(client, showing, team) -> None:
    tally, _ = waiting(showing, row0=Read(None, True, 0.99))
    tally.pages.update(finished=True)
    page = client.get(reverse("tally:reading", args=[showing.pk, tally.identity])).content.decode()
    assert re.search(r'name="blank" value="0"[^>]*checked', page)
    assert not Claim.objects.exists()


def test_nothing_typed_is_lost_and_a_large_party_has_its_number(client, showing, team) -> None:
    tally, (large, other) = waiting(showing, sizes=(12, 2), row0=Read(None, False, 0.5, "Un nombre est écrit."))
    here = reverse("tally:reading", args=[showing.pk, tally.identity])
    answers = {f"came_{large.pk}": "n", f"number_{large.pk}": "13", f"came_{other.pk}": "1"}
    refused = client.post(here, answers)
    assert 'value="13"' in refused.content.decode()
    assert "Dites combien de personnes sont venues." in text(client.post(here, answers | {f"number_{large.pk}": ""}))
    client.post(here, answers | {f"number_{large.pk}": "9", f"came_{large.pk}": ""})  # typed, the pill forgotten
    assert Booking.objects.get(pk=large.pk).came == 9


def test_a_second_click_changes_nothing_and_says_where_to_correct(client, showing, team) -> None:
    tally, (first, *_) = waiting(showing, sizes=(2,), row0=Read(2, True, 0.99))
    here = reverse("tally:reading", args=[showing.pk, tally.identity])
    for came in ("2", "1"):
        page = client.post(here, {f"came_{first.pk}": came}, follow=True)
    assert "Corriger une ligne" in text(page)
    assert Claim.objects.get().came == 2
    by_hand = reverse("tally:by_hand", args=[showing.pk])
    assert re.search(rf'name="came_{first.pk}" value="2"[^>]*checked', client.get(by_hand).content.decode())
    client.post(by_hand, {f"came_{first.pk}": "1"})
    assert Booking.objects.get().came == 1


def test_the_wrong_sheet_is_put_aside(client, showing, link) -> None:
    tally, _ = waiting(showing, row0=Read(2, True, 0.99))
    after = client.post(f"{link}lectures/{tally.identity}/mettre-de-cote/", follow=True)
    assert "Rien n'a été enregistré." in text(after)
    assert not Claim.objects.exists()
    assert client.post(f"{link}lectures/{tally.identity}/mettre-de-cote/", follow=True).status_code == 200


def test_a_missing_page_is_said(client, showing, team) -> None:
    tally, made = waiting(showing, sizes=(2,) * 16, row0=Read(2, True, 0.99))
    page = text(client.get(reverse("tally:reading", args=[showing.pk, tally.identity])))
    assert "La page 2 manque." in page
    assert f"Sur aucune photo : {len(made) - 1} réservations" in page


def test_photos_erased_meanwhile_leave_what_was_read(client, showing, team) -> None:
    tally, _ = waiting(showing, row0=Read(2, True, 0.99))
    tally.pages.update(picture=None)
    page = client.get(reverse("tally:reading", args=[showing.pk, tally.identity]))
    assert "Les photos sont effacées." in text(page)
    assert "tally-picture" not in page.content.decode()


# --- sending


def test_files_that_cannot_be_read_are_refused_with_a_sentence_each(client, showing, link, jobs) -> None:
    parties(showing, 2)
    sent = upload(client, link, b"not a photo", b"\x00\x00\x00\x18ftypheic" + bytes(50), follow=True)
    jobs.run("tally.read")
    page = text(client.get(sent.redirect_chain[0][0]))
    assert "Ces photos sont à reprendre" in page
    assert "Photo 1 : Ce fichier n'est ni une photo ni un PDF." in page
    assert "Photo 2 : Cette photo est au format HEIC, que nous ne savons pas lire." in page


def test_no_file_too_many_and_too_heavy_are_refused_before_anything_is_kept(client, link) -> None:
    assert "Choisissez la photo de chaque page." in text(client.post(link, {}))
    assert "Ce fichier est vide." in text(upload(client, link, b""))
    assert "13 fichiers, c'est trop" in text(upload(client, link, *[b"x"] * 13))
    assert "est trop lourd : 15 Mo au plus" in text(upload(client, link, bytes(forms.MOST_BYTES + 1)))
    assert not Picture.objects.exists()


def test_the_form_and_the_reader_have_the_same_limit() -> None:
    assert forms.MOST_BYTES == decoding.MOST_BYTES


def test_the_same_photos_sent_after_saving_say_so(client, showing, team, jobs) -> None:
    (booking,) = parties(showing, 2)
    content, address = a_photo(a_sheet(showing), {booking: 2}), reverse("tally:send", args=[showing.pk])
    sent = upload(client, address, content)
    jobs.run("tally.read")
    client.post(sent.url, {f"came_{booking.pk}": "2"})
    assert "Ces photos sont déjà lues et enregistrées" in text(upload(client, address, content, follow=True))


def test_before_the_date_the_page_prints_and_takes_no_photo(client) -> None:
    showing = AllotmentFactory(showing__starts_at=timezone.now() + timedelta(days=1)).showing
    role = StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    address = reverse("tally:send", args=[showing.pk])
    assert "La sortie n'a pas encore eu lieu." in text(client.get(address))
    upload(client, address, b"photo")
    assert not Picture.objects.exists()


def test_a_list_that_changed_since_is_printed_again(client, showing, team) -> None:
    parties(showing, 2)
    printed = client.post(reverse("tally:print", args=[showing.pk]))
    parties(showing, 3)
    assert "La liste a changé depuis" in text(client.get(printed.url, follow=True))


def test_the_page_of_lists_names_the_dates_that_wait(client, showing, team, queries_stay_flat) -> None:
    address = reverse("tally:tallies")
    assert "Aucune date passée" in text(client.get(address))
    waiting(showing)
    page = text(client.get(address))
    assert "photos à vérifier" in page
    Tally.objects.all().delete()
    assert "3 réservations inconnues" in text(client.get(address))

    def another() -> None:
        parties(a_past_date(showing__offer__association=showing.offer.association), 2)

    queries_stay_flat(lambda: client.get(address), another)


def test_a_long_list_asks_no_more_of_the_database(client, showing, team, queries_stay_flat) -> None:
    tally, _ = waiting(showing, row0=Read(2, True, 0.99))
    address = reverse("tally:reading", args=[showing.pk, tally.identity])
    queries_stay_flat(lambda: client.get(address), lambda: parties(showing, *[2] * 9))


def test_the_page_that_waits_asks_for_its_piece_and_makes_room_when_all_is_read(client, showing, link, jobs) -> None:
    (booking,) = parties(showing, 2)
    address = upload(client, link, a_photo(a_sheet(showing), {booking: 2})).url
    piece = {"HX-Request": "true", "HX-Target": "results"}
    waits = client.get(address, headers=piece)
    assert "0 sur 1" in text(waits)
    assert b"<main" not in waits.content
    jobs.run("tally.read")
    assert client.get(address, headers=piece)["HX-Refresh"] == "true"
