"""What a referent, the team, a reader and a neighbour see and do with draws."""

import json
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.bookings.models import Booking
from pontdesarts.draws import rules
from pontdesarts.draws.models import Draw, Lot, Round, Wish
from pontdesarts.draws.operations import Window
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Structure
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory

from .factories import opened, scarce, tear, wish

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARTY = {"adults": "2", "outing": "family", "first_outing": "unknown"}


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def draw(now: datetime) -> Draw:
    """Two dates; wishes open since an hour, for two days."""
    first = scarce(places=3, now=now, wheelchair_places=1)
    second = scarce(first.offer.association, now=now, days=13, showing__offer__title="Le Bal")
    window = Window(now - HOUR, now + 2 * DAY, now + 2 * DAY)
    return opened(first, second, window=window, at=now - HOUR)


def closed(draw: Draw, now: datetime) -> None:
    Round.objects.filter(draw=draw).update(closes_at=now - timedelta(minutes=2), draws_at=now + HOUR)


@pytest.fixture
def referent(draw: Draw) -> User:
    user: User = ReferentFactory(structure=RelayFactory(association=draw.association, name="Les Tilleuls")).user
    return user


def relay_of(user: User) -> Structure:
    return Structure.objects.served_by(user).get()


@pytest.fixture
def team(draw: Draw) -> User:
    user: User = StaffRoleFactory(association=draw.association, role=StaffRole.Role.TEAM).user
    return user


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"draws:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return said_in(answer)


def said_in(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def test_a_referent_reads_the_rules_and_wishes_in_three_pages(client: Client, draw: Draw, referent: User) -> None:
    client.force_login(referent)
    assert "vœux ouverts" in page(client, "draws")
    published = page(client, "draw", draw.pk)
    assert draw.current.commitment in published
    assert "secrète jusqu'au tirage" in published
    assert "Chaque relais a 10 billets" in published
    assert "Faire un vœu" in page(client, "wishes", draw.pk)
    lot = draw.lots.get(number=1)
    answer = client.post(reverse("draws:wish", args=[lot.pk]), PARTY, follow=True)
    said = said_in(answer)
    assert "C'est noté" in said
    made = Wish.objects.get()
    assert (made.places, made.least, made.made_by) == (2, 2, referent)
    assert f"n° {made.entrant.number}" in said
    assert "16 billets si l'on tirait maintenant" in said
    assert "pour" not in Entry.objects.about(made.entrant)[0].by_label, "in one's own name"


def test_a_refusal_keeps_what_was_typed(client: Client, draw: Draw, referent: User) -> None:
    client.force_login(referent)
    lot = draw.lots.get(number=1)
    typed = PARTY | {"adults": "5", "least": "9"}
    said = said_in(client.post(reverse("draws:wish", args=[lot.pk]), typed))
    assert "Le nombre le plus petit va de 1 à 5" in said
    assert 'value="9"' in said
    said = said_in(client.post(reverse("draws:wish", args=[lot.pk]), {}))
    assert "Indiquez combien de personnes viennent" in said
    assert not Wish.objects.exists()


def test_a_wish_sent_after_the_end_is_refused_with_a_sentence(
    client: Client, draw: Draw, referent: User, now: datetime
) -> None:
    client.force_login(referent)
    closed(draw, now)
    lot = draw.lots.get(number=1)
    assert "Les vœux sont clos" in page(client, "wish", lot.pk)
    said = said_in(client.post(reverse("draws:wish", args=[lot.pk]), PARTY))
    assert "un vœu après la fin ne compte pas" in said
    assert not Wish.objects.exists()


def test_wishes_are_ranked_with_buttons_withdrawn_and_put_back(client: Client, draw: Draw, referent: User) -> None:
    client.force_login(referent)
    relay = relay_of(referent)
    first, second = wish(draw, relay, at=timezone.now()), wish(draw, relay, lot=2, at=timezone.now())
    client.post(reverse("draws:move_wish", args=[second.pk]), {"vers": "haut"})
    assert list(Wish.objects.standing().ranked()) == [second, first]
    client.post(reverse("draws:move_wish", args=[second.pk]), {"vers": "bas"})
    assert list(Wish.objects.standing().ranked()) == [first, second]
    said = said_in(client.post(reverse("draws:withdraw_wish", args=[first.pk]), follow=True))
    assert "Vœu retiré" in said
    assert "Remettre" in said
    said = said_in(client.post(reverse("draws:restore_wish", args=[first.pk]), follow=True))
    assert "Vœu remis, en dernier" in said
    said = client.post(reverse("draws:wish", args=[first.lot_id]), PARTY | {"adults": "3", "least": "2"}, follow=True)
    assert "3 places, au moins 2" in said_in(said)


def test_dates_are_looked_for_without_accents_by_title_or_place(client: Client, draw: Draw, referent: User) -> None:
    client.force_login(referent)
    found = page(client, "wishes", draw.pk, q="berenice")
    assert "Faire un vœu pour Bérénice" in found
    assert "Faire un vœu pour Le Bal" not in found
    assert "Aucune date ne répond" in page(client, "wishes", draw.pk, q="cirque")
    for odd in ("\x00", "9" * 500, "' | !("):
        page(client, "wishes", draw.pk, q=odd, relais=odd)


def test_the_team_wishes_for_a_relay_and_the_journal_says_so(
    client: Client, draw: Draw, referent: User, team: User
) -> None:
    client.force_login(team)
    RelayFactory(association=draw.association)
    assert "Pour quel relais ?" in page(client, "wishes", draw.pk)
    relay = relay_of(referent)
    address = f"{reverse('draws:wish', args=[draw.lots.get(number=1).pk])}?relais={relay.pk}"
    client.post(address, PARTY)
    made = Wish.objects.get()
    assert made.entrant.relay == relay
    assert Entry.objects.about(made.entrant)[0].by_label == f"{team.get_full_name()}, pour le relais Les Tilleuls"


def test_nobody_else_wishes_for_a_relay(client: Client, draw: Draw, referent: User) -> None:
    lot = draw.lots.get(number=1)
    made = wish(draw, relay_of(referent), at=timezone.now())
    reader = StaffRoleFactory(association=draw.association, role=StaffRole.Role.READER).user
    colleague = ReferentFactory(structure=RelayFactory(association=draw.association)).user
    for user in (reader, ReferentFactory().user):
        client.force_login(user)
        assert client.get(reverse("draws:wishes", args=[draw.pk])).status_code == 404
        assert client.post(reverse("draws:wish", args=[lot.pk]), PARTY).status_code == 404
    for user in (reader, colleague):
        client.force_login(user)
        for name in ("move_wish", "withdraw_wish", "restore_wish"):
            assert client.post(reverse(f"draws:{name}", args=[made.pk])).status_code == 404
    client.force_login(colleague)
    client.post(f"{reverse('draws:wish', args=[lot.pk])}?relais={relay_of(referent).pk}", PARTY | {"adults": "4"})
    made.refresh_from_db()
    assert made.places == 2, "the address of another relay is not a way in"


def drawn(draw: Draw, now: datetime, *relays: Structure) -> Round:
    for relay in relays:
        wish(draw, relay, at=now)
    closed(draw, now)
    return tear(draw, now)


def test_each_relay_reads_its_own_reason_first_and_never_another_s_name(
    client: Client, draw: Draw, referent: User, now: datetime
) -> None:
    others = [RelayFactory(association=draw.association, name=f"Maison {letter}") for letter in "ABC"]
    round_ = drawn(draw, now, relay_of(referent), *others)
    client.force_login(referent)
    said = page(client, "draw", draw.pk)
    assert said.index("Pour vous") < said.index("Les règles")
    assert said.count("c'est vous") == 1
    assert round_.seed in said
    assert "sur 64" in said
    assert not any(other.name in said for other in others)
    number = draw.entrants.get(relay=relay_of(referent)).number
    record = json.loads(client.get(reverse("draws:record", args=[draw.pk])).content)
    assert number in record["rounds"][0]["result"]["order"]
    assert [rules.differences(one) for one in record["rounds"]] == [[]]
    text = json.dumps(record, ensure_ascii=False)
    assert not any(other.name in text for other in (*others, relay_of(referent)))


def test_the_sentence_of_a_second_choice_says_why_not_the_first(
    client: Client, draw: Draw, referent: User, now: datetime
) -> None:
    """Three relays, three places at the first date: whoever comes last takes the second date."""
    relays = [relay_of(referent), *[RelayFactory(association=draw.association) for _ in range(2)]]
    for relay in relays:
        wish(draw, relay, lot=2, at=now)
    drawn(draw, now, *relays)
    client.force_login(referent)
    assert "Reçu" in page(client, "draw", draw.pk)


def test_a_draw_is_for_its_association_and_its_preparation_for_its_team(
    client: Client, draw: Draw, referent: User, team: User
) -> None:
    stranger = ReferentFactory().user
    other_team = StaffRoleFactory(role=StaffRole.Role.TEAM).user
    reader = StaffRoleFactory(association=draw.association, role=StaffRole.Role.READER).user
    for user in (stranger, other_team):
        client.force_login(user)
        for name in ("draw", "record", "wishes"):
            assert client.get(reverse(f"draws:{name}", args=[draw.pk])).status_code == 404
    for user in (stranger, other_team, reader, referent):
        client.force_login(user)
        for name in ("follow", "change", "next_round", "release", "cancel"):
            assert client.get(reverse(f"draws:{name}", args=[draw.pk])).status_code == 404, name
        assert client.post(reverse("draws:draw_now", args=[draw.pk])).status_code == 404
        assert client.get(reverse("draws:prepare", args=[draw.association.slug])).status_code == 404
    client.force_login(reader)
    page(client, "draw", draw.pk)


def test_a_neighbour_who_was_let_in_reads_the_draw_and_wishes(client: Client, now: datetime) -> None:
    showing = scarce(now=now, showing__offer__neighbours_allowed_at=now, neighbour_places=4)
    draw = opened(showing, window=Window(now - HOUR, now + DAY, now + DAY), at=now - HOUR)
    user = ReferentFactory().user
    client.force_login(user)
    page(client, "draw", draw.pk)
    answer = client.post(reverse("draws:wish", args=[draw.lots.get().pk]), PARTY, follow=True)
    assert "C'est noté" in said_in(answer)


def typed(draw_form: dict[str, str], *showings, places: str = "3") -> dict[str, str]:
    chosen = {f"date-{showing.pk}-chosen": "on" for showing in showings}
    return draw_form | chosen | {f"date-{showing.pk}-places": places for showing in showings}


FORM = {
    "title": "Les grands soirs",
    "base_tickets": "10",
    "few_tickets": "6",
    "few_step": "4",
    "qpv_tickets": "3",
    "small_tickets": "2",
    "small_people": "100",
    "first_tickets": "2",
    "missed_tickets": "5",
    "most_outings": "2",
}


def window_of(now: datetime) -> dict[str, str]:
    moments = {"opens_at": now + HOUR, "closes_at": now + 2 * DAY, "draws_at": now + 2 * DAY + HOUR}
    return {name: timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") for name, moment in moments.items()}


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory()
    return made


def test_the_team_prepares_a_draw_and_reads_what_its_numbers_mean(
    client: Client, association: Association, now: datetime
) -> None:
    client.force_login(StaffRoleFactory(association=association, role=StaffRole.Role.TEAM).user)
    address = reverse("draws:prepare", args=[association.slug])
    assert "Aucune date n'est à tirer" in said_in(client.get(address))
    showing, other = scarce(association, now=now), scarce(association, now=now)
    said = said_in(client.get(address))
    assert "la chance de passer en premier va de 1 à 2,3" in said
    form = FORM | window_of(now)
    said = said_in(client.post(address, typed(form, showing) | {"read": "1", "qpv_tickets": "20"}))
    assert "20 billets de plus" in said
    assert not Draw.objects.exists(), "reading again announces nothing"
    said = said_in(client.post(address, typed(form, showing, places="99")))
    assert "99 places au tirage, il y en a 10" in said
    assert 'value="99"' in said
    said = said_in(client.post(address, typed(form, showing, places="")))
    assert "Combien de places" in said
    said = said_in(client.post(address, form))
    assert "Aucune date n'est choisie" in said
    answer = client.post(address, typed(form, showing), follow=True)
    assert "C'est annoncé" in said_in(answer)
    draw = Draw.objects.get()
    assert list(draw.lots.values_list("showing", "places")) == [(showing.pk, 3)]
    change = reverse("draws:change", args=[draw.pk])
    assert 'value="Les grands soirs"' in client.get(change).content.decode()
    client.post(change, typed(form | {"title": "Autre nom"}, showing, other))
    draw.refresh_from_db()
    assert (draw.title, draw.lots.count()) == ("Autre nom", 2)


def test_what_the_weights_mean_is_said_as_one_types(client: Client, team: User) -> None:
    client.force_login(team)
    said = page(client, "weights", **(FORM | {"few_tickets": "0", "qpv_tickets": "0"}))
    assert "quartier prioritaire" not in said
    assert "Un relais reçoit au plus 2 vœux" in said
    assert "Écrivez tous les nombres" in page(client, "weights", base_tickets="²")


@pytest.mark.parametrize("value", ["", "²", "-1", "9" * 30, "9999-12-31T23:59", "0001-01-01T00:00", "\x00"])
def test_what_makes_no_sense_in_the_form_is_refused_and_never_crashes(
    client: Client, association: Association, now: datetime, value: str
) -> None:
    client.force_login(StaffRoleFactory(association=association, role=StaffRole.Role.TEAM).user)
    showing = scarce(association, now=now)
    form = typed(FORM | window_of(now), showing)
    for name in set(form) - {f"date-{showing.pk}-chosen", "title"}:
        answer = client.post(reverse("draws:prepare", args=[association.slug]), form | {name: value})
        assert answer.status_code == 200, name
    assert not Draw.objects.exists()


def test_the_team_follows_draws_makes_another_round_and_opens_the_rest(
    client: Client, draw: Draw, team: User, referent: User, now: datetime
) -> None:
    client.force_login(team)
    wish(draw, relay_of(referent), at=now)
    said = page(client, "follow", draw.pk)
    assert "Les Tilleuls" in said
    said = said_in(client.post(reverse("draws:draw_now", args=[draw.pk]), follow=True))
    assert "personne ne doit être pris de court" in said
    closed(draw, now)
    assert "Tirer maintenant" in page(client, "follow", draw.pk)
    said = said_in(client.post(reverse("draws:draw_now", args=[draw.pk]), follow=True))
    assert "C'est tiré" in said
    assert "C'était déjà tiré" in said_in(client.post(reverse("draws:draw_now", args=[draw.pk]), follow=True))
    assert Booking.objects.count() == 1
    next_round = reverse("draws:next_round", args=[draw.pk])
    assert "Il reste 11 places" in said_in(client.get(next_round))
    wrong = window_of(now) | {"closes_at": timezone.localtime(now - DAY).strftime("%Y-%m-%dT%H:%M")}
    assert "avant de s'ouvrir" in said_in(client.post(next_round, wrong))
    said = said_in(client.post(next_round, window_of(now), follow=True))
    assert "Le tour suivant est annoncé" in said
    release = reverse("draws:release", args=[draw.pk])
    soon = {"opens_at": timezone.localtime(now + DAY).strftime("%Y-%m-%dT%H:%M")}
    assert "pas tiré" in said_in(client.post(release, soon))
    Round.objects.filter(number=2).update(opens_at=now - 2 * DAY, closes_at=now - DAY, draws_at=now - DAY)
    tear(draw, now)
    said = said_in(client.post(release, soon, follow=True))
    assert "ouvert à tous" in said
    assert "s'ouvre à tous" in page(client, "draw", draw.pk)


def test_a_draw_is_cancelled_with_a_reason_that_everybody_reads(client: Client, draw: Draw, team: User) -> None:
    client.force_login(team)
    address = reverse("draws:cancel", args=[draw.pk])
    assert client.post(address, {"reason": ""}).status_code == 200
    assert Draw.objects.running().exists()
    client.post(address, {"reason": "le théâtre ferme"})
    assert "le théâtre ferme" in page(client, "draw", draw.pk)
    assert "annulé" in page(client, "draws")
    assert "déjà annulé" in said_in(client.get(address))
    page(client, "follow", draw.pk)


def test_from_a_date_one_comes_to_its_draw(client: Client, draw: Draw, referent: User, now: datetime) -> None:
    client.force_login(referent)
    showing = draw.lots.get(number=1).showing
    address = reverse("draws:of_showing", args=[showing.pk])
    assert client.get(address).url == reverse("draws:wishes", args=[draw.pk])
    closed(draw, now)
    assert client.get(address).url == reverse("draws:draw", args=[draw.pk])
    without = scarce(draw.association, now=now)
    assert client.get(reverse("draws:of_showing", args=[without.pk])).url == reverse("draws:draws")
    assert client.get(reverse("draws:of_showing", args=[scarce(now=now).pk])).status_code == 404


def test_a_visitor_is_asked_to_sign_in_and_nobody_has_no_draw(client: Client, draw: Draw) -> None:
    assert client.get(reverse("draws:draw", args=[draw.pk])).status_code == 302
    client.force_login(ReferentFactory().user)
    assert "Aucun tirage pour le moment" in page(client, "draws")


def test_lists_do_not_grow_in_queries(
    client: Client, draw: Draw, team: User, referent: User, now: datetime, queries_stay_flat
) -> None:
    client.force_login(team)
    wish(draw, relay_of(referent), at=now)

    def look() -> None:
        for name in ("draw", "follow"):
            page(client, name, draw.pk)
        page(client, "draws")
        page(client, "wishes", draw.pk, relais=str(relay_of(referent).pk))

    def grow() -> None:
        for _ in range(3):
            wish(draw, RelayFactory(association=draw.association), lot=2, at=now)
        other = scarce(draw.association, now=now)
        opened(other, window=Window(now - HOUR, now + DAY, now + DAY), at=now - HOUR)
        Lot.objects.create(draw=draw, showing=scarce(draw.association, now=now), number=3, places=2)

    queries_stay_flat(look, grow)


def test_a_wish_for_a_relay_that_is_not_ours_is_not_made_for_ours(client: Client, draw: Draw, referent: User) -> None:
    client.force_login(referent)
    address = reverse("draws:wish", args=[draw.lots.get(number=1).pk])
    left = RelayFactory(association=draw.association)
    assert "Aucun vœu n'est enregistré" in said_in(client.post(f"{address}?relais={left.pk}", PARTY, follow=True))
    assert not Wish.objects.exists()


def test_whoever_follows_a_draw_is_told_to_take_wishes_on_the_phone(
    client: Client, draw: Draw, referent: User, team: User, now: datetime
) -> None:
    client.force_login(referent)
    assert "Faire des vœux" in page(client, "draw", draw.pk)
    wish(draw, relay_of(referent), at=now)
    assert "Revoir mes vœux" in page(client, "draw", draw.pk)
    client.force_login(team)
    shown = page(client, "draw", draw.pk)
    assert "Prendre des vœux au téléphone" in shown
    assert "mes vœux" not in shown
    relay = relay_of(referent)
    theirs = client.get(reverse("draws:wishes", args=[draw.pk]), {"relais": relay.pk}).content.decode()
    assert f"Vœux : {relay.name}" in unescape(theirs)
    assert "dans son ordre" in theirs


def test_the_order_of_neighbours_says_nothing_of_their_names(client: Client, now: datetime) -> None:
    showing = scarce(now=now, places=20, showing__offer__neighbours_allowed_at=now, neighbour_places=20)
    draw = opened(showing, window=Window(now - HOUR, now + DAY, now + DAY), at=now - HOUR)
    elsewhere = AssociationFactory()
    for name in ("D", "B", "C", "A", "F", "E"):
        wish(draw, RelayFactory(association=elsewhere, name=name), at=now)
    own = RelayFactory(association=draw.association, name="Zoé")
    wish(draw, own, at=now)
    client.force_login(StaffRoleFactory(association=draw.association, role=StaffRole.Role.TEAM).user)
    rows = client.get(reverse("draws:follow", args=[draw.pk])).context["entrants"]
    numbers = [entrant.number for entrant, _, _ in rows[1:]]
    assert rows[0][0].relay == own
    assert numbers == sorted(numbers)
    assert len(numbers) == 6
