"""The pages of the network: what they show, what they refuse, to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import StaffRole
from pontdesarts.network.models import Contact, Invitation, Referent, Structure, Venue
from pontdesarts.ui.words import french_date
from tests.accounts.factories import UserFactory
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory, VenueFactory
from tests.network.test_people import invite_to, mailed_secret
from tests.territory.factories import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


def text(response) -> str:
    return response.content.decode()


def test_the_team_finds_a_structure_by_typing_without_accents(client, team) -> None:
    RelayFactory(association=team.association, name="Élan de Vigny")
    RelayFactory(association=team.association, name="Les Tilleuls")
    RelayFactory(name="Élan d'ailleurs")
    shown = text(client.get(reverse("network:structures"), {"q": "elan"}))
    assert "Élan de Vigny" in shown
    assert "Tilleuls" not in shown
    assert "ailleurs" not in shown


def test_the_list_of_structures_costs_the_same_for_many(client, team, queries_stay_flat) -> None:
    RelayFactory(association=team.association)

    def grow() -> None:
        RelayFactory.create_batch(3, association=team.association)
        PartnerFactory(association=team.association)

    queries_stay_flat(lambda: client.get(reverse("network:structures")), grow)


def test_a_referent_of_one_relay_goes_straight_to_its_page(client) -> None:
    post = ReferentFactory()
    client.force_login(post.user)
    response = client.get(reverse("network:structures"))
    assert response.url == reverse("network:structure", args=[post.structure.pk])
    assert post.structure.name in text(client.get(response.url))


def test_the_team_goes_from_a_partner_to_its_offers_and_from_a_relay_to_its_bookings(client, team) -> None:
    partner, relay = PartnerFactory(association=team.association), RelayFactory(association=team.association)
    shown = text(client.get(reverse("network:structure", args=[partner.pk])))
    assert reverse("programme:enter", args=[partner.pk]) in shown
    assert reverse("programme:send_link", args=[partner.pk]) in shown
    shown = text(client.get(reverse("network:structure", args=[relay.pk])))
    assert f"{reverse('bookings:list')}?relais={relay.pk}" in shown
    assert reverse("programme:enter", args=[relay.pk]) not in shown


def test_a_venue_s_coordinator_sees_nothing_of_the_relays(client) -> None:
    post = CoordinatorFactory()
    relay = RelayFactory(association=post.structure.association)
    client.force_login(post.user)
    assert client.get(reverse("network:structure", args=[relay.pk])).status_code == 404
    assert client.get(reverse("network:structure", args=[post.structure.pk])).status_code == 200


def test_the_team_inscribes_a_relay_with_its_commune(client, team) -> None:
    CommuneFactory(insee="94074")
    url = reverse("network:admit", args=[team.association.slug])
    typed = {"name": "Maison ouverte", "commune": "valenton", "profiles": ["relay"], "relay-kind": "ccas"}
    response = client.post(url, typed)
    made = Structure.objects.get(name="Maison ouverte")
    assert response.url == reverse("network:structure", args=[made.pk])
    assert made.commune.insee == "94074"
    assert made.relay.kind == "ccas"


def test_a_structure_without_a_profile_is_refused_and_nothing_typed_is_lost(client, team) -> None:
    url = reverse("network:admit", args=[team.association.slug])
    shown = text(client.post(url, {"name": "Maison ouverte", "commune": "Nulle-Part-les-Bains"}))
    assert "un relais, un partenaire, ou les deux" in shown
    assert "Aucune commune ne s&#x27;appelle" in shown
    assert 'value="Maison ouverte"' in shown
    assert not Structure.objects.exists()


def test_an_empty_form_says_what_is_missing(client, team) -> None:
    shown = text(client.post(reverse("network:admit", args=[team.association.slug]), {}))
    assert "un relais, un partenaire, ou les deux" in shown
    assert "Nom" in shown


def test_only_the_team_inscribes(client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.READER)
    client.force_login(role.user)
    assert client.get(reverse("network:admit", args=[role.association.slug])).status_code == 403
    other = StaffRoleFactory(role=StaffRole.Role.TEAM)
    assert client.get(reverse("network:admit", args=[other.association.slug])).status_code == 404


def test_somebody_new_joins_from_the_mail_and_is_signed_in(client) -> None:
    relay = RelayFactory()
    invite_to(relay, email="ines@example.org", name="Inès")
    # the fixture's clock is a month old: the link lives until its term, counted from today
    Invitation.objects.update(expires_at="2100-01-01T00:00Z")
    url = reverse("network:join", args=[mailed_secret()])
    assert 'value="Inès"' in text(client.get(url))
    response = client.post(url, {"name": "Inès Haddad", "password1": ""})
    assert response.url == reverse("desk:home")
    user = User.objects.get(email="ines@example.org")
    assert not user.has_usable_password()
    assert Referent.objects.current().get().user == user
    assert client.get(reverse("network:structure", args=[relay.pk])).status_code == 200


def test_a_password_too_weak_is_said_and_no_account_is_made(client) -> None:
    invite_to(RelayFactory(), email="ines@example.org")
    Invitation.objects.update(expires_at="2100-01-01T00:00Z")
    shown = text(client.post(reverse("network:join", args=[mailed_secret()]), {"name": "Inès", "password1": "azerty"}))
    assert "trop court" in shown
    assert not User.objects.filter(email="ines@example.org").exists()


def test_somebody_known_signs_in_before_they_accept(client) -> None:
    user = UserFactory(email="ines@example.org")
    invite_to(RelayFactory(), email="ines@example.org")
    Invitation.objects.update(expires_at="2100-01-01T00:00Z")
    url = reverse("network:join", args=[mailed_secret()])
    client.post(url, {"name": "Quelqu'un d'autre", "password1": ""})
    assert not Referent.objects.exists()
    client.force_login(user)
    client.post(url)
    assert Referent.objects.get().user == user


def test_a_link_that_has_served_says_so(client) -> None:
    shown = client.get(reverse("network:join", args=["nimporte-quoi"]))
    assert shown.status_code == 410
    assert "existe pas" in text(shown)


def test_the_team_invites_and_withdraws(client, team) -> None:
    relay = RelayFactory(association=team.association)
    typed = {"name": "Inès", "email": "ines@example.org", "post": "referent"}
    client.post(reverse("network:invite", args=[relay.pk]), typed)
    invitation = Invitation.objects.get()
    assert "ines@example.org" in text(client.get(reverse("network:structure", args=[relay.pk])))
    client.post(reverse("network:withdraw_invitation", args=[invitation.pk]))
    assert "ines@example.org" not in text(client.get(reverse("network:structure", args=[relay.pk]))).replace(
        "messages", ""
    )


def test_a_referent_who_leaves_hands_over_and_sees_nothing_more(client) -> None:
    post = ReferentFactory()
    client.force_login(post.user)
    url = reverse("network:hand_over", args=["referent", post.pk])
    assert client.post(url, {"name": "Suite", "email": "suite@example.org"}).url == reverse("desk:home")
    assert client.get(reverse("network:structure", args=[post.structure.pk])).status_code == 404
    assert Invitation.objects.get().email == "suite@example.org"


def test_nobody_ends_the_post_of_a_colleague(client) -> None:
    post = ReferentFactory()
    colleague = ReferentFactory(structure=post.structure)
    client.force_login(post.user)
    assert client.post(reverse("network:hand_over", args=["referent", colleague.pk]), {"do": "end"}).status_code == 403
    assert Referent.objects.current().count() == 2


def test_a_suspended_relay_reads_why_and_until_when(client, team, jobs, mailoutbox) -> None:
    post = ReferentFactory(structure=RelayFactory(association=team.association))
    page = reverse("network:suspend", args=[post.structure.pk])
    until = timezone.localdate() + timedelta(days=30)
    refused = client.post(page, {"reason": "Trois absences sans nouvelles", "until": timezone.localdate()})
    assert "un jour à venir" in text(refused)
    assert "Trois absences sans nouvelles" in text(refused)
    client.post(page, {"reason": "Trois absences sans nouvelles", "until": until.isoformat()})
    jobs.run()
    (mail,) = mailoutbox
    assert mail.to == [post.user.email]
    assert "Trois absences sans nouvelles" in mail.body
    assert french_date(until) in mail.body
    client.force_login(post.user)
    shown = text(client.get(reverse("network:structure", args=[post.structure.pk])))
    assert "Trois absences sans nouvelles" in shown
    assert french_date(until) in shown
    assert client.post(reverse("network:resume", args=[post.structure.pk])).status_code == 403
    client.force_login(team.user)
    client.post(reverse("network:resume", args=[post.structure.pk]))
    assert not Structure.objects.get(pk=post.structure.pk).is_suspended


def test_contacts_are_added_corrected_and_forgotten(client, team) -> None:
    relay = RelayFactory(association=team.association)
    client.post(reverse("network:add_contact", args=[relay.pk]), {"name": "Accueil", "phone": "01 99 00 12 34"})
    contact = Contact.objects.get()
    url = reverse("network:contact", args=[relay.pk, contact.pk])
    client.post(url, {"name": "Secrétariat"})
    assert Contact.objects.get().name == "Secrétariat"
    client.post(url, {"do": "remove", "name": "Secrétariat"})
    assert not Contact.objects.exists()


def test_unknown_access_is_said_to_be_unknown(client, team) -> None:
    venue = VenueFactory(association=team.association, lift=False)
    shown = text(client.get(reverse("network:venue", args=[venue.pk])))
    assert "on ne sait pas" in shown
    assert "<dd>non</dd>" in shown


def test_a_venue_is_added_and_corrected(client, team) -> None:
    CommuneFactory(insee="94074")
    client.post(reverse("network:add_venue", args=[team.association.slug]), {"name": "La Halle", "commune": "94460"})
    venue = Venue.objects.get()
    client.post(
        reverse("network:edit_venue", args=[venue.pk]), {"name": "La Halle", "commune": "94460", "lift": "true"}
    )
    venue.refresh_from_db()
    assert venue.lift is True


def test_a_coordinator_gives_a_venue_to_no_other_partner(client) -> None:
    post = CoordinatorFactory()
    other = PartnerFactory(association=post.structure.association, name="Le Rival")
    venue = VenueFactory(association=post.structure.association, partner=post.structure)
    client.force_login(post.user)
    CommuneFactory(insee="94074")
    address = reverse("network:edit_venue", args=[venue.pk])
    assert "Le Rival" not in text(client.get(address))
    client.post(address, {"name": "La Halle", "commune": "94460", "partner": other.pk})
    venue.refresh_from_db()
    assert venue.partner == post.structure


def test_staff_without_a_second_factor_is_sent_to_set_one_up(client) -> None:
    role = StaffRoleFactory(user=UserFactory())
    client.force_login(role.user)
    assert client.get(reverse("network:structures")).url.startswith(reverse("mfa_index"))
