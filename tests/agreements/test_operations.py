"""A convention from its template to what follows it: steps, promises held, renewal, what is forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pontdesarts.agreements import default_texts, delivered, operations, wording
from pontdesarts.agreements.models import Agreement, Kind, Party, Promise, Scan, Signatory, Signature, Stage, Template
from pontdesarts.agreements.refusals import AgreementRefused, PromiseRefused, TemplateRefused
from pontdesarts.desk import waiting_agreements
from pontdesarts.journal.actors import JOB
from pontdesarts.network.models import Structure
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import PartnerFactory, RelayFactory, VenueFactory
from tests.programme.factories import AllotmentFactory
from tests.territory.factories import CommuneFactory

from . import people as ours
from .factories import AT, FIRST, LAST, named, people, prepared, sent, signed

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


# --- templates


def test_another_text_is_another_version_and_conventions_keep_theirs() -> None:
    association = AssociationFactory()
    before = prepared(association)
    made = operations.publish_template(association, kind=Kind.RELAY, text="Pour {{saison}}.", by=JOB, at=AT)
    again = operations.publish_template(association, kind=Kind.RELAY, text="Du {{debut}}.", by=JOB, at=AT)
    assert (made.version, again.version) == (1, 2)
    before.refresh_from_db()
    assert (before.template, before.text) == (None, default_texts.proposed("relay"))
    after = prepared(association)
    assert (after.template, after.text) == (again, "Du {{debut}}.")


@pytest.mark.parametrize(
    ("text", "why"),
    [("Entre {{structur}}", "structur"), ("  \n ", "vide"), ("Jusqu'au {{fin", "{{"), (default_texts.RELAY, "vigueur")],
    ids=["unknown", "empty", "open", "same"],
)
def test_a_template_that_says_nothing_or_names_what_is_not_is_refused(text, why) -> None:
    text = default_texts.proposed("relay") if why == "vigueur" else text
    with pytest.raises(TemplateRefused, match=why):
        operations.publish_template(AssociationFactory(), kind=Kind.RELAY, text=text, by=JOB, at=AT)
    assert not Template.objects.exists()


# --- parties


def test_a_structure_of_another_association_is_party_to_nothing() -> None:
    association, stranger = AssociationFactory(), RelayFactory()
    with pytest.raises(AgreementRefused, match="autre association"):
        prepared(association, structure=stranger)
    agreement = prepared(association)
    with pytest.raises(AgreementRefused, match="autre association"):
        operations.add_party(agreement, structure=stranger, by=JOB, at=AT)
    with pytest.raises(AgreementRefused, match="déjà dans la convention"):
        operations.add_party(agreement, structure=agreement.parties.order_by("pk")[0].structure, by=JOB, at=AT)


def test_the_database_refuses_two_associations_in_one_convention() -> None:
    agreement = prepared(AssociationFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(agreement=agreement)


def test_a_party_that_leaves_takes_its_promises_and_two_stay_at_least() -> None:
    agreement = prepared(AssociationFactory())
    first = agreement.parties.order_by("pk")[0]
    with pytest.raises(AgreementRefused, match="deux au moins"):
        operations.remove_party(first, by=JOB, at=AT)
    operations.add_party(agreement, commune=CommuneFactory(insee="94074"), by=JOB, at=AT)
    operations.remove_party(first, by=JOB, at=AT)
    assert not agreement.promises.exists()


# --- steps


def test_what_ends_says_why_and_when() -> None:
    agreement = signed(AssociationFactory())
    with pytest.raises(AgreementRefused, match="raison"):
        operations.move(agreement, stage=Stage.DENOUNCED, on=AT.date(), by=JOB, at=AT)
    with pytest.raises(AgreementRefused, match="pas encore venu"):
        operations.move(agreement, stage=Stage.ENDED, on=AT.date() + DAY, note="Fini", by=JOB, at=AT)
    operations.move(agreement, stage=Stage.DENOUNCED, on=AT.date(), note="Fermeture du lieu", by=JOB, at=AT)
    agreement.refresh_from_db()
    steps = list(agreement.steps.order_by("pk").values_list("stage", "note"))
    assert steps == [("proposed", ""), ("sent", ""), ("signed", ""), ("denounced", "Fermeture du lieu")]
    with pytest.raises(AgreementRefused, match="ne devient pas"):
        operations.move(agreement, stage=Stage.DISCUSSED, on=AT.date(), by=JOB, at=AT)


def test_a_convention_out_to_sign_that_is_dropped_is_signed_by_nobody() -> None:
    agreement = sent(AssociationFactory())
    operations.move(agreement, stage=Stage.DROPPED, on=AT.date(), note="La commune renonce", by=JOB, at=AT)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.DROPPED
    assert not agreement.versions.filter(replaced_at=None).exists()


# --- promises


def test_meetings_and_money_are_noted_with_their_date_and_taken_back() -> None:
    agreement = prepared(AssociationFactory())
    promise = agreement.promises.get()
    noted = operations.note_delivery(promise, number=1, on=AT.date(), note="Avec les élus", by=JOB, at=AT)
    held = delivered.of(promise, at=AT)
    assert (held.number, held.percent, held.said) == (1, 50, "1 rencontre")
    assert [(line.on, line.said) for line in held.lines] == [(AT.date(), "Avec les élus")]
    operations.undo_delivery(noted, by=JOB, at=AT)
    assert delivered.of(promise, at=AT).percent == 0
    with pytest.raises(PromiseRefused, match="Cette date"):
        operations.note_delivery(promise, number=1, on=AT.date() + DAY, by=JOB, at=AT)


def test_nobody_notes_places_by_hand() -> None:
    agreement = prepared(AssociationFactory())
    seats = operations.add_promise(
        agreement.parties.order_by("pk")[0], kind=Promise.Kind.SEATS, number=10, by=JOB, at=AT
    )
    with pytest.raises(PromiseRefused, match="comptées"):
        operations.note_delivery(seats, number=3, on=AT.date(), by=JOB, at=AT)


def offered(association, places, on, **values):
    return AllotmentFactory(
        showing__offer__association=association,
        showing__starts_at=datetime(on.year, on.month, on.day, 19, tzinfo=UTC),
        showing__ends_at=None,
        opens_at=AT - 60 * DAY,
        closes_at=AT - 59 * DAY,
        places=places,
        **values,
    )


def seats(agreement, party, **values):
    promise = operations.add_promise(party, kind=Promise.Kind.SEATS, number=100, by=JOB, at=AT, **values)
    return delivered.of(wording.promises_of(agreement)[-1], at=AT), promise


def test_places_of_a_partner_are_those_it_offered_during_the_convention_and_no_others() -> None:
    association = AssociationFactory()
    partner, other = PartnerFactory(association=association), PartnerFactory(association=association)
    agreement = prepared(association, structure=partner)
    offered(association, 12, date(2026, 10, 3), showing__offer__partner=partner)
    offered(association, 30, date(2026, 12, 3), showing__offer__partner=partner)
    offered(association, 7, date(2026, 8, 31), showing__offer__partner=partner)
    offered(association, 9, date(2026, 10, 4), showing__offer__partner=other)
    offered(association, 5, date(2026, 10, 5), showing__offer__partner=partner, showing__cancelled_at=AT)
    held, _ = seats(agreement, agreement.parties.get(structure=partner))
    assert (held.number, held.ahead, held.percent) == (12, 30, 12)
    assert [(line.on, line.number) for line in held.lines] == [(date(2026, 10, 3), 12)]


def test_places_of_a_commune_are_those_of_its_partners_and_its_venues() -> None:
    association, here = AssociationFactory(), CommuneFactory(insee="26362", name="Valence")
    elsewhere = CommuneFactory(insee="26281", name="Romans")
    agreement = prepared(association, commune=here)
    home = PartnerFactory(association=association, commune=here)
    away = PartnerFactory(association=association, commune=elsewhere)
    hall = VenueFactory(association=association, commune=here)
    offered(association, 10, date(2026, 10, 3), showing__offer__partner=home, showing__offer__venue=None)
    offered(association, 4, date(2026, 10, 4), showing__offer__partner=away, showing__offer__venue=hall)
    far = VenueFactory(association=association, commune=elsewhere)
    offered(association, 100, date(2026, 10, 5), showing__offer__partner=away, showing__offer__venue=far)
    offered(AssociationFactory(), 1000, date(2026, 10, 6), showing__offer__partner=None, showing__offer__venue=hall)
    held, _ = seats(agreement, agreement.parties.get(commune=here))
    assert held.number == 14


def test_places_that_the_association_promises_are_those_that_the_relays_of_the_others_booked() -> None:
    association, here = AssociationFactory(), CommuneFactory(insee="26362", name="Valence")
    agreement = prepared(association, commune=here)
    showing = offered(association, 50, date(2026, 10, 3)).showing
    elsewhere = CommuneFactory(insee="26281", name="Romans")
    for town, places in ((here, 3), (elsewhere, 5)):
        relay = RelayFactory(association=association, commune=town)
        BookingFactory(showing=showing, relay=relay, places=places, adults=places - 2, from_6_to_11=2)
    held, _ = seats(agreement, agreement.parties.get(structure=None, commune=None))
    assert held.number == 3


# --- what follows


def test_what_follows_has_the_same_parties_people_in_post_and_promises_a_year_later() -> None:
    agreement = prepared(AssociationFactory())
    party = people(agreement)[0].party
    operations.add_promise(party, kind=Promise.Kind.MONEY, number=500, due_on=date(2027, 6, 30), by=JOB, at=AT)
    operations.send_to_sign(agreement, by=JOB, at=AT)
    Agreement.objects.filter(pk=agreement.pk).update(stage=Stage.SIGNED)
    operations.end_post(people(agreement)[0], on=AT.date(), successor="Inès Morel", by=JOB, at=AT)
    after = operations.renew(agreement, by=JOB, at=AT)
    assert (after.starts_on, after.ends_on) == (date(2027, 9, 1), date(2028, 8, 31))
    assert (after.title, after.stage, after.renews) == ("Convention de la saison 2027-2028", Stage.PROPOSED, agreement)
    assert [one.structure for one in after.parties.order_by("pk")] == [
        one.structure for one in agreement.parties.order_by("pk")
    ]
    assert [one.name for one in people(after)] == ["Inès Morel", "Personne 1"]
    due = after.promises.order_by("pk").values_list("kind", "number", "due_on")
    assert list(due) == [("meetings", 2, None), ("money", 500, date(2028, 6, 30))]
    assert operations.renew(agreement, by=JOB, at=AT) == after


def test_what_follows_begins_with_the_latest_template_unless_it_had_words_of_its_own() -> None:
    association = AssociationFactory()
    plain, own = signed(association), prepared(association)
    operations.change_text(own, text="Nos mots à nous, avec {{structure}}.", by=JOB, at=AT)
    Agreement.objects.filter(pk=own.pk).update(stage=Stage.SIGNED)
    operations.publish_template(association, kind=Kind.RELAY, text="Du {{debut}} au {{fin}}.", by=JOB, at=AT)
    assert operations.renew(plain, by=JOB, at=AT).text == "Du {{debut}} au {{fin}}."
    assert operations.renew(own, by=JOB, at=AT).text == "Nos mots à nous, avec {{structure}}."


def test_what_was_never_signed_has_no_sequel() -> None:
    with pytest.raises(AgreementRefused, match="pas été signée"):
        operations.renew(sent(AssociationFactory()), by=JOB, at=AT)


@pytest.mark.parametrize(("days", "surfaces"), [(91, False), (90, True), (0, True), (-1, False)])
def test_the_desk_tells_of_a_convention_from_90_days_before_its_end(days, surfaces) -> None:
    role = StaffRoleFactory()
    agreement = signed(role.association)
    at = timezone.make_aware(datetime(LAST.year, LAST.month, LAST.day, 12)) - timedelta(days=days)
    told = [thing.sentence for thing in waiting_agreements.for_staff(role, at)]
    assert bool(told) == surfaces
    operations.renew(agreement, by=JOB, at=at)
    assert list(waiting_agreements.for_staff(role, at)) == []


def test_the_desk_tells_of_what_nobody_signs_after_two_weeks() -> None:
    role = StaffRoleFactory()
    sent(role.association)
    assert list(waiting_agreements.for_staff(role, AT + 13 * DAY)) == []
    told = list(waiting_agreements.for_staff(role, AT + 15 * DAY))
    assert [thing.sentence for thing in told] == ["1 convention à signer depuis plus de deux semaines"]
    assert list(waiting_agreements.for_staff(StaffRoleFactory(), AT + 15 * DAY)) == []


# --- what is forgotten


def test_five_years_after_the_last_day_people_go_and_the_text_stays() -> None:
    association = AssociationFactory()
    ours.settle(association, RelayFactory(association=association), UserFactory())
    end = timezone.now()
    operations.forget_old(at=end + timedelta(days=5 * 365 - 1))
    assert Signature.objects.count() == 2
    operations.forget_old(at=end + timedelta(days=5 * 365 + 2))
    assert not any(model.objects.exists() for model in (Signature, Signatory, Scan))
    agreement = Agreement.objects.get()
    assert agreement.versions.get().text
    assert set(agreement.steps.values_list("note", flat=True)) == {""}
    assert agreement.promises.get().deliveries.values_list("note", "noted_by").get() == ("", None)
    assert operations.forget_codes(at=end + 2 * DAY) == 0


def test_codes_go_the_day_after() -> None:
    agreement = sent(AssociationFactory())
    person = people(agreement)[0]
    operations.send_code(person, version=agreement.versions.get(), by=JOB, at=AT)
    assert operations.forget_codes(at=AT + timedelta(hours=23)) == 0
    assert operations.forget_codes(at=AT + timedelta(hours=25)) == 1


def test_a_structure_that_was_merged_is_followed_by_the_one_that_stayed() -> None:
    association = AssociationFactory()
    gone, kept = RelayFactory(association=association), RelayFactory(association=association)
    agreement = signed(association, structure=gone)
    Structure.objects.filter(pk=gone.pk).update(merged_into=kept)
    after = operations.renew(agreement, by=JOB, at=AT)
    assert after.parties.order_by("pk")[0].structure == kept


def test_dates_that_go_backwards_or_last_a_century_are_refused() -> None:
    association = AssociationFactory()
    for first, last in ((LAST, FIRST), (FIRST, date(2126, 1, 1)), (date(1, 1, 1), date(2, 1, 1))):
        with pytest.raises(AgreementRefused):
            prepared(association, starts_on=first, ends_on=last)
    agreement = prepared(association)
    named(agreement.parties.order_by("pk")[0], "Autre personne")
    with pytest.raises(AgreementRefused, match="déjà nommée"):
        named(agreement.parties.order_by("pk")[0], "autre personne")


def test_the_desk_tells_for_a_week_that_everybody_has_signed() -> None:
    role = StaffRoleFactory()
    agreement = signed(role.association)
    (news,) = waiting_agreements.for_staff(role, AT + DAY)
    assert agreement.title in news.sentence
    assert news.href.endswith(f"/{agreement.pk}/")
    assert list(waiting_agreements.for_staff(role, AT + 8 * DAY)) == []
    assert list(waiting_agreements.for_staff(StaffRoleFactory(), AT + DAY)) == []
