"""A season's membership: one click, what is asked and paid, everybody at once at the season's end."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.membership import notices, operations, rules
from pontdesarts.membership.figures import Figures, euros
from pontdesarts.membership.models import Campaign, Membership, Welcome
from pontdesarts.membership.refusals import MembershipRefused
from pontdesarts.membership.renewing import addresses_of
from pontdesarts.messaging.models import DeadAddress, Message
from pontdesarts.network.models import Stage
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.harness.jobs import Jobs
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory

from .factories import MembershipFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
SEASON = rules.season_at(NOW)
TRANSFER = Membership.Means.TRANSFER


def asking(relay, fee: str) -> None:
    Welcome.objects.create(association=relay.association, relay_fee=Decimal(fee))


def test_a_free_membership_is_up_to_date_once_agreed_and_agreeing_twice_is_once() -> None:
    relay = RelayFactory()
    first = operations.agree(relay, season=SEASON, by=TEAM, at=NOW)
    again = operations.agree(relay, season=SEASON, by=TEAM, at=NOW + timedelta(days=1))
    assert (first.pk, again.agreed_at) == (again.pk, NOW)
    assert list(Membership.objects.current(SEASON)) == [first]
    assert Entry.objects.about(relay).count() == 1


def test_a_fee_is_waited_for_then_noted_with_its_day_and_means() -> None:
    relay = RelayFactory()
    asking(relay, "12.50")
    line = operations.agree(relay, season=SEASON, by=TEAM, at=NOW)
    assert line.is_due
    assert not Membership.objects.current(SEASON).exists()
    line = operations.note_payment(line, paid_on=date(2026, 11, 2), means=TRANSFER, by=TEAM, at=NOW)
    assert line.is_up_to_date
    assert Membership.objects.current(SEASON).get() == line
    assert "12,50 € par virement" in str(Entry.objects.about(relay)[0])
    with pytest.raises(MembershipRefused, match="déjà réglée"):
        operations.note_payment(line, paid_on=date(2026, 11, 2), means=TRANSFER, by=TEAM, at=NOW)
    with pytest.raises(MembershipRefused, match="réglée"):
        operations.change_fee(line, fee=Decimal(5), by=TEAM, at=NOW)
    assert operations.undo_payment(line, by=TEAM, at=NOW).is_due


def test_money_is_never_noted_for_a_day_to_come_nor_below_zero() -> None:
    relay = RelayFactory()
    asking(relay, "20")
    line = operations.agree(relay, season=SEASON, by=TEAM, at=NOW)
    tomorrow = timezone.localdate(NOW) + timedelta(days=1)
    with pytest.raises(MembershipRefused, match="pas encore venu"):
        operations.note_payment(line, paid_on=tomorrow, means=TRANSFER, by=TEAM, at=NOW)
    with pytest.raises(MembershipRefused, match="pas négative"):
        operations.change_fee(line, fee=Decimal(-1), by=TEAM, at=NOW)


def test_paying_is_agreeing() -> None:
    line = MembershipFactory(fee=20, agreed_at=None, proposed_at=NOW)
    assert operations.note_payment(line, paid_on=NOW.date(), means=TRANSFER, by=TEAM, at=NOW).agreed_at == NOW


@pytest.mark.parametrize("season", [SEASON - 1, SEASON + 2])
def test_one_agrees_for_this_season_or_the_next(season: int) -> None:
    with pytest.raises(MembershipRefused, match="n'adhère plus"):
        operations.agree(RelayFactory(), season=season, by=TEAM, at=NOW)


def test_the_link_of_the_mail_renews_in_one_click_and_following_it_does_not(client: Client) -> None:
    line = MembershipFactory(agreed_at=None, proposed_at=NOW, season=rules.season_at(timezone.now()))
    token = links.make(notices.RENEW_DOOR, line.pk, expires_at=timezone.now() + timedelta(days=1))
    address = reverse("membership:renew", args=[token])
    assert "Renouveler pour la saison" in client.get(address).content.decode()
    assert Membership.objects.get().agreed_at is None
    for _ in range(2):
        assert "renouvelé" in client.post(address).content.decode()
    assert Membership.objects.get().is_up_to_date
    assert Entry.objects.about(line.structure).count() == 1


def renewal(line: Membership) -> str:
    token = links.make(notices.RENEW_DOOR, line.pk, expires_at=timezone.now() + timedelta(days=1))
    return reverse("membership:renew", args=[token])


def test_by_the_same_link_one_says_no_and_why_once_and_may_change_one_s_mind(client: Client) -> None:
    line = MembershipFactory(agreed_at=None, proposed_at=NOW, season=rules.season_at(timezone.now()))
    for reason in ("Plus personne\npour accompagner", "autre chose"):
        page = client.post(renewal(line), {"do": "decline", "reason": reason}).content.decode()
        assert "adhère pas pour la saison" in page
    line.refresh_from_db()
    assert (line.declined_because, line.agreed_at) == ("Plus personne pour accompagner", None)
    said = f"n'adhère pas pour la {line.season_said} : Plus personne pour accompagner"
    assert Entry.objects.about(line.structure).get().sentence == said
    assert "est renouvelé." in client.post(renewal(line)).content.decode()
    line.refresh_from_db()
    assert (line.declined_at, line.declined_because, line.is_up_to_date) == (None, "", True)


def test_a_reason_too_long_declines_nothing_and_stays_typed(client: Client) -> None:
    line = MembershipFactory(agreed_at=None, proposed_at=NOW, season=rules.season_at(timezone.now()))
    page = client.post(renewal(line), {"do": "decline", "reason": "x" * 161}).content.decode()
    assert "x" * 161 in page
    assert not Membership.objects.declined().exists()


def test_saying_no_takes_a_yes_back_but_not_money_that_was_received() -> None:
    relay = RelayFactory()
    asking(relay, "20")
    line = operations.agree(relay, season=SEASON, by=TEAM, at=NOW)
    assert operations.decline(relay, season=SEASON, by=TEAM, at=NOW).agreed_at is None
    assert operations.note_payment(line, paid_on=NOW.date(), means=TRANSFER, by=TEAM, at=NOW).declined_at is None
    with pytest.raises(MembershipRefused, match="réglée"):
        operations.decline(relay, season=SEASON, by=TEAM, at=NOW)
    with pytest.raises(MembershipRefused, match="n'adhère plus"):
        operations.decline(relay, season=SEASON - 1, by=TEAM, at=NOW)


def test_who_said_no_is_not_written_to_and_is_counted(jobs: Jobs, client: Client) -> None:
    relay = RelayFactory(name="A")
    other = RelayFactory(name="B", association=relay.association)
    operations.decline(relay, season=SEASON, by=TEAM, at=NOW)
    campaign = propose(relay.association)
    assert operations.propose_season(campaign, [relay], fee=Decimal(0), by=TEAM, at=NOW) == 0, "said in between"
    jobs.run("membership.write_renewals")
    assert [mail.to for mail in Message.objects.all()] == [other.email]
    client.force_login(StaffRoleFactory(association=relay.association).user)
    page = client.get(reverse("membership:campaign", args=[relay.association.slug]))
    assert (page.context["progress"]["declined"], page.context["progress"]["agreed"]) == (1, 0)


def test_the_team_reads_why_on_its_desk_and_decides_of_the_stage_with_one_button(client: Client) -> None:
    post = ReferentFactory(structure__email="accueil@tilleuls.example.org")
    relay, season = post.structure, rules.season_to_propose(timezone.now())
    address, desk = reverse("membership:member", args=[relay.pk]), reverse("desk:home")
    client.force_login(post.user)
    client.post(address, {"do": "decline", "reason": "Le foyer ferme en juin"})
    assert Stage(type(relay).objects.get().stage) == Stage.ACTIVE, "nobody's stage moves by itself"
    assert reverse("network:move", args=[relay.pk]) not in client.get(address).content.decode()
    client.force_login(StaffRoleFactory(association=relay.association).user)
    assert "1 structure dit ne pas adhérer" in client.get(desk).content.decode()
    listed = client.get(reverse("membership:memberships"), {"state": "declined"})
    assert [row for row, _ in listed.context["rows"]] == [relay]
    page = client.get(address).content.decode()
    assert "Le foyer ferme en juin" in page
    (reason,) = set(re.findall(r'name="reason" value="([^"]+)"', page))
    moved = client.post(reverse("network:move", args=[relay.pk]), {"stage": "lapsed", "reason": unescape(reason)})
    assert moved.status_code == 302
    change = relay.stage_changes.get()
    assert (change.stage, change.reason) == (
        "lapsed",
        f"n'adhère pas, {rules.season_said(season)} : Le foyer ferme en juin",
    )
    assert "ne pas adhérer" not in client.get(desk).content.decode()


def test_what_was_pressed_by_mistake_is_undone_and_nothing_is_said(client: Client) -> None:
    post = ReferentFactory()
    address = reverse("membership:member", args=[post.structure_id])
    client.force_login(post.user)
    for doing in ("decline", "undecline", "undecline"):
        client.post(address, {"do": doing})
    line = Membership.objects.get()
    assert (line.declined_at, line.agreed_at) == (None, None)
    assert Entry.objects.about(post.structure).count() == 2


def test_a_withdrawn_link_renews_nothing(client: Client) -> None:
    line = MembershipFactory(agreed_at=None, proposed_at=NOW, structure__link_epoch=1)
    token = links.make(notices.RENEW_DOOR, line.pk, expires_at=timezone.now() + timedelta(days=1))
    answer = client.post(reverse("membership:renew", args=[token]))
    assert (answer.status_code, Membership.objects.get().agreed_at) == (410, None)


def propose(association, at=NOW) -> Campaign:
    return operations.start_campaign(association, season=SEASON, started_by=None, by=TEAM, at=at)


def test_every_relay_of_the_network_is_written_to_once_with_its_own_figures(jobs: Jobs) -> None:
    last_spring = NOW.replace(year=NOW.year, month=4, day=10)
    opened = last_spring - timedelta(days=30)
    showing = AllotmentFactory(showing__starts_at=last_spring, opens_at=opened, places=40).showing
    home = showing.offer.association
    told, silent = RelayFactory(association=home, name="Les Tilleuls"), RelayFactory(association=home)
    BookingFactory(showing=showing, relay=told, came=3, told_at=NOW)
    BookingFactory(showing=showing, relay=told)
    BookingFactory(showing=showing, relay=told, cancelled_at=NOW)
    for stage in (Stage.PROSPECT, Stage.LAPSED):
        RelayFactory(association=home, stage=stage)
    PartnerFactory(association=home)
    RelayFactory()
    MembershipFactory(structure=RelayFactory(association=home), season=SEASON)
    campaign = propose(home)
    assert jobs.run("membership.write_renewals") == ["membership.write_renewals"]
    mails = {mail.to: mail.text for mail in Message.objects.all()}
    assert set(mails) == {told.email, silent.email}
    assert "8 places réservées, 3 personnes venues, 4 places sans nouvelles" in mails[told.email]
    assert "La saison passée" not in mails[silent.email]
    campaign.refresh_from_db()
    assert (campaign.written, campaign.total) == (2, 2)
    assert campaign.finished_at


def test_pressed_again_it_writes_to_those_who_came_since_and_to_nobody_twice(jobs: Jobs) -> None:
    relay = RelayFactory()
    for _ in range(2):
        propose(relay.association)
        jobs.run("membership.write_renewals")
    assert Message.objects.count() == 1
    new = RelayFactory(association=relay.association)
    propose(relay.association)
    jobs.run("membership.write_renewals")
    assert [mail.to for mail in Message.objects.order_by("pk")] == [relay.email, new.email]


def test_a_job_that_died_half_way_goes_on_where_it_was() -> None:
    relay = RelayFactory()
    other = RelayFactory(association=relay.association)
    campaign = propose(relay.association)
    assert operations.propose_season(campaign, [relay], fee=Decimal(0), by=TEAM, at=NOW) == 1
    assert operations.propose_season(campaign, [relay, other], fee=Decimal(0), by=TEAM, at=NOW) == 1
    assert Message.objects.count() == 2


def test_referents_are_written_to_rather_than_the_relay_and_who_has_no_address_is_named(
    jobs: Jobs, client: Client
) -> None:
    post = ReferentFactory()
    home = post.structure.association
    alone = RelayFactory(association=home, email="", name="Sans boîte")
    campaign = propose(home)
    jobs.run("membership.write_renewals")
    assert [mail.to for mail in Message.objects.all()] == [post.user.email]
    campaign.refresh_from_db()
    assert campaign.unreachable == 1
    client.force_login(StaffRoleFactory(association=home).user)
    assert alone.name in client.get(reverse("membership:campaign", args=[home.slug])).content.decode()


def test_an_address_that_no_longer_works_is_left_where_another_does() -> None:
    relay = RelayFactory(email="Accueil@example.org")
    people = [ReferentFactory(structure=relay).user for _ in range(2)]
    addresses = [person.email for person in people]

    def dies(address: str) -> list[str]:
        DeadAddress.objects.create(address=address.lower(), since=NOW)
        return addresses_of(relay)

    assert addresses_of(relay) == addresses
    assert dies(addresses[0]) == addresses[1:]
    assert dies(addresses[1]) == ["Accueil@example.org"]
    assert dies("accueil@example.org") == addresses, "none works: the mail that comes back says so"


def test_figures_are_read_in_one_query_for_all_relays(django_assert_num_queries) -> None:
    from pontdesarts.bookings.seasons import figures_of

    relays = [RelayFactory() for _ in range(3)]
    with django_assert_num_queries(1):
        assert figures_of(relays, SEASON, NOW) == {}


def test_amounts_and_figures_are_said_as_people_write_them() -> None:
    assert [euros(Decimal(amount)) for amount in ("20.00", "12.50", "0")] == ["20 €", "12,50 €", "0 €"]
    assert Figures(1, 0, 1).said == "1 place réservée, 0 personne venue, 1 place sans nouvelles"
    assert Figures().said == ""


def test_the_relay_renews_from_its_page_and_the_team_notes_the_money(client: Client) -> None:
    post = ReferentFactory()
    relay = post.structure
    asking(relay, "15")
    address = reverse("membership:member", args=[relay.pk])
    client.force_login(post.user)
    assert "Adhérer pour la saison" in client.get(address).content.decode()
    client.post(address, {"do": "agree"})
    assert Membership.objects.get().is_due
    assert "data-print" in client.get(address).content.decode(), "what is due is given to who pays"
    pay = {"do": "pay", "paid_on": timezone.localdate().isoformat(), "means": "cheque"}
    assert client.post(address, pay).status_code == 403, "a relay does not say that it paid"
    client.force_login(StaffRoleFactory(association=relay.association).user)
    assert "obligatoire" in client.post(address, pay | {"paid_on": ""}).content.decode()
    client.post(address, pay)
    assert Membership.objects.get().is_up_to_date
    client.post(address, {"do": "unpay"})
    assert Membership.objects.get().is_due
    client.post(address, {"do": "fee", "fee": "7,50"})
    assert Membership.objects.get().fee == Decimal("7.50")


@pytest.mark.parametrize(("state", "names"), [("due", ["B"]), ("missing", ["C"]), ("ok", ["A"]), ("", ["A", "B", "C"])])
def test_the_list_narrows_by_what_is_missing(client: Client, state: str, names: list[str]) -> None:
    season = rules.season_at(timezone.now())
    first = RelayFactory(name="A")
    MembershipFactory(structure=first, season=season)
    MembershipFactory(structure=RelayFactory(name="B", association=first.association), season=season, fee=10)
    RelayFactory(name="C", association=first.association)
    RelayFactory(name="D")
    client.force_login(StaffRoleFactory(association=first.association).user)
    page = client.get(reverse("membership:memberships"), {"state": state})
    assert [row.name for row, _ in page.context["rows"]] == names


def test_the_list_costs_the_same_for_many(client: Client, queries_stay_flat) -> None:
    first = RelayFactory()
    client.force_login(StaffRoleFactory(association=first.association).user)
    queries_stay_flat(
        lambda: client.get(reverse("membership:memberships")),
        lambda: [MembershipFactory(structure=RelayFactory(association=first.association)) for _ in range(5)],
    )


@pytest.mark.parametrize("doing", ["unpay", "fee", "n'importe quoi", ""])
def test_nothing_else_than_paying_agrees_for_a_relay(client: Client, doing: str) -> None:
    relay = RelayFactory()
    client.force_login(StaffRoleFactory(association=relay.association).user)
    client.post(reverse("membership:member", args=[relay.pk]), {"do": doing, "fee": "3"})
    assert not Membership.objects.exists()
