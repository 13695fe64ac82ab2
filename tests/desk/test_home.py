"""The home of each person starts with what waits for them, and shows nothing of others."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole, Visit
from pontdesarts.bookings.models import Booking
from pontdesarts.federation.models import Departure
from pontdesarts.journal.actors import JOB
from pontdesarts.membership.models import Welcome
from pontdesarts.messaging.models import Message
from pontdesarts.network import operations as network
from pontdesarts.network.models import Stage
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.federation.factories import VisitFactory
from tests.last_minute.factories import ReleaseFactory
from tests.network.factories import CoordinatorFactory, ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory, OfferFactory, ShowingFactory

pytestmark = pytest.mark.django_db


def home(client, user) -> str:
    client.force_login(user)
    return unescape(client.get(reverse("desk:home")).content.decode())


def soon(**more):
    """A date in three days with places, booked until tomorrow."""
    now = timezone.now()
    return AllotmentFactory(
        showing__starts_at=now + timedelta(days=3),
        opens_at=now - timedelta(days=5),
        closes_at=now + timedelta(days=1),
        **more,
    ).showing


def test_a_visitor_reads_what_this_is_and_where_to_sign_in(client) -> None:
    shown = client.get(reverse("desk:home")).content.decode()
    assert "Se connecter" in shown
    assert reverse("account_login") in shown


def test_a_visitor_finds_whom_to_ask_to_join_and_nobody_who_is_closed_or_gone(client) -> None:
    taking, closed, gone = (AssociationFactory() for _ in range(3))
    Welcome.objects.create(association=closed, takes_requests=False)
    Departure.objects.create(association=gone, left_at=timezone.now(), reason="Un autre outil.", digest="0" * 64)
    shown = client.get(reverse("desk:home")).content.decode()
    assert reverse("membership:ask", args=[taking.slug]) in shown
    assert reverse("membership:ask", args=[closed.slug]) not in shown
    assert reverse("membership:ask", args=[gone.slug]) not in shown


def test_who_enters_the_network_reads_what_is_left_to_do_until_the_relay_is_active(client) -> None:
    post = ReferentFactory(structure=RelayFactory(stage=Stage.ONBOARDING))
    page = reverse("membership:entry", args=[post.structure_id])
    shown = home(client, post.user)
    assert page in shown
    assert "étapes restent, d'abord « Adhésion »" in shown
    network.move(post.structure, stage=Stage.ACTIVE, by=JOB, at=timezone.now())
    assert page not in home(client, post.user)


def test_a_referent_finds_the_vouchers_of_the_week_and_no_other_relay_s(client) -> None:
    post = ReferentFactory()
    association = post.structure.association
    showing = soon(showing__offer__association=association)
    mine = BookingFactory(showing=showing, relay=post.structure)
    other = BookingFactory(showing=showing, relay=RelayFactory(association=association))
    shown = home(client, post.user)
    assert reverse("bookings:booking", args=[mine.code]) in shown
    assert other.code not in shown
    assert "1 date avec des places" in shown


def test_a_cancelled_outing_waits_for_nobody(client) -> None:
    post = ReferentFactory()
    showing = soon(showing__offer__association=post.structure.association)
    booking = BookingFactory(showing=showing, relay=post.structure, cancelled_at=timezone.now())
    assert booking.code not in home(client, post.user)


def test_a_coordinator_finds_the_lists_of_its_own_dates(client) -> None:
    post = CoordinatorFactory()
    mine = soon(showing__offer__partner=post.structure, showing__offer__association=post.structure.association)
    BookingFactory(showing=mine)
    elsewhere = soon(showing__offer__association=post.structure.association)
    BookingFactory(showing=elsewhere)
    shown = home(client, post.user)
    assert reverse("bookings:list_of_showing", args=[mine.pk]) in shown
    assert reverse("bookings:list_of_showing", args=[elsewhere.pk]) not in shown


def test_the_team_finds_what_is_left_to_do_in_its_association_only(client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    OfferFactory(association=role.association, published_at=None)
    OfferFactory(published_at=None)
    ShowingFactory(offer__association=role.association, starts_at=timezone.now() + timedelta(days=9))
    RelayFactory(association=role.association)
    shown = home(client, role.user)
    assert "1 brouillon à compléter" in shown
    assert "1 date à venir sans aucune place" in shown
    assert "1 relais sans référente ni référent" in shown


def test_outings_that_nobody_told_wait_for_the_referent(client) -> None:
    post = ReferentFactory(structure=RelayFactory())
    past = ShowingFactory(offer__association=post.structure.association, starts_at=timezone.now() - timedelta(days=2))
    AllotmentFactory(showing=past)
    booking = BookingFactory(showing=past, relay=post.structure)
    assert "1 sortie à raconter : qui est venu ?" in home(client, post.user)
    Booking.objects.filter(pk=booking.pk).update(told_at=timezone.now(), came=4)
    assert "à raconter" not in home(client, post.user)


def test_the_menu_keeps_its_place_on_the_pages_of_an_entry(client) -> None:
    client.force_login(ReferentFactory(structure=RelayFactory()).user)
    shown = client.get(reverse("bookings:asks")).content.decode()
    assert re.search(r'href="/reservations/"[^>]*aria-current', shown)


def test_who_only_reads_has_nothing_to_do(client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.READER)
    OfferFactory(association=role.association, published_at=None)
    assert "Votre rôle est en lecture seule" in home(client, role.user)


def test_the_operator_alone_reads_the_mails_and_their_failures(client) -> None:
    now = timezone.now()
    Message.objects.create(
        kind="x", to="partie@example.org", subject="s", text="secret", created_at=now, failed_at=now, error="Refused"
    )
    operator = UserFactory(is_staff=True)
    assert "1 courriel refusé" in home(client, operator)
    shown = client.get(reverse("desk:mail")).content.decode()
    assert "partie@example.org" in shown
    assert "secret" not in shown
    client.force_login(UserFactory())
    assert client.get(reverse("desk:mail")).status_code == 404


def test_a_referent_reads_of_places_released_for_tonight_until_their_relay_comes(client) -> None:
    now = timezone.now()
    post = ReferentFactory()
    begins = now + timedelta(hours=4)
    showing = AllotmentFactory(
        showing__offer__association=post.structure.association,
        showing__starts_at=begins,
        opens_at=now - timedelta(days=5),
        closes_at=now - timedelta(days=1),
        late_until=begins,
        places=6,
    ).showing
    address = reverse("last_minute:take", args=[showing.pk])
    assert address not in home(client, post.user)
    ReleaseFactory(showing=showing, until=begins)
    shown = home(client, post.user)
    assert address in shown
    assert "à moins de 1 km : Bérénice" in shown
    BookingFactory(showing=showing, relay=post.structure)
    assert address not in home(client, post.user)


def test_home_costs_the_same_for_many_outings(client, queries_stay_flat) -> None:
    post = ReferentFactory()
    client.force_login(post.user)

    def grow() -> None:
        for _ in range(3):
            showing = soon(showing__offer__association=post.structure.association)
            BookingFactory(showing=showing, relay=post.structure)

    grow()
    queries_stay_flat(lambda: client.get(reverse("desk:home")), grow)


def test_the_register_of_personal_data_says_why_and_until_when(client) -> None:
    shown = unescape(client.get(reverse("desk:personal_data")).content.decode())
    assert "Donner un nom à l'accueil quand le lieu l'exige" in shown
    assert "7 jours après la sortie au plus" in shown


@pytest.mark.parametrize(
    ("make", "sees", "not_sees"),
    [
        (lambda: ReferentFactory().user, "programme:search", "programme:manage"),
        (lambda: CoordinatorFactory().user, "programme:manage", "programme:search"),
        (lambda: StaffRoleFactory(role="reader").user, "programme:search", "programme:manage"),
        (lambda: StaffRoleFactory(role="programmer").user, "programme:manage", None),
    ],
)
def test_the_menu_leads_where_one_may_go(client, make, sees, not_sees) -> None:
    shown = home(client, make())
    assert f'href="{reverse(sees)}"' in shown
    if not_sees:
        assert f'href="{reverse(not_sees)}"' not in shown


def test_what_waits_opens_on_the_very_thing_that_it_names(client) -> None:
    post = ReferentFactory()
    soon(showing__offer__association=post.structure.association)
    assert "?tri=bientot" in home(client, post.user)
    last = unescape(client.get(reverse("programme:search") + "?tri=bientot").content.decode())
    assert "Ce choix n'existe pas ici" not in last

    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    OfferFactory(association=role.association, published_at=None, title="Le brouillon du jour")
    OfferFactory(association=role.association, title="Déjà en ligne")
    assert "?onglet=brouillons" in home(client, role.user)
    drafts = unescape(client.get(reverse("programme:manage") + "?onglet=brouillons").content.decode())
    assert "Le brouillon du jour" in drafts
    assert "Déjà en ligne" not in drafts


def test_dates_without_places_are_counted_as_the_page_that_gives_them_counts(client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    coming = timezone.now() + timedelta(days=9)
    ShowingFactory(offer__association=role.association, starts_at=coming)
    ShowingFactory(offer__association=role.association, offer__published_at=None, starts_at=coming)
    assert "2 dates à venir sans aucune place" in home(client, role.user)
    assert client.get(reverse("programme:many_places")).status_code == 200


def test_the_operator_of_the_machine_reaches_the_mails_and_is_not_told_to_ask_for_an_invitation(client) -> None:
    shown = home(client, UserFactory(is_staff=True))
    assert reverse("desk:mail") in shown
    assert "rattaché à aucune structure" not in shown


def test_the_team_reads_on_its_home_who_of_the_federation_reads_it_and_why(client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    now = timezone.now()
    visit = VisitFactory(
        association=role.association, opened_at=now, until=now + timedelta(hours=1), reason="Le bilan."
    )
    assert "vous lit jusqu'à" in home(client, role.user)
    Visit.objects.filter(pk=visit.pk).update(closed_at=now)
    shown = home(client, role.user)
    assert "vous a lus" in shown
    assert "Le bilan." in shown
    Visit.objects.filter(pk=visit.pk).update(opened_at=now - timedelta(days=8))
    assert "Le bilan." not in home(client, role.user)
    reader = StaffRoleFactory(association=role.association, role=StaffRole.Role.READER)
    Visit.objects.filter(pk=visit.pk).update(opened_at=now)
    assert "Le bilan." not in home(client, reader.user)
