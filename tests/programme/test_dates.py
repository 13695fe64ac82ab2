"""When and how many, as one types them; and what happens to a date afterwards."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.programme.models import Allotment, Offer, Showing
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import VenueFactory
from tests.programme.factories import AllotmentFactory, OfferFactory, ShowingFactory
from tests.programme.test_entry import in_days, rows, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(client) -> Offer:
    offer = OfferFactory(published_at=None)
    client.force_login(StaffRoleFactory(association=offer.association, role=StaffRole.Role.PROGRAMMER).user)
    return offer


def at(name: str, *args) -> str:
    return reverse(f"programme:{name}", args=args)


def soon(days: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(in_days(days), time(20)))


def given(offer: Offer, *, days: int = 10, **fields) -> Allotment:
    now = timezone.now()
    starts_at = soon(days)
    return AllotmentFactory(
        showing__offer=offer, showing__starts_at=starts_at, opens_at=now - timedelta(days=1),
        closes_at=starts_at - timedelta(hours=48), **fields,
    )  # fmt: skip


# --- when


def test_more_rows_keep_what_was_typed_and_write_nothing(client, offer) -> None:
    response = client.post(at("dates", offer.pk), rows((in_days(3), "14:30", ""), more="1"))
    page = text(response)
    assert 'value="14:30"' in page
    assert page.count("-starts") > 5 * 2
    assert offer.showings.count() == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ((in_days(3), "20:00", "18:00"), "La fin (18\u00a0h) est avant le début (20\u00a0h)."),
        ((in_days(-3), "20:00", ""), "est passé."),
        ((in_days(1200), "20:00", ""), "est-ce la bonne année ?"),
        ((in_days(3), "", ""), "Ce champ est obligatoire"),
        (("", "", ""), "Écrivez au moins une date."),
    ],
    ids=["ends before", "past", "far", "no hour", "nothing"],
)
def test_a_date_that_does_not_stand_is_said_beside_it(client, offer, row, said) -> None:
    page = text(client.post(at("dates", offer.pk), rows((in_days(9), "20:15", ""), row) if row[0] else rows(row)))
    assert said in page
    assert ('value="20:15"' in page) or not row[0]
    assert offer.showings.count() == 0


def test_dates_every_week_skip_the_school_holidays_of_the_zone(client, offer) -> None:
    first, last = in_days(1), in_days(80)
    typed = {"way": "semaine", "weekdays": ["0", "1", "2", "3", "4", "5", "6"], "every": "1", "starts": "14:30",
             "first": first, "last": last}  # fmt: skip
    client.post(at("dates", offer.pk), typed | {"skip_school": "on"})
    found = [
        timezone.localtime(moment)
        for moment in offer.showings.order_by("starts_at").values_list("starts_at", flat=True)
    ]
    assert 0 < len(found) < 80
    assert {moment.time() for moment in found} == {time(14, 30)}
    client.post(at("dates", offer.pk), typed)
    assert offer.showings.count() == 80  # those that were there are left alone


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"last": in_days(-1)}, "est passé"),
        ({"first": in_days(50), "last": in_days(40)}, "est avant le"),
        ({"last": in_days(1000)}, "plus de 800 dates"),
        ({"ends": "09:00"}, "La fin (9\u00a0h) est avant le début (14\u00a0h\u00a030)."),
        ({"weekdays": []}, "Ce champ est obligatoire"),
    ],
    ids=["past", "backwards", "too many", "ends before", "no day"],
)
def test_a_recurrence_that_does_not_stand_is_said_and_stays_typed(client, offer, changed, said) -> None:
    typed = {"way": "semaine", "weekdays": ["0", "1", "2", "3", "4", "5", "6"], "every": "1", "starts": "14:30",
             "first": in_days(1), "last": in_days(30)}  # fmt: skip
    page = text(client.post(at("dates", offer.pk), typed | changed))
    assert said in page
    assert 'value="14:30"' in page
    assert offer.showings.count() == 0


def test_a_period_without_booking_goes_to_the_catalogue_without_places(client, offer) -> None:
    typed = {"way": "periode", "first": in_days(0), "last": in_days(90), "booking_needed": "non"}
    client.post(at("dates", offer.pk), typed)
    offer.refresh_from_db()
    assert (offer.open_dated, offer.booking_needed) == (True, False)
    assert "On vient sans réserver" in text(client.get(at("places", offer.pk)))
    client.post(at("publish", offer.pk))
    offer.refresh_from_db()
    assert offer.published_at
    assert "sans réservation" in text(client.get(at("manage_offer", offer.pk)))


def test_the_dates_ticked_are_removed(client, offer) -> None:
    gone, kept = (ShowingFactory(offer=offer, starts_at=soon(days)) for days in (5, 6))
    client.post(at("remove_dates", offer.pk), {"date": [gone.pk, ShowingFactory().pk, "x"]})
    assert list(offer.showings.all()) == [kept]
    assert Showing.objects.count() == 2


# --- how many


def test_places_differ_by_date(client, offer) -> None:
    usual, small = (ShowingFactory(offer=offer, starts_at=soon(days)) for days in (5, 6))
    typed = {"places": "12", "wheelchair_places": "2", "voucher_mode": "name_list", f"date-{small.pk}-places": "1"}
    assert client.post(at("places", offer.pk), typed).status_code == 302
    assert [(a.places, a.wheelchair_places) for a in Allotment.objects.order_by("showing__starts_at", "pk")] == [
        (12, 2), (1, 1),
    ]  # fmt: skip
    page = client.get(at("places", offer.pk))
    assert page.context["form"]["places"].value() == 12
    assert page.context["rows"][1]["places"].value() == 1
    assert usual.allotment


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"wheelchair_places": "13"}, "plus de places pour fauteuil (13) que de places en tout (12)"),
        ({"places": "3"}, "4 places sont déjà réservées"),
        ({"opens_at": "2090-01-01T10:00"}, "la réservation doit s&#x27;ouvrir avant de se fermer"),
        ({"places": "beaucoup"}, "Saisissez un nombre entier"),
    ],
)
def test_places_that_do_not_stand_are_said_and_nothing_typed_is_lost(client, offer, changed, said) -> None:
    before = given(offer, taken=4)
    typed = {"places": "12", "wheelchair_places": "0", "voucher_mode": "code", "most_per_booking": "7"} | changed
    page = text(client.post(at("places", offer.pk), typed))
    assert said in page
    assert 'value="7"' in page
    before.refresh_from_db()
    offer.refresh_from_db()
    assert (before.places, offer.voucher_mode) == (10, "name_list")


def test_many_dates_of_several_drafts_receive_places_in_one_gesture(client, offer) -> None:
    other = OfferFactory(association=offer.association, partner=offer.partner, published_at=None, title="Phèdre")
    dates = [ShowingFactory(offer=o, starts_at=soon(days)) for o in (offer, other) for days in (5, 6, 7)]
    page = text(client.get(at("many_places")))
    assert "6 dates à venir n&#x27;ont pas encore de places" in text(client.get(at("manage")))
    assert page.count('name="date"') == 6
    typed = {"date": [d.pk for d in dates[:5]], "places": "8", "wheelchair_places": "1", "publish": "1"}
    assert client.post(at("many_places"), typed).status_code == 302
    assert Allotment.objects.filter(places=8).count() == 5
    assert Offer.objects.published().count() == 2
    assert text(client.get(at("many_places"))).count('name="date"') == 1


def test_what_was_ticked_stays_ticked_when_the_number_is_wrong(client, offer) -> None:
    dates = [ShowingFactory(offer=offer, starts_at=soon(days)) for days in (5, 6)]
    page = text(client.post(at("many_places"), {"date": [dates[0].pk], "places": "", "publish": "1"}))
    assert page.count(" checked") == 1
    assert Allotment.objects.count() == 0


def test_chosen_dates_of_an_offer_come_ticked(client, offer) -> None:
    chosen = given(offer).showing
    ShowingFactory(offer=offer, starts_at=soon(20))
    page = text(client.get(at("many_places"), {"date": [chosen.pk]}))
    assert page.count('name="date"') == page.count(" checked") == 1


# --- afterwards


def test_a_date_is_cancelled_with_its_reason_knowing_how_many_places_are_taken(client, offer) -> None:
    showing = given(offer, taken=3).showing
    page = text(client.get(at("cancel_date", showing.pk)))
    assert "3 places sont réservées" in page
    assert "Raison" in page
    assert "Ce champ est obligatoire" in text(client.post(at("cancel_date", showing.pk), {"reason": ""}))
    client.post(at("cancel_date", showing.pk), {"reason": "Salle inondée."})
    showing.refresh_from_db()
    assert showing.cancel_reason == "Salle inondée."
    page = text(client.get(at("manage_offer", offer.pk)))
    assert "annulée" in page
    assert "A annulé la date : Salle inondée." in page


def test_a_date_moves_to_another_hour_and_place(client, offer) -> None:
    showing = given(offer).showing
    elsewhere = VenueFactory(association=offer.association, partner=offer.partner)
    typed = {"day": in_days(12), "starts": "14:00", "ends": "", "venue": elsewhere.pk}
    client.post(at("move_date", showing.pk), typed)
    showing.refresh_from_db()
    assert (timezone.localtime(showing.starts_at).hour, showing.venue) == (14, elsewhere)
    refused = client.post(at("move_date", showing.pk), typed | {"ends": "13:00"})
    assert "La fin (13\u00a0h) est avant le début (14\u00a0h)." in text(refused)
    assert client.post(at("move_date", showing.pk), typed | {"venue": VenueFactory().pk}).context["form"].errors


def test_an_offer_is_withdrawn_and_copied_for_next_season(client, offer) -> None:
    given(offer, taken=2)
    assert "2 places sont déjà réservées" in text(client.get(at("withdraw", offer.pk)))
    client.post(at("withdraw", offer.pk), {"reason": "Salle fermée"})
    page = text(client.get(at("manage_offer", offer.pk)))
    assert "Modifier" not in page
    response = client.post(at("copy", offer.pk))
    copy = Offer.objects.get(copied_from=offer)
    assert response.url == at("dates", copy.pk)
    assert "Tout est repris, sauf les dates" in text(client.get(response.url))


# --- the list


def test_each_offer_is_under_its_tab(client, offer) -> None:
    association, partner = offer.association, offer.partner

    def made(title, **fields) -> Offer:
        return OfferFactory(association=association, partner=partner, title=title, **fields)

    given(made("En ligne"), taken=3)
    ShowingFactory(offer=made("Passée"), starts_at=soon(-3))
    made("Retirée", withdrawn_at=timezone.now())
    found = {
        tab: [o.title for o in client.get(at("manage"), {"onglet": tab}).context["page"]]
        for tab in ("brouillons", "publiees", "passees", "retirees")
    }
    online = client.get(at("manage")).context["page"][0]
    assert (online.dates, online.places, online.taken, online.dates_without_places) == (1, 10, 3, 0)
    assert found == {
        "brouillons": ["Bérénice"], "publiees": ["En ligne"], "passees": ["Passée"], "retirees": ["Retirée"],
    }  # fmt: skip


def test_the_list_narrows_by_text_and_partner(client, offer) -> None:
    other = OfferFactory(association=offer.association, title="Phèdre", published_at=None)

    def shown(**asked) -> list[Offer]:
        return list(client.get(at("manage"), {"onglet": "brouillons", **asked}).context["page"])

    assert shown(q="berenice") == [offer]
    assert shown(partenaire=other.partner_id) == [other]
    assert shown(q="???") == []
    assert len(shown(partenaire="999999")) == 2


def test_the_piece_that_htmx_asks_for_is_the_piece_of_the_page(client, offer) -> None:
    whole = text(client.get(at("manage")))
    piece = text(client.get(at("manage"), headers={"HX-Request": "true", "HX-Target": "results"}))
    assert "<h1" not in piece
    assert piece.strip() in whole


def test_the_offers_of_others_are_not_read_to_count_one_s_own(client, offer, django_assert_max_num_queries) -> None:
    given(offer)
    client.post(at("publish", offer.pk))
    with django_assert_max_num_queries(30) as asked:
        assert offer.title in client.get(at("manage")).content.decode()
    sent = [query["sql"] for query in asked.captured_queries]
    assert not [sql for sql in sent if '"association_id" IN (SELECT' in sql and sql.count('FROM "programme_offer"')]
    (figures,) = [sql for sql in sent if "SUM(" in sql]
    assert f'"programme_offer"."id" IN ({offer.pk})' in figures, "those of a page, by their keys"
    assert "IN (SELECT" not in figures


def test_the_pages_cost_the_same_for_many_dates_and_offers(client, offer, queries_stay_flat) -> None:
    given(offer)
    client.post(at("publish", offer.pk))
    ShowingFactory(offer=offer, starts_at=soon(11))

    def grow() -> None:
        for days in range(20, 24):
            given(offer, days=days)
            ShowingFactory(offer=offer, starts_at=soon(days + 10), venue=VenueFactory(association=offer.association))
            another = OfferFactory(association=offer.association)
            given(another)
            ShowingFactory(offer=another, starts_at=soon(days))

    pages = [at("manage"), at("many_places"), at("manage_offer", offer.pk), at("dates", offer.pk),
             at("places", offer.pk), at("review", offer.pk), at("what", offer.pk), at("partners")]  # fmt: skip
    for page in pages:
        client.get(page)
    for page in pages:
        assert queries_stay_flat(lambda page=page: client.get(page), grow) < 30
