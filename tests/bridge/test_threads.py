"""Two structures are put in touch: who is told, who reads what, and what comes of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pontdesarts.bridge import operations
from pontdesarts.bridge.models import Announcement, Side, Speaker, Thread, ThreadMessage
from pontdesarts.bridge.refusals import AnnouncementRefused, ThreadRefused
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import PartnerProfile, RelayKind, Structure
from tests.network.factories import CoordinatorFactory, ReferentFactory, RelayFactory

from .factories import FAR, SINCE, NeedFactory, OfferedFactory, ThreadFactory, ThreadMessageFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
VALUES = {"kind": "workshop", "title": "Atelier masques", "text": "Deux heures.", "until": date(2027, 6, 1)}


@pytest.fixture
def offer() -> Announcement:
    made: Announcement = OfferedFactory(structure__name="Théâtre du Fil", structure__email="fil@example.org")
    return made


@pytest.fixture
def relay(offer: Announcement) -> Structure:
    made: Structure = RelayFactory(association=offer.structure.association, name="Les Tilleuls")
    return made


def put_in_touch(offer: Announcement, relay: Structure, speaker: Speaker = Speaker.TEAM) -> Thread:
    return operations.connect(offer, other=relay, speaker=speaker, by=TEAM, at=AT)


def mails(jobs, mailoutbox) -> dict[str, str]:  # type: ignore[no-untyped-def]
    jobs.run()
    return {mail.to[0]: mail.body for mail in mailoutbox}


def test_one_click_mails_both_and_the_partner_needs_no_account(offer, relay, jobs, mailoutbox, client) -> None:
    awa = ReferentFactory(structure=relay).user
    thread = put_in_touch(offer, relay)
    sent = mails(jobs, mailoutbox)
    assert set(sent) == {"fil@example.org", awa.email}
    assert f"/passerelle/relations/{thread.pk}/" in sent[awa.email]
    assert "lien/" not in sent[awa.email]
    link = next(line for line in sent["fil@example.org"].splitlines() if "/passerelle/lien/" in line)
    path = "/passerelle/" + link.split("/passerelle/")[1]
    client.post(path, {"do": "write", "text": "Bonjour, quand venez-vous ?"})
    assert ThreadMessage.objects.get().author_label == "Théâtre du Fil, par son lien"
    assert thread.messages.get().speaker == Speaker.PARTNER


@pytest.mark.parametrize(
    ("opener", "partner_reads", "relay_reads"),
    [
        (Speaker.TEAM, "vous met en relation avec « Les Tilleuls »", "vous met en relation avec « Théâtre du Fil »"),
        (Speaker.RELAY, "« Les Tilleuls » souhaite parler avec vous", "Vous êtes en relation avec « Théâtre du Fil »"),
        (
            Speaker.PARTNER,
            "Vous êtes en relation avec « Les Tilleuls »",
            "« Théâtre du Fil » souhaite parler avec vous",
        ),
    ],
)
def test_each_side_reads_from_where_it_stands_who_puts_in_touch(
    offer, relay, jobs, mailoutbox, opener, partner_reads, relay_reads
) -> None:
    put_in_touch(offer, relay, opener)
    sent = mails(jobs, mailoutbox)
    assert partner_reads in sent["fil@example.org"]
    assert relay_reads in sent[relay.email]


def test_a_mail_names_who_wrote_and_not_how_they_came_in(offer, relay, jobs, mailoutbox) -> None:
    thread = put_in_touch(offer, relay)
    by = Actor.link("Théâtre du Fil")
    operations.write(thread, text="Mardi ?", speaker=Speaker.PARTNER, by=by, at=AT)
    assert "Théâtre du Fil écrit :" in mails(jobs, mailoutbox)[relay.email]


def test_a_second_click_opens_nothing_and_mails_nobody(offer, relay, jobs, mailoutbox) -> None:
    assert put_in_touch(offer, relay) == put_in_touch(offer, relay)
    assert len(mails(jobs, mailoutbox)) == 2
    assert Thread.objects.count() == 1
    operations.close(Thread.objects.get(), by=TEAM, at=AT)
    put_in_touch(offer, relay)
    assert Thread.objects.count() == 2


def test_who_holds_a_post_is_mailed_rather_than_the_general_address(offer, relay, jobs, mailoutbox) -> None:
    paul = CoordinatorFactory(structure=offer.structure).user
    put_in_touch(offer, relay)
    assert set(mails(jobs, mailoutbox)) == {paul.email, relay.email}


def test_a_relay_to_protect_is_named_once_it_has_spoken(offer, jobs, mailoutbox) -> None:
    house = RelayFactory(association=offer.structure.association, name="Foyer Secret", profile__kind=RelayKind.ASYLUM)
    thread = put_in_touch(offer, house)
    first = mails(jobs, mailoutbox)["fil@example.org"]
    assert "Un relais de l'association" in first
    assert "Foyer Secret" not in first
    operations.write(thread, text="Des précisions ?", speaker=Speaker.PARTNER, by=TEAM, at=AT)
    assert Thread.objects.get().name_for_partner == "Un relais de l'association"
    operations.write(thread, text="Nous sommes douze.", speaker=Speaker.RELAY, by=TEAM, at=AT)
    assert Thread.objects.get().name_for_partner == "Foyer Secret"


def test_other_relays_are_named_at_once(offer, relay) -> None:
    assert put_in_touch(offer, relay).name_for_partner == "Les Tilleuls"


def test_a_message_goes_to_the_other_side_only_and_to_both_from_the_team(offer, relay, jobs, mailoutbox) -> None:
    thread = put_in_touch(offer, relay)
    mails(jobs, mailoutbox)
    for speaker, told in (
        (Speaker.PARTNER, {relay.email}),
        (Speaker.RELAY, {"fil@example.org"}),
        (Speaker.TEAM, {relay.email, "fil@example.org"}),
    ):
        mailoutbox.clear()
        operations.write(thread, text=f"Un mot {speaker}", speaker=speaker, by=TEAM, at=AT)
        sent = mails(jobs, mailoutbox)
        assert set(sent) == told
        assert all(f"Un mot {speaker}" in body for body in sent.values())


def test_a_message_sent_twice_is_there_once(offer, relay, jobs, mailoutbox) -> None:
    thread = put_in_touch(offer, relay)
    for seconds in (0, 10):
        operations.write(thread, text="Mardi ?", speaker=Speaker.RELAY, by=TEAM, at=AT + timedelta(seconds=seconds))
    assert thread.messages.count() == 1


def test_nobody_writes_in_a_closed_thread_until_it_is_open_again(offer, relay) -> None:
    thread = put_in_touch(offer, relay)
    operations.close(thread, by=TEAM, at=AT)
    with pytest.raises(ThreadRefused, match="Rouvrez-la"):
        operations.write(thread, text="Encore là ?", speaker=Speaker.RELAY, by=TEAM, at=AT)
    operations.reopen(thread, by=TEAM, at=AT)
    operations.write(thread, text="Encore là ?", speaker=Speaker.RELAY, by=TEAM, at=AT)
    assert thread.messages.count() == 1


def test_what_came_of_it_is_recorded_and_undone(offer, relay) -> None:
    thread = put_in_touch(offer, relay)
    with pytest.raises(ThreadRefused, match="pas encore venu"):
        operations.tell_held(thread, held_on=date(2026, 11, 21), people=9, came_of_it="", by=TEAM, at=AT)
    operations.tell_held(
        thread, held_on=date(2026, 11, 19), people=9, came_of_it="Deux ateliers de plus.", by=TEAM, at=AT
    )
    told = Thread.objects.get()
    assert (told.held, told.people, told.came_of_it) == (True, 9, "Deux ateliers de plus.")
    assert not told.is_silent(AT + timedelta(days=90))
    operations.undo_outcome(thread, by=TEAM, at=AT)
    assert Thread.objects.get().held is None
    with pytest.raises(ThreadRefused, match="raison"):
        operations.tell_not_held(thread, why="  ", by=TEAM, at=AT)
    operations.tell_not_held(thread, why="Plus de budget pour le car.", by=TEAM, at=AT)
    assert Thread.objects.get().held is False
    verbs = set(Entry.objects.about(thread).values_list("verb", flat=True))
    assert verbs == {"bridge.opened", "bridge.held", "bridge.outcome_undone", "bridge.not_held"}


def test_silent_threads_are_found_as_the_rule_says() -> None:
    at = SINCE + timedelta(days=30)
    told = {"held": False, "told_at": SINCE}
    rows = [
        ThreadFactory(),
        ThreadFactory(spoke_at=SINCE + timedelta(seconds=1)),
        ThreadFactory(closed_at=SINCE),
        ThreadFactory(**told),
    ]
    assert set(Thread.objects.silent(at)) == {row for row in rows if row.is_silent(at)} == {rows[0]}


@pytest.mark.parametrize("spoilt", ["withdrawn", "expired", "suspended", "elsewhere", "unreachable"])
def test_nobody_is_put_in_touch_with_what_is_not_there(spoilt: str, offer: Announcement, relay: Structure) -> None:
    if spoilt == "withdrawn":
        operations.withdraw(offer, by=TEAM, at=AT)
    elif spoilt == "expired":
        Announcement.objects.update(until=date(2026, 11, 19))
    elif spoilt == "suspended":
        PartnerProfile.objects.update(suspended_at=AT)
    elif spoilt == "elsewhere":
        relay = RelayFactory()
    else:
        Structure.objects.filter(pk=relay.pk).update(email="")
        relay.refresh_from_db()
    with pytest.raises(ThreadRefused):
        put_in_touch(offer, relay)
    assert not Thread.objects.exists()


def test_an_offer_and_a_need_make_one_thread_and_two_offers_none(offer: Announcement) -> None:
    here = offer.structure.association
    need = NeedFactory(structure__association=here)
    thread = operations.connect(need, other=offer, speaker=Speaker.PARTNER, by=TEAM, at=AT)
    assert (thread.offer, thread.need) == (offer, need)
    with pytest.raises(ThreadRefused, match="même côté"):
        operations.connect(
            offer, other=OfferedFactory(structure__association=here), speaker=Speaker.TEAM, by=TEAM, at=AT
        )


def test_it_is_published_once_on_ones_own_side_for_a_year_at_most(offer: Announcement, relay: Structure) -> None:
    made = operations.publish(relay, side=Side.NEED, values=VALUES, by=TEAM, at=AT)
    assert operations.publish(relay, side=Side.NEED, values=VALUES, by=TEAM, at=AT) == made
    with pytest.raises(AnnouncementRefused, match="pas un partenaire"):
        operations.publish(relay, side=Side.OFFER, values=VALUES, by=TEAM, at=AT)
    for until in (date(2026, 11, 19), date(2027, 11, 23)):
        with pytest.raises(AnnouncementRefused):
            operations.publish(relay, side=Side.NEED, values=VALUES | {"until": until}, by=TEAM, at=AT)
    with pytest.raises(AnnouncementRefused, match="avant le premier"):
        days = {"first_day": date(2027, 2, 2), "last_day": date(2027, 2, 1)}
        operations.change(made, values=days, by=TEAM, at=AT)


def test_withdrawn_it_leaves_the_list_and_comes_back_unless_its_date_is_past(offer: Announcement) -> None:
    today = AT.date()
    assert operations.withdraw(offer, by=TEAM, at=AT) not in Announcement.objects.listed(today)
    assert operations.put_back(offer, by=TEAM, at=AT) in Announcement.objects.listed(today)
    assert offer not in Announcement.objects.listed(FAR + timedelta(days=1))
    operations.withdraw(offer, by=TEAM, at=AT)
    Announcement.objects.update(until=today - timedelta(days=1))
    with pytest.raises(AnnouncementRefused, match="date est passée"):
        operations.put_back(offer, by=TEAM, at=AT)


def test_after_two_years_words_go_and_figures_stay() -> None:
    at = SINCE + timedelta(days=2 * 365, seconds=1)
    told = {"held": True, "held_on": SINCE.date(), "people": 7, "came_of_it": "Un projet.", "told_at": SINCE}
    thread = ThreadMessageFactory(thread=ThreadFactory(**told)).thread
    kept = ThreadMessageFactory(written_at=at, thread__spoke_at=at)
    old, young = NeedFactory(), NeedFactory(written_at=at)
    operations.forget_old(at=at)
    thread.refresh_from_db()
    assert (thread.people, thread.came_of_it) == (7, "")
    assert list(ThreadMessage.objects.all()) == [kept]
    assert list(Announcement.objects.all()) == [young]
    assert old != young
    assert operations.forget_old(at=at) == 0
