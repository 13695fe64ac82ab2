"""The pages of conventions, for the team, for the people of a party, for somebody who signs from outside."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pontdesarts.agreements import notices, operations, wording
from pontdesarts.agreements.models import Agreement, Signatory, Signature, Stage, Template
from pontdesarts.associations.models import StaffRole, Visit
from pontdesarts.journal.actors import JOB
from pontdesarts.membership.signals import entry_steps
from pontdesarts.network.models import Structure
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.territory.factories import CommuneFactory

from .factories import code_of, people, photo, prepared, sent, sign, signed, text_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client) -> StaffRole:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


def now_period(**values):
    day = timezone.localdate()
    return {"at": timezone.now(), "starts_on": day - timedelta(days=30), "ends_on": day + timedelta(days=60)} | values


def read(answer) -> str:
    return unescape(answer.content.decode())


def page_of(signatory) -> str:
    link = notices.link(signatory, expires_at=timezone.now() + timedelta(days=1))
    return "/" + link.split("/", 3)[3]


def test_a_tripartite_convention_goes_from_its_first_page_to_the_links_in_a_few_steps(client, team) -> None:
    CommuneFactory(insee="26362", name="Valence", postal_codes=["26000"])
    typed = {"kind": "commune", "commune": "Valence", "starts_on": "2026-09-01", "ends_on": "2029-08-31"}
    answer = client.post(reverse("agreements:propose", args=[team.association.slug]), typed)
    agreement = Agreement.objects.get()
    assert answer.url == reverse("agreements:people", args=[agreement.pk])
    assert agreement.title == "Convention tripartite, commune de Valence, 2026-2029"
    town, association = wording.parties_of(agreement)
    for party, name, function in (
        (town, "Samira Aubert", "social"),
        (town, "Paul Chastan", "culture"),
        (association, "Hélène Marchetti", "presidency"),
    ):
        who = {"party": party.pk, "name": name, "function": function, "email": f"{function}@example.org"}
        assert client.post(answer.url, who).status_code == 302
    promised = {"party": town.pk, "kind": "seats", "number": "200"}
    assert client.post(reverse("agreements:promises", args=[agreement.pk]), promised).status_code == 302
    reading = read(client.get(reverse("agreements:send", args=[agreement.pk])))
    assert "l'action sociale et l'action culturelle de la commune de Valence" in reading
    assert "Commune de Valence : 200 places" in reading
    client.post(reverse("agreements:send", args=[agreement.pk]))
    agreement.refresh_from_db()
    assert agreement.stage == Stage.SENT
    page = read(client.get(reverse("agreements:agreement", args=[agreement.pk])))
    assert page.count("n'a pas signé") == 3


def test_nothing_typed_is_lost_when_the_commune_is_missing(client, team) -> None:
    typed = {"kind": "commune", "starts_on": "2026-09-01", "ends_on": "2027-08-31", "title": "Avec la ville"}
    page = read(client.post(reverse("agreements:propose", args=[team.association.slug]), typed))
    assert "Dites quelle commune." in page
    assert "Avec la ville" in page


def test_a_structure_of_another_association_is_not_even_found(client, team) -> None:
    RelayFactory(name="Les Tilleuls d'ailleurs")
    typed = {"kind": "relay", "structure": "tilleuls", "starts_on": "2026-09-01", "ends_on": "2027-08-31"}
    page = read(client.post(reverse("agreements:propose", args=[team.association.slug]), typed))
    assert "Aucune structure du réseau ne s'appelle" in page
    assert not Agreement.objects.exists()


def test_a_party_of_another_convention_is_named_nobody(client, team) -> None:
    agreement, other = prepared(team.association), prepared(AssociationFactory())
    who = {"party": other.parties.order_by("pk")[0].pk, "name": "Ana Duval", "function": "mayor"}
    client.post(reverse("agreements:people", args=[agreement.pk]), who)
    assert not Signatory.objects.filter(name="Ana Duval").exists()


def test_whoever_signs_reads_asks_types_and_has_signed_without_an_account(client) -> None:
    agreement = sent(AssociationFactory(), **now_period())
    person = people(agreement)[0]
    address = page_of(person)
    page = read(client.get(address))
    assert "Recevoir mon code" in page
    assert person.name in page
    client.post(address, {"ask": "1"})
    typed = {"code": code_of(person), "read": "on", "digest": text_out(agreement).digest}
    assert "Signer" in read(client.get(address))
    client.post(address, typed)
    assert "Vous avez signé le" in read(client.get(address))
    assert Signature.objects.get().name == person.name
    assert client.get(address + "convention.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("missing", ["read", "digest", "code"])
def test_nobody_signs_unread_or_another_text_than_the_one_on_the_page(client, missing) -> None:
    agreement = sent(AssociationFactory(), **now_period())
    person = people(agreement)[0]
    client.post(page_of(person), {"ask": "1"})
    typed = {"code": code_of(person), "read": "on", "digest": text_out(agreement).digest}
    typed.pop(missing)
    client.post(page_of(person), typed)
    assert not Signature.objects.exists()
    assert not text_out(agreement).codes.exclude(tries=0).exists()


def test_a_wrong_code_is_said_on_the_page_and_counted(client) -> None:
    agreement = sent(AssociationFactory(), **now_period())
    person = people(agreement)[0]
    client.post(page_of(person), {"ask": "1"})
    wrong = f"{(int(code_of(person)) + 1) % 10**6:06d}"
    typed = {"code": wrong, "read": "on", "digest": text_out(agreement).digest}
    page = read(client.post(page_of(person), typed))
    assert "Ce n'est pas le code que nous avons envoyé. Il reste 4 essais." in page
    assert text_out(agreement).codes.get().tries == 1


def test_a_link_of_a_replaced_text_an_ended_post_or_another_door_opens_nothing(client) -> None:
    agreement = sent(AssociationFactory(), **now_period())
    first, last = people(agreement)
    address, other = page_of(first), page_of(last)
    operations.end_post(first, on=timezone.localdate(), by=JOB, at=timezone.now())
    assert client.get(address).status_code == 410
    operations.change_text(agreement, text="Un autre texte.", by=JOB, at=timezone.now())
    assert "Le texte a changé" in read(client.get(other))
    assert client.post(other, {"ask": "1"}).status_code == 410
    assert client.get(other + "convention.pdf").status_code == 410


def test_looking_at_the_page_of_signing_writes_nothing_and_sends_nothing(client) -> None:
    person = people(sent(AssociationFactory(), **now_period()))[0]
    client.get(page_of(person))
    assert not person.codes.exists()


def test_a_paper_that_is_none_is_refused_on_the_page_and_a_photo_is_kept(client, team) -> None:
    agreement = sent(team.association, **now_period())
    address = reverse("agreements:scan", args=[agreement.pk])
    typed = {"people": [one.pk for one in people(agreement)], "on": timezone.localdate().isoformat()}
    fake = SimpleUploadedFile("scan.pdf", b"PK\x03\x04", content_type="application/pdf")
    assert "ni un PDF ni une photo" in read(client.post(address, typed | {"file": fake}))
    file = SimpleUploadedFile("photo.exe", photo())
    client.post(address, typed | {"file": file})
    agreement.refresh_from_db()
    assert agreement.stage == Stage.SIGNED
    kept = client.get(reverse("agreements:scan_file", args=[Signature.objects.all()[0].scan_id]))
    assert kept.headers["Content-Type"] == "image/png"
    assert kept.headers["Content-Disposition"].startswith("attachment")


def test_the_template_is_previewed_before_it_is_published(client, team) -> None:
    address = reverse("agreements:template", args=[team.association.slug, "relay"])
    page = read(client.post(address, {"text": "# Titre\n- {{structure}} et {{nimporte}}", "preview": "1"}))
    assert "<h3>Titre</h3>" in page
    assert "Centre social Les Tilleuls" in page
    assert "Ces champs n'existent pas" in page
    assert "n'existe pas" in read(client.post(address, {"text": "{{nimporte}}"}))
    assert not Template.objects.exists()
    assert client.post(address, {"text": "Avec {{structure}}."}).status_code == 302
    assert Template.objects.get().version == 1


def test_one_click_proposes_what_follows(client, team) -> None:
    agreement = signed(team.association, **now_period())
    assert "1 convention à renouveler" in read(client.get("/"))
    assert agreement.title in read(client.get(reverse("agreements:agreements") + "?vue=a-renouveler"))
    answer = client.post(reverse("agreements:renew", args=[agreement.pk]))
    after = Agreement.objects.get(renews=agreement)
    assert answer.url == reverse("agreements:agreement", args=[after.pk])
    assert "à renouveler" not in read(client.get("/"))


def test_tabs_hold_what_they_say(client, team) -> None:
    far = now_period(ends_on=timezone.localdate() + timedelta(days=300))
    made = {
        "en-discussion": prepared(team.association, title="Celle qui se prépare"),
        "a-signer": sent(team.association, title="Celle qui part"),
        "en-cours": signed(team.association, title="Celle qui court", **far),
        "a-renouveler": signed(team.association, title="Celle qui finit", **now_period()),
    }
    for view, agreement in made.items():
        page = read(client.get(reverse("agreements:agreements") + f"?vue={view}"))
        assert agreement.title in page
        others = [
            other.title for key, other in made.items() if key != view and (view, key) != ("en-cours", "a-renouveler")
        ]
        assert not [title for title in others if title in page]


def test_the_list_asks_as_many_questions_however_many_there_are(client, team, queries_stay_flat) -> None:
    prepared(team.association)
    queries_stay_flat(
        lambda: client.get(reverse("agreements:agreements")), lambda: [prepared(team.association) for _ in range(3)]
    )


def test_the_people_of_a_party_read_and_write_nothing(client) -> None:
    post = ReferentFactory(structure=RelayFactory())
    agreement = sent(post.structure.association, structure=post.structure, **now_period())
    client.force_login(post.user)
    page = read(client.get(reverse("agreements:agreement", args=[agreement.pk])))
    assert agreement.title in page
    assert "Renvoyer le lien" not in page
    assert client.get(reverse("agreements:paper", args=[agreement.pk])).content.startswith(b"%PDF")
    for name in ("send", "text", "people", "promises", "scan", "step"):
        assert client.post(reverse(f"agreements:{name}", args=[agreement.pk]), {}).status_code == 403
    stranger = ReferentFactory(structure=RelayFactory(association=post.structure.association))
    client.force_login(stranger.user)
    assert client.get(reverse("agreements:agreement", args=[agreement.pk])).status_code == 404


def test_the_federation_reads_while_its_visit_lasts_and_a_volunteer_does_not(client) -> None:
    visitor, agreement = ReferentFactory().user, sent(AssociationFactory(), **now_period())
    address = reverse("agreements:agreement", args=[agreement.pk])
    at = timezone.now()
    visit = Visit.objects.create(
        user=visitor, association=agreement.association, reason="Bilan", opened_at=at, until=at + timedelta(hours=1)
    )
    client.force_login(visitor)
    assert client.get(address).status_code == 200
    assert client.post(reverse("agreements:send", args=[agreement.pk])).status_code == 403
    Visit.objects.filter(pk=visit.pk).update(closed_at=at)
    assert client.get(address).status_code == 404
    volunteer = StaffRoleFactory(association=agreement.association, role=StaffRole.Role.PROGRAMMER)
    client.force_login(volunteer.user)
    assert client.get(address).status_code == 404


def entry(structure, user):
    answers = entry_steps.send(sender=Structure, structure=structure, user=user, at=timezone.now())
    return next(step for _, step in answers if step is not None and step.position == 40)


def test_the_entry_of_a_structure_says_where_its_convention_stands(team) -> None:
    relay = RelayFactory(association=team.association)
    nothing = entry(relay, team.user)
    assert (nothing.state, nothing.action) == ("off", "Préparer une convention")
    assert f"?structure={relay.pk}" in nothing.href
    agreement = sent(team.association, structure=relay, **now_period())
    assert (entry(relay, team.user).state, entry(relay, team.user).said) == ("waiting", "à signer")
    for person in people(agreement):
        sign(person, at=timezone.now())
    done = entry(relay, team.user)
    assert (done.state, done.href) == ("done", reverse("agreements:agreement", args=[agreement.pk]))


def test_the_page_prepared_from_a_structure_knows_its_name(client, team) -> None:
    relay = RelayFactory(association=team.association, name="Les Tilleuls")
    address = reverse("agreements:propose", args=[team.association.slug])
    assert "Les Tilleuls" in read(client.get(f"{address}?structure={relay.pk}"))
    for wrong in ("²", "9" * 30, "-1", str(RelayFactory().pk)):
        assert client.get(f"{address}?structure={wrong}").status_code == 200
