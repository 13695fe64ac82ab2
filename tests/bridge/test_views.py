"""The pages of the passerelle: who reads what, who presses what, by an account or by a link."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.bridge import notices
from pontdesarts.bridge.matching import facets
from pontdesarts.bridge.models import Announcement, Side, Thread
from pontdesarts.network.models import Coordinator, Referent, RelayKind, Stage, Structure
from pontdesarts.territory.rules import Point
from tests.accounts.factories import SecureUserFactory
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory

from .factories import NeedFactory, OfferedFactory, ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> StaffRole:
    made: StaffRole = StaffRoleFactory(role=StaffRole.Role.TEAM)
    return made


@pytest.fixture
def coordinator(team: StaffRole) -> Coordinator:
    made: Coordinator = CoordinatorFactory(
        structure=PartnerFactory(association=team.association, name="Théâtre du Fil")
    )
    return made


@pytest.fixture
def referent(team: StaffRole) -> Referent:
    made: Referent = ReferentFactory(structure=RelayFactory(association=team.association, name="Les Tilleuls"))
    return made


@pytest.fixture
def secret_need(team: StaffRole) -> Announcement:
    """Of a relay whose kind, and public, no partner may learn."""
    house = RelayFactory(association=team.association, name="Foyer Caché", profile__kind=RelayKind.PRISON)
    made: Announcement = NeedFactory(structure=house, title="Un concert dans nos murs", audiences=[LEGAL, "jeunes"])
    return made


LEGAL = "personnes-en-situation-juridique-specifique"


def entered(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, name
    return unescape(answer.content.decode())


def test_a_partner_reads_the_need_of_a_relay_to_protect_but_neither_its_name_nor_its_public(
    coordinator: Coordinator, team: StaffRole, secret_need: Announcement
) -> None:
    OfferedFactory(structure=coordinator.structure, audiences=[LEGAL])
    partner = entered(coordinator.user)
    pages = [
        read(partner, "bridge:bridge", vue="besoins"),
        read(partner, "bridge:announcement", secret_need.pk),
        read(partner, "bridge:announcement", Announcement.objects.get(side=Side.OFFER).pk),
    ]
    for page in pages:
        assert "Foyer Caché" not in page
        assert "Un concert dans nos murs" in page
    for page in pages[:2]:
        assert "main de justice" not in page.split("<main")[1].split('id="results"')[-1]
    assert "même public" not in pages[2]
    assert "Foyer Caché" in read(entered(team.user), "bridge:announcement", secret_need.pk)


@pytest.mark.parametrize("query", [{"q": "caché"}, {"audience": LEGAL}])
def test_no_search_of_a_partner_finds_what_it_may_not_read(
    query: dict[str, str], coordinator: Coordinator, team: StaffRole, secret_need: Announcement
) -> None:
    open_need = NeedFactory(
        structure__association=team.association, structure__name="Caché ailleurs", audiences=[LEGAL]
    )
    found = read(entered(coordinator.user), "bridge:bridge", vue="besoins", **query)
    assert open_need.title in found
    assert secret_need.title not in found
    assert secret_need.title in read(entered(team.user), "bridge:bridge", vue="besoins", **query)


def test_the_way_back_is_named_as_in_the_menu_and_a_link_has_none(team: StaffRole, coordinator: Coordinator) -> None:
    token = notices.token_of(coordinator.structure, at=timezone.now())
    for said, page in (
        ("Réseau", read(entered(team.user), "bridge:bridge")),
        ("Ma structure", read(entered(coordinator.user), "bridge:bridge")),
    ):
        assert f">{said}</a></li>" in page.split('aria-label="Fil d')[1]
    assert reverse("network:structures") not in read(Client(), "bridge:link_bridge", token)


def test_a_referent_puts_in_touch_in_one_click(referent: Referent, coordinator: Coordinator) -> None:
    offer = OfferedFactory(structure=coordinator.structure)
    client = entered(referent.user)
    assert "Entrer en relation" in read(client, "bridge:announcement", offer.pk)
    answer = client.post(reverse("bridge:connect", args=[offer.pk]), {"structure": referent.structure_id})
    thread = Thread.objects.get()
    assert answer["Location"] == reverse("bridge:thread", args=[thread.pk])
    assert (thread.relay, thread.partner) == (referent.structure, coordinator.structure)
    for user in (referent.user, coordinator.user):
        entered(user).post(reverse("bridge:thread", args=[thread.pk]), {"do": "write", "text": f"De {user.pk}"})
    assert set(thread.messages.values_list("speaker", flat=True)) == {"relay", "partner"}


def test_the_team_puts_an_offer_and_a_need_in_touch_and_a_reader_does_not(team: StaffRole, referent: Referent) -> None:
    offer = OfferedFactory(structure__association=team.association)
    need = NeedFactory(structure=referent.structure)
    reader = StaffRoleFactory(association=team.association, role=StaffRole.Role.READER, user=SecureUserFactory())
    address = reverse("bridge:connect", args=[need.pk])
    assert entered(reader.user).post(address, {"with": offer.pk}).status_code == 404
    assert entered(team.user).post(address, {"with": offer.pk}).status_code == 302
    thread = Thread.objects.get()
    assert (thread.offer, thread.need, thread.last_speaker) == (offer, need, "team")
    there = reverse("bridge:thread", args=[thread.pk])
    assert entered(reader.user).get(there).status_code == 404
    assert entered(reader.user).post(there, {"do": "close"}).status_code == 404


@pytest.mark.parametrize("role", [StaffRole.Role.READER, StaffRole.Role.PROGRAMMER])
def test_a_reader_and_a_volunteer_read_what_is_announced_neither_who_is_to_protect_nor_what_people_write(
    role: StaffRole.Role, secret_need: Announcement
) -> None:
    association = secret_need.structure.association
    thread = ThreadFactory(relay=secret_need.structure, partner=PartnerFactory(association=association))
    client = entered(StaffRoleFactory(association=association, role=role).user)
    shown = read(client, "bridge:announcement", secret_need.pk)
    assert "Un concert dans nos murs" in shown
    assert "Foyer Caché" not in shown
    assert "personnes sous main de justice" not in shown
    assert "Foyer Caché" not in read(client, "bridge:bridge") + read(client, "bridge:threads")
    assert client.get(reverse("bridge:thread", args=[thread.pk])).status_code == 404
    page = read(client, "network:structure", secret_need.structure_id)
    assert "Un concert dans nos murs" not in page
    assert "mise en relation" not in page
    assert "Un concert dans nos murs" in read(
        entered(StaffRoleFactory(association=association).user), "network:structure", secret_need.structure_id
    )


@pytest.mark.parametrize("typed", [{}, {"with": "²"}, {"with": "9" * 5000}, {"structure": "\x00"}, {"with": "-1"}])
def test_an_answer_that_names_nothing_puts_nobody_in_touch(typed: dict[str, str], team: StaffRole) -> None:
    offer = OfferedFactory(structure__association=team.association)
    assert entered(team.user).post(reverse("bridge:connect", args=[offer.pk]), typed).status_code == 302
    assert not Thread.objects.exists()


def test_another_relay_reads_neither_the_thread_nor_the_need(team: StaffRole, referent: Referent) -> None:
    thread = ThreadFactory(partner=PartnerFactory(association=team.association))
    need = NeedFactory(structure=thread.relay)
    client = entered(referent.user)
    assert client.get(reverse("bridge:thread", args=[thread.pk])).status_code == 404
    assert client.get(reverse("bridge:announcement", args=[need.pk])).status_code == 404


def test_by_its_link_a_partner_publishes_answers_and_tells_the_outcome(
    coordinator: Coordinator, referent: Referent, client: Client
) -> None:
    partner, at = coordinator.structure, timezone.now()
    need = NeedFactory(structure=referent.structure)
    token = notices.token_of(partner, at=at)
    typed = {"kind": "workshop", "title": "Masques", "text": "Deux heures.", "until": at.date() + timedelta(days=30)}
    answer = client.post(reverse("bridge:link_publish", args=[token, partner.pk, "offer"]), typed)
    offer = Announcement.objects.get(title="Masques")
    assert answer["Location"] == reverse("bridge:link_announcement", args=[token, offer.pk])
    client.post(reverse("bridge:link_connect", args=[token, need.pk]), {"with": offer.pk})
    thread = Thread.objects.get()
    there = reverse("bridge:link_thread", args=[token, thread.pk])
    client.post(there, {"do": "held", "held_on": "2026-01-10", "people": "8"})
    thread.refresh_from_db()
    assert (thread.held, thread.people) == (True, 8)
    assert "Les Tilleuls" in client.get(there).content.decode()


def test_a_link_opens_nothing_once_withdrawn_and_nothing_of_others(coordinator: Coordinator, client: Client) -> None:
    partner, at = coordinator.structure, timezone.now()
    token = notices.token_of(partner, at=at)
    other = OfferedFactory(structure__association=partner.association)
    assert client.get(reverse("bridge:link_change", args=[token, other.pk])).status_code == 404
    assert client.get(reverse("bridge:link_thread", args=[token, ThreadFactory().pk])).status_code == 404
    assert client.get(reverse("bridge:link_bridge", args=[token])).status_code == 200
    Structure.objects.filter(pk=partner.pk).update(link_epoch=partner.link_epoch + 1)
    assert client.get(reverse("bridge:link_bridge", args=[token])).status_code == 410


def test_what_was_typed_is_kept_when_a_day_is_past(coordinator: Coordinator) -> None:
    address = reverse("bridge:publish", args=[coordinator.structure_id, "offer"])
    typed = {"kind": "workshop", "title": "Masques", "text": "Deux heures.", "until": "2020-01-01"}
    page = entered(coordinator.user).post(address, typed).content.decode()
    assert "Ce jour est passé." in page
    assert "Deux heures." in page
    assert not Announcement.objects.exists()


def test_each_list_teaches_when_it_is_empty(team: StaffRole, referent: Referent) -> None:
    client = entered(team.user)
    assert "Aucune proposition pour l'instant" in read(client, "bridge:bridge")
    assert "Aucun relais ne cherche rien" in read(client, "bridge:bridge", vue="besoins")
    assert "Rien ne répond à cette recherche" in read(client, "bridge:bridge", q="licorne")
    assert "Tout le monde se parle" in read(client, "bridge:threads", vue="silence")
    assert "rien publié" in read(entered(referent.user), "bridge:bridge", vue="miennes")


def test_the_team_finds_the_threads_that_are_silent(team: StaffRole) -> None:
    old = timezone.now() - timedelta(days=31)
    partner = PartnerFactory(association=team.association)
    ThreadFactory(partner=partner, subject="Oubliée", spoke_at=old)
    ThreadFactory(partner=partner, subject="Récente", spoke_at=timezone.now())
    found = read(entered(team.user), "bridge:threads", vue="silence")
    assert "Oubliée" in found
    assert "Récente" not in found


def test_the_team_sends_a_partner_its_link(team: StaffRole, coordinator: Coordinator, jobs, mailoutbox) -> None:  # type: ignore[no-untyped-def]
    entered(team.user).post(reverse("bridge:send_link", args=[coordinator.structure_id]))
    jobs.run()
    assert "/passerelle/lien/" in mailoutbox[0].body
    assert mailoutbox[0].to == [coordinator.structure.email]


def test_many_announcements_cost_no_more_queries(team: StaffRole, queries_stay_flat) -> None:  # type: ignore[no-untyped-def]
    client, association = entered(team.user), team.association
    offer = OfferedFactory(structure__association=association)

    def grow() -> None:
        for _ in range(4):
            NeedFactory(structure__association=association)
            ThreadFactory(partner=PartnerFactory(association=association))

    grow()
    for name, args in (("bridge:bridge", ()), ("bridge:announcement", (offer.pk,)), ("bridge:threads", ())):
        queries_stay_flat(lambda name=name, args=args: read(client, name, *args, **NEEDS), grow)


NEEDS = {"vue": "besoins"}


def test_the_page_of_a_structure_leads_to_its_passerelle(team: StaffRole, coordinator: Coordinator) -> None:
    OfferedFactory(structure=coordinator.structure, title="Les coulisses")
    page = read(entered(team.user), "network:structure", coordinator.structure_id)
    assert "Les coulisses" in page
    assert "Lui envoyer le lien de la passerelle" in page
    assert "Proposer autre chose que des places" in read(
        entered(coordinator.user), "network:structure", coordinator.structure_id
    )


def test_whoever_left_the_network_is_no_longer_on_the_passerelle(team: StaffRole, referent: Referent) -> None:
    offer = OfferedFactory(structure__association=team.association, structure__email="ici@example.org")
    need = NeedFactory(structure=referent.structure)
    token = notices.token_of(offer.structure, at=timezone.now())
    client = Client()
    assert client.get(reverse("bridge:link_bridge", args=[token])).status_code == 200
    Structure.objects.filter(pk=offer.structure_id).update(stage=Stage.LAPSED)
    assert client.get(reverse("bridge:link_bridge", args=[token])).status_code == 410
    assert offer.title not in read(entered(referent.user), "bridge:bridge")
    entered(team.user).post(reverse("bridge:connect", args=[need.pk]), {"with": offer.pk})
    assert not Thread.objects.exists()


def test_where_a_relay_to_protect_lives_is_told_to_its_town(secret_need: Announcement) -> None:
    house = secret_need.structure
    house.latitude, house.longitude = 48.80, 2.60
    house.commune.latitude, house.commune.longitude = 48.75, 2.46
    assert facets(secret_need, hidden=True).point == Point(48.75, 2.46)
    assert facets(secret_need, hidden=False).point == Point(48.80, 2.60)


def test_a_need_of_one_that_is_no_longer_a_relay_breaks_no_list(coordinator: Coordinator) -> None:
    """Two entries were one, a need was published, and they were parted."""
    NeedFactory(structure=PartnerFactory(association=coordinator.structure.association, name="Ancien relais"))
    shown = read(entered(coordinator.user), "bridge:bridge")
    assert "Un relais de l'association" in shown
    assert "Ancien relais" not in shown
