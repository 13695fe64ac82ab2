"""A relay books once it has done what its association asks: training, charter, membership. Off by default."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.bookings import operations
from pontdesarts.bookings.models import Ask, Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.actors import Actor
from pontdesarts.membership import policies, rules
from pontdesarts.membership.models import Charter, Training, Welcome
from pontdesarts.membership.refusals import NotReady
from pontdesarts.network.models import Referent, Structure
from tests.accounts.factories import UserFactory
from tests.api.factories import TokenFactory, entered
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory

from .factories import CharterFactory, MembershipFactory, SignatureFactory, TrainingFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
COUPLE = Party(adults=2)


@pytest.fixture
def post() -> Referent:
    made: Referent = ReferentFactory()
    return made


def asks(relay: Structure, **needs: bool) -> Structure:
    """The relay, as its association asks for ``needs`` from now on."""
    Association.objects.filter(pk=relay.association_id).update(**needs)
    return Structure.objects.select_related("association").get(pk=relay.pk)


def refusal(relay: Structure, who: int | None, at=NOW) -> str:
    """Why, or nothing."""
    try:
        policies.refuse_unready(relay, who=who, at=at)
    except NotReady as refused:
        assert refused.next_step
        return str(refused)
    return ""


def test_nothing_is_asked_and_nothing_is_read_unless_an_association_decides_so(
    post: Referent, django_assert_num_queries: Callable
) -> None:
    relay = asks(post.structure)
    with django_assert_num_queries(0):
        policies.refuse_unready(relay, who=post.user_id, at=NOW)


def test_all_that_is_asked_is_read_in_one_query(post: Referent, django_assert_num_queries: Callable) -> None:
    relay = asks(post.structure, needs_training=True, needs_charter=True, needs_membership=True)
    TrainingFactory(user=post.user, association=relay.association)
    SignatureFactory(structure=relay)
    MembershipFactory(structure=relay, season=rules.season_at(NOW))
    with django_assert_num_queries(1):
        policies.refuse_unready(relay, who=post.user_id, at=NOW)


def test_a_referent_answers_for_their_own_training_not_for_a_colleague_s(post: Referent) -> None:
    relay = asks(post.structure, needs_training=True)
    colleague = ReferentFactory(structure=relay)
    TrainingFactory(user=colleague.user, association=relay.association)
    assert "on vient une fois" in refusal(relay, post.user_id)
    assert refusal(relay, colleague.user_id) == ""


def test_the_team_and_programs_need_one_trained_person_in_the_relay(post: Referent) -> None:
    relay = asks(post.structure, needs_training=True)
    nobody_of_it = UserFactory().pk
    assert "Personne de ce relais" in refusal(relay, None)
    assert "Personne de ce relais" in refusal(relay, nobody_of_it)
    TrainingFactory(user=post.user, association=relay.association)
    assert refusal(relay, None) == refusal(relay, nobody_of_it) == ""
    Referent.objects.filter(pk=post.pk).update(ended_at=NOW)
    assert "Personne de ce relais" in refusal(relay, None), "who was trained has left"


def test_training_by_another_association_does_not_open_the_gate_and_a_waiver_does(post: Referent) -> None:
    relay = asks(post.structure, needs_training=True)
    TrainingFactory(user=post.user, association=RelayFactory().association)
    assert refusal(relay, post.user_id)
    TrainingFactory(user=post.user, association=relay.association, kind=Training.Kind.WAIVED, reason="Ancienne équipe")
    assert refusal(relay, post.user_id) == ""


def test_the_refusal_says_when_the_next_coffee_is(post: Referent) -> None:
    relay = asks(post.structure, needs_training=True)
    assert "l'association vous dira la date" in refusal(relay, post.user_id)
    Welcome.objects.create(association=relay.association, next_training="Jeudi 3 décembre à 9 h 30, à Valenton.")
    assert refusal(relay, post.user_id).endswith("café découverte. Jeudi 3 décembre à 9 h 30, à Valenton.")


def test_a_new_version_of_the_charter_leaves_thirty_days_to_sign_it(post: Referent) -> None:
    relay = asks(post.structure, needs_charter=True)
    assert "n'a pas encore signé la charte" in refusal(relay, post.user_id)
    SignatureFactory(structure=relay)
    CharterFactory(association=relay.association, version=2, published_at=NOW)
    assert refusal(relay, post.user_id, NOW + timedelta(days=29)) == ""
    assert refusal(relay, post.user_id, NOW + timedelta(days=31))
    SignatureFactory(structure=relay, charter=Charter.objects.get(version=2))
    assert refusal(relay, post.user_id, NOW + timedelta(days=31)) == ""


def test_the_charter_of_partners_is_not_that_of_relays(post: Referent) -> None:
    relay = asks(post.structure, needs_charter=True)
    SignatureFactory(structure=relay, charter__audience=Charter.For.PARTNERS)
    assert refusal(relay, post.user_id)


def test_a_membership_counts_once_paid_and_until_the_end_of_october(post: Referent) -> None:
    relay = asks(post.structure, needs_membership=True)
    last = MembershipFactory(structure=relay, season=rules.season_at(NOW) - 1, fee=20)
    assert "L'adhésion de votre relais n'est pas à jour" in refusal(relay, post.user_id, NOW.replace(month=10, day=30))
    last.paid_on, last.means = NOW.date(), "cheque"
    last.save()
    assert refusal(relay, post.user_id, NOW.replace(month=10, day=30)) == ""
    assert refusal(relay, post.user_id, NOW.replace(month=11, day=2))


def test_booking_is_refused_and_writes_nothing_then_goes_through(post: Referent) -> None:
    relay = asks(post.structure, needs_training=True)
    showing = AllotmentFactory(showing__offer__association=relay.association).showing
    with pytest.raises(NotReady):
        operations.book(showing, relay=relay, party=COUPLE, by=Actor.of(post.user), at=NOW)
    assert not Booking.objects.exists()
    TrainingFactory(user=post.user, association=relay.association)
    assert operations.book(showing, relay=relay, party=COUPLE, by=Actor.of(post.user), at=NOW).places == 2


def test_whoever_goes_is_trained_not_whoever_books(post: Referent) -> None:
    relay = asks(post.structure, needs_training=True)
    showing = AllotmentFactory(showing__offer__association=relay.association).showing
    TrainingFactory(user=post.user, association=relay.association)
    colleague = ReferentFactory(structure=relay).user
    with pytest.raises(NotReady):
        operations.book(showing, relay=relay, party=COUPLE, by=Actor.of(post.user), at=NOW, booked_for=colleague)
    operations.book(showing, relay=relay, party=COUPLE, by=Actor.of(colleague), at=NOW, booked_for=post.user)


def test_one_waits_for_places_only_if_one_could_book_them(post: Referent) -> None:
    relay = asks(post.structure, needs_charter=True)
    showing = AllotmentFactory(showing__offer__association=relay.association, places=2, taken=2).showing
    with pytest.raises(NotReady):
        operations.wait(showing, relay=relay, party=COUPLE, by=Actor.of(post.user), at=NOW)
    assert not Ask.objects.exists()


def test_the_page_says_why_and_keeps_what_was_typed(client: Client, post: Referent) -> None:
    relay = asks(post.structure, needs_training=True)
    now = timezone.now()
    showing = AllotmentFactory(
        showing__offer__association=relay.association,
        showing__starts_at=now + timedelta(days=12),
        opens_at=now - timedelta(days=1),
    ).showing
    client.force_login(post.user)
    opened = client.get(reverse("bookings:book", args=[showing.pk])).content.decode()
    assert "on vient une fois à un café découverte" in opened, "before anything is typed"
    assert reverse("membership:entry", args=[relay.pk]) in opened
    typed = {"request_id": uuid4(), "relay": relay.pk, "adults": 7, "outing": "group"}
    page = client.post(reverse("bookings:book", args=[showing.pk]), typed).content.decode()
    assert "on vient une fois à un café découverte" in page
    assert "Inscrivez-vous à un café découverte" in page
    assert 'value="7"' in page
    assert not Booking.objects.exists()


def test_a_program_is_told_the_same(post: Referent) -> None:
    relay = asks(post.structure, needs_membership=True)
    now = timezone.now()
    showing = AllotmentFactory(
        showing__offer__association=relay.association,
        showing__starts_at=now + timedelta(days=12),
        opens_at=now - timedelta(days=1),
    ).showing
    body = {"showing": showing.pk, "relay": relay.pk, "party": {"adults": 2, "outing": "family"}}
    program = entered(TokenFactory(association=relay.association))
    send = {"content_type": "application/json", "headers": {"Idempotency-Key": "k1"}}
    answer = program.post("/api/v1/bookings", body, **send)
    assert (answer.status_code, answer.json()["type"]) == (409, "not-ready")
    assert "Renouvelez-la" in answer.json()["next_step"]
    MembershipFactory(structure=relay, season=rules.season_at(now))
    with CaptureQueriesContext(connection) as asked:
        assert program.post("/api/v1/bookings", body, **send).status_code == 201
    assert sum("membership_" in query["sql"] for query in asked) == 1


def test_what_a_tablet_sends_at_a_permanence_is_refused_in_the_same_words(post: Referent) -> None:
    from tests.permanences.test_operations import held, receive

    permanence, chosen = held()
    Association.objects.filter(pk=permanence.relay.association_id).update(needs_charter=True)
    permanence.refresh_from_db()
    pick = receive(permanence, chosen)
    assert (pick.outcome, pick.booking) == ("refused", None)
    assert pick.sentence == "Votre relais n'a pas encore signé la charte."
