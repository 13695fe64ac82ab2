"""The timeline: what was noted beside what the product knows, three months at a time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.follow_up import timeline
from pontdesarts.follow_up.sources import SOURCES
from pontdesarts.network.models import Stage, StageChange
from pontdesarts.outings.models import Impression
from tests.agreements.factories import prepared
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.bridge.factories import ThreadFactory
from tests.membership.factories import MembershipFactory
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory, OfferFactory
from tests.support.factories import SupportFactory, VisitFactory

from .scenes import letter_to, note

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def told(structure, last: date = TODAY, names: set[str] | None = None) -> timeline.Story:
    sources = [source for source in SOURCES if names is None or source.name in names]
    return timeline.tell(structure, sources, last=last, today=TODAY)


def sentences(story: timeline.Story) -> list[str]:
    return [moment.sentence.replace("\xa0", " ") for month in story.months for moment in month.moments]


def test_what_was_said_stands_beside_what_the_product_knows_the_last_first() -> None:
    relay = RelayFactory()
    showing = AllotmentFactory(showing__offer__association=relay.association).showing
    booked = BookingFactory(
        relay=relay,
        showing=showing,
        booked_at=datetime(2026, 11, 3, tzinfo=UTC),
        came=3,
        told_at=datetime(2026, 11, 12, tzinfo=UTC),
    )
    Impression.objects.create(showing=showing, booking=booked, line="Beau.", said_at=datetime(2026, 11, 12, tzinfo=UTC))
    StageChange.objects.create(
        structure=relay, stage=Stage.ACTIVE, entered_at=datetime(2026, 9, 2, tzinfo=UTC), reason="Première sortie"
    )
    MembershipFactory(structure=relay, agreed_at=datetime(2026, 10, 1, tzinfo=UTC), season=2026)
    ReferentFactory(structure=relay, since=datetime(2026, 9, 5, tzinfo=UTC), user__name="Fatou Sylla")
    story = told(relay)
    assert sentences(story) == [
        "« Bérénice » : 3 personnes venues sur 4",
        "4 places réservées : « Bérénice », jeudi 3 décembre à 20 h",
        "1 impression recueillie",
        "Adhésion, saison 2026-2027",
        "Fatou Sylla prend la fonction : référente ou référent",
        "Étape : active",
    ]
    assert [month.first for month in story.months] == [date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1)]
    assert sentences(told(relay, names={"etapes"})) == ["Adhésion, saison 2026-2027", "Étape : active"]


def test_a_partner_s_offers_and_the_letters_that_it_received_are_told() -> None:
    offer = OfferFactory(published_at=datetime(2026, 11, 2, tzinfo=UTC))
    partner = offer.partner
    letter = letter_to(partner.association)
    letter.mailing.lines.update(state="sent", sent_at=datetime(2026, 11, 5, tzinfo=UTC))
    assert sentences(told(partner)) == [
        f"Lettre « Des places pour {partner.name} » à {partner.name}",
        "Offre publiée : « Bérénice »",
    ]


def test_a_silence_is_jumped_over_and_one_comes_back() -> None:
    relay = RelayFactory()
    line = note(relay)
    type(line).objects.update(happened_at=datetime(2024, 5, 15, tzinfo=UTC))
    story = told(relay)
    assert (story.months, story.older, story.newer) == ([], date(2024, 5, 1), None)
    before = told(relay, last=story.older or TODAY)
    assert sentences(before) == ["Appel"]
    assert (before.older, before.newer) == (None, date(2024, 8, 1))


def test_what_is_not_this_structure_s_is_not_told() -> None:
    other = BookingFactory(booked_at=datetime(2026, 11, 3, tzinfo=UTC)).relay
    note(other)
    assert sentences(told(RelayFactory(association=other.association))) == []


def test_the_last_minute_of_a_month_is_of_that_month_in_paris() -> None:
    relay = RelayFactory()
    StageChange.objects.create(
        structure=relay, stage=Stage.DORMANT, entered_at=datetime(2026, 8, 31, 22, 30, tzinfo=UTC)
    )
    assert [month.first for month in told(relay).months] == [date(2026, 9, 1)]


def test_a_thousand_bookings_cost_as_many_queries_as_one_and_the_page_says_that_it_is_cut(queries_stay_flat) -> None:
    relay = RelayFactory()
    showing = AllotmentFactory(showing__offer__association=relay.association, places=900).showing

    def book(many: int) -> None:
        for number in range(many):
            BookingFactory(
                relay=relay, showing=showing, booked_at=datetime(2026, 11, 1, 10, tzinfo=UTC) + timedelta(number)
            )

    book(1)
    note(relay)
    queries_stay_flat(lambda: told(relay), lambda: (book(5), note(relay)))
    assert not told(relay).cut


def test_more_than_a_page_holds_is_said(monkeypatch) -> None:
    monkeypatch.setattr(timeline, "MOST", 2)
    relay = RelayFactory()
    for days in range(3):
        StageChange.objects.create(structure=relay, stage="active", entered_at=datetime(2026, 11, 1 + days, tzinfo=UTC))
    story = told(relay)
    assert (len(sentences(story)), story.cut) == (2, True)


def test_the_page_takes_any_month_and_any_choice_and_prints(client) -> None:
    role = StaffRoleFactory()
    relay = RelayFactory(association=role.association)
    note(relay, text="Deux lignes\n<script>alert(1)</script>")
    client.force_login(role.user)
    address = reverse("follow_up:story", args=[relay.pk])
    for asked in ("", "?mois=abc", "?mois=9999-99", "?mois=0001-01", "?mois=9999-12", "?quoi=inventé", "?quoi=suivi"):
        assert client.get(address + asked).status_code == 200, asked
    page = client.get(address).content.decode()
    assert "<script>alert" not in page
    assert "data-print" in page
    piece = client.get(address, headers={"HX-Request": "true", "HX-Target": "results"}).content.decode()
    assert "<html" not in piece
    assert timezone.localdate().strftime("%Y") in piece


def test_conventions_mediation_and_support_are_told_with_a_way_to_each() -> None:
    relay = RelayFactory()
    told_at = datetime(2026, 11, 4, 9, tzinfo=UTC)
    ThreadFactory(relay=relay, partner=PartnerFactory(association=relay.association), opened_at=told_at)
    VisitFactory(support=SupportFactory(structure=relay, asked_at=told_at), noted_at=told_at)
    prepared(relay.association, structure=relay, at=told_at)
    story = told(relay, names={"conventions", "passerelle", "accompagnement"})
    (month,) = story.months
    beginnings = {moment.sentence.split(" ", 1)[0] for moment in month.moments}
    assert beginnings == {"Convention", "Mise", "Accompagnement", "Accompagnement,"}
    assert all(moment.href for moment in month.moments)
