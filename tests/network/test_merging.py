"""Two entries of one structure become one, lose nothing, and part again within 30 days."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network import kinship, operations
from pontdesarts.network.models import (
    Contact,
    Merge,
    PartnerKind,
    Referent,
    RelayKind,
    RelayProfile,
    Stage,
    StageChange,
    Structure,
)
from tests import people
from tests.associations.factories import AssociationFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import SINCE, PartnerFactory, ReferentFactory, RelayFactory, StructureFactory

pytestmark = pytest.mark.django_db

AT = SINCE + timedelta(days=60)
TEAM = Actor(label="Nadia, équipe")


def merged(kept: Structure, gone: Structure) -> Merge:
    return operations.merge(kept, gone=gone, by=TEAM, at=AT)


def parted(merge: Merge, *, after: timedelta = timedelta(days=3)) -> Merge:
    return operations.undo_merge(merge, by=TEAM, at=AT + after)


def foreign_keys_of_the_database(*tables: str) -> set[tuple[str, str]]:
    """What PostgreSQL itself knows: every column, of any table, that names a structure or its profile."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
            WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY (%s)
            """,
            [list(tables)],
        )
        return set(cursor.fetchall())


def snapshot() -> dict[str, list[Any]]:
    """Every row of every table that names a structure, and the structures."""
    tables = {relation.model for relation in kinship.relations()} | {Structure, StageChange}
    return {table._meta.label: list(table._base_manager.order_by("pk").values()) for table in tables}


def naming(structure: Structure) -> Iterator[tuple[str, int]]:
    for relation in kinship.relations():
        if number := relation.of(structure.pk).count():
            yield relation.label, number


def test_no_column_that_names_a_structure_is_forgotten() -> None:
    walked = {(relation.model._meta.db_table, relation.column) for relation in kinship.relations()}
    for path in kinship.STAYING:
        label, name = path.rsplit(".", 1)
        relation = kinship.Relation(label, name)
        walked.add((relation.model._meta.db_table, relation.column))
    profiles = [relation.model._meta.db_table for relation in kinship.relations() if relation.is_profile]
    assert walked == foreign_keys_of_the_database("network_structure", *profiles)


def test_whatever_hangs_on_a_structure_follows_and_comes_back_to_the_row() -> None:
    theirs = AssociationFactory()
    people.settle(theirs)
    walked = set()
    for structure in Structure.objects.filter(association=theirs).standing().order_by("pk"):
        walked |= {label for label, _ in naming(structure)}
        kept, before = StructureFactory(association=theirs), snapshot()
        before_kept = Structure.objects.values().get(pk=kept.pk)
        done = merged(kept, structure)
        assert not list(naming(structure))
        assert Structure.objects.get(pk=structure.pk).merged_into == kept
        parted(done)
        assert Structure.objects.values().get(pk=kept.pk) == before_kept
        assert snapshot() == before
    # a table that nobody fills would prove nothing
    assert len(walked) > 12


def test_the_kept_one_learns_what_it_did_not_know_and_nothing_is_written_over() -> None:
    kept = StructureFactory(email="accueil@example.org", phone="", audiences=["familles"], external_ids={"a": "1"})
    gone = StructureFactory(
        association=kept.association,
        email="autre@example.org",
        phone="01 99 00 00 00",
        siret="73282932000074",
        audiences=["jeunes", "familles"],
        external_ids={"a": "2", "b": "3"},
        created_at=SINCE - timedelta(days=9),
    )
    done = merged(kept, gone)
    kept.refresh_from_db()
    assert (kept.email, kept.phone, kept.siret) == ("accueil@example.org", "01 99 00 00 00", "73282932000074")
    assert kept.audiences == ["familles", "jeunes"]
    assert kept.external_ids == {"a": "1", "b": "3"}
    assert kept.created_at == gone.created_at
    operations.describe(kept, values={"phone": "01 99 00 11 11"}, by=TEAM, at=AT)
    parted(done)
    kept.refresh_from_db()
    assert (kept.phone, kept.siret) == ("01 99 00 11 11", "")
    assert kept.created_at == SINCE


def test_the_stage_is_the_one_of_the_livelier_and_comes_back() -> None:
    association = AssociationFactory()
    enter = {"by": TEAM, "at": SINCE}
    kept = operations.admit(association, values={"name": "Les Tilleuls"}, stage=Stage.PROSPECT, **enter)
    gone = operations.admit(association, values={"name": "Tilleuls (Les)"}, stage=Stage.ACTIVE, **enter)
    operations.move(kept, stage=Stage.IN_DISCUSSION, by=TEAM, at=SINCE + timedelta(days=9))
    done = merged(kept, gone)
    kept.refresh_from_db()
    assert kept.stage == kept.stage_changes.get().stage == Stage.ACTIVE
    parted(done)
    kept.refresh_from_db()
    assert kept.stage == kept.stage_changes.first().stage == Stage.IN_DISCUSSION
    assert kept.stage_changes.count() == 2
    assert gone.stage_changes.get().stage == Stage.ACTIVE


def test_a_prospect_that_was_a_relay_all_along_does_not_make_it_new() -> None:
    association, old = AssociationFactory(), SINCE - timedelta(days=700)
    gone = operations.admit(association, values={"name": "Tilleuls (Les)"}, by=TEAM, at=old)
    kept = operations.admit(association, values={"name": "Les Tilleuls"}, by=TEAM, at=SINCE)
    merged(kept, gone)
    assert kept.stage_changes.get().entered_at == old
    assert gone.stage_changes.get().entered_at == SINCE


def test_the_same_person_in_both_keeps_one_post_and_the_other_waits_with_the_gone_one() -> None:
    post = ReferentFactory()
    gone = RelayFactory(association=post.structure.association, profile__suspended_at=AT, profile__suspended_reason="X")
    twice, alone = ReferentFactory(user=post.user, structure=gone), ReferentFactory(structure=gone)
    done = merged(post.structure, gone)
    assert {row.pk for row in Referent.objects.filter(structure=post.structure)} == {post.pk, alone.pk}
    assert kinship.said(done.moved["left"]) == "1 référent et 1 profil de relais"
    kept = RelayProfile.objects.get(structure=post.structure)
    assert kept.suspended_reason == "X"
    parted(done)
    assert {row.pk for row in Referent.objects.filter(structure=gone)} == {twice.pk, alone.pk}
    assert RelayProfile.objects.get(structure=post.structure).suspended_at is None


def test_a_second_profile_of_another_sort_is_taken_with_its_kind() -> None:
    kept = PartnerFactory(profile__kind=PartnerKind.OTHER, profile__list_email="a@example.org")
    gone = PartnerFactory(association=kept.association, profile__kind=PartnerKind.LIBRARY)
    RelayProfile.objects.create(structure=gone, kind=RelayKind.CCAS)
    done = merged(kept, gone)
    kept = Structure.objects.get(pk=kept.pk)
    assert (kept.partner.kind, kept.relay.kind, kept.partner.list_email) == ("mediatheque", "ccas", "a@example.org")
    parted(done)
    assert not RelayProfile.objects.filter(structure=kept).exists()
    assert RelayProfile.objects.get(structure=gone).kind == RelayKind.CCAS


def test_what_came_since_stays_with_the_kept_one() -> None:
    booked = BookingFactory()
    kept = RelayFactory(association=booked.relay.association)
    done = merged(kept, booked.relay)
    since = BookingFactory(relay=kept, showing=booked.showing)
    Contact.objects.create(structure=kept, name="Accueil", confirmed_at=AT)
    parted(done)
    assert Booking.objects.get(pk=booked.pk).relay == booked.relay
    assert Booking.objects.get(pk=since.pk).relay == kept
    assert kept.contacts.count() == 1


def test_what_was_booked_since_by_a_partner_that_became_a_relay_stays_a_relay_s() -> None:
    kept, gone = PartnerFactory(), RelayFactory(profile__kind=RelayKind.PRISON)
    gone.association = kept.association
    gone.save()
    parted(merged(kept, gone))
    assert not RelayProfile.objects.filter(pk=kept.pk).exists(), "nothing came meanwhile"
    done = merged(kept, gone)
    since = BookingFactory(relay=Structure.objects.get(pk=kept.pk))
    parted(done)
    assert RelayProfile.objects.get(pk=gone.pk).kind == RelayKind.PRISON
    assert Booking.objects.get(pk=since.pk).relay.relay.kind == RelayKind.PRISON


def test_the_public_reads_of_what_was_merged_what_both_accepted() -> None:
    """The secret address of a shelter was shown because the other entry, without an address, had accepted to show its
    own."""
    kept = PartnerFactory(shown_publicly=["address", "phone", "website", "kind"], website="https://ici.example.org")
    kept.commune = None
    kept.save()
    gone = RelayFactory(
        association=kept.association, address="3 rue Cachée", phone="01 02 03 04 05", shown_publicly=["phone"]
    )
    merge = merged(kept, gone)
    kept.refresh_from_db()
    assert (kept.address, kept.phone) == ("3 rue Cachée", "01 02 03 04 05")
    assert kept.shown_publicly == ["phone", "website"]
    parted(merge)
    kept.refresh_from_db()
    assert kept.shown_publicly == ["address", "phone", "website", "kind"]


def test_lists_show_the_kept_one_only() -> None:
    kept = RelayFactory()
    gone = PartnerFactory(association=kept.association)
    RelayProfile.objects.create(structure=gone, kind=RelayKind.CCAS)
    merged(kept, gone)
    assert list(Structure.objects.relays()) == list(Structure.objects.partners()) == [kept]
    assert Structure.objects.get(pk=gone.pk).survivor() == kept


def test_a_link_that_was_mailed_to_the_gone_one_opens_the_kept_one_until_it_is_withdrawn() -> None:
    kept = PartnerFactory(link_epoch=3)
    gone = PartnerFactory(association=kept.association)
    merged(kept, gone)
    partners = Structure.objects.partners()
    assert partners.of_link(gone.pk, 0) == partners.of_link(kept.pk, 3) == kept
    assert partners.of_link(gone.pk, 1) is None
    assert partners.of_link(kept.pk, 0) is None


def test_two_that_a_forged_archive_merged_into_each_other_hold_no_page_for_ever() -> None:
    one, other = RelayFactory(), RelayFactory()
    Structure.objects.filter(pk=one.pk).update(merged_into=other)
    Structure.objects.filter(pk=other.pk).update(merged_into=one)
    one.refresh_from_db()
    assert one.survivor() == other


def test_the_journal_of_the_kept_one_says_what_it_took() -> None:
    contact = Contact.objects.create(structure=StructureFactory(name="Tilleuls"), name="A", confirmed_at=AT)
    kept = StructureFactory(association=contact.structure.association)
    merged(kept, contact.structure)
    assert Entry.objects.about(kept).get().sentence == "a réuni ici la fiche « Tilleuls » : 1 contact"


def test_two_that_merge_into_each_other_end_as_one() -> None:
    one = StructureFactory()
    other = StructureFactory(association=one.association)
    merged(one, other)
    with pytest.raises(operations.StructureRefused, match="déjà été réunie"):
        merged(other, one)
    with pytest.raises(operations.StructureRefused, match="déjà été réunie"):
        merged(one, other)
    with pytest.raises(operations.StructureRefused, match="même fiche"):
        merged(one, one)
    assert Merge.objects.count() == 1


def test_each_association_keeps_its_own() -> None:
    with pytest.raises(operations.StructureRefused, match="deux associations"):
        merged(StructureFactory(), StructureFactory(association=AssociationFactory()))


def test_after_thirty_days_a_second_time_and_in_the_middle_of_a_chain_it_cannot_be_undone() -> None:
    one = StructureFactory()
    two, three = (StructureFactory(association=one.association) for _ in "23")
    first = merged(two, one)
    second = merged(three, two)
    assert Structure.objects.get(pk=one.pk).survivor() == three
    with pytest.raises(operations.StructureRefused, match="réunie à son tour"):
        parted(first)
    with pytest.raises(operations.StructureRefused, match="30 jours"):
        parted(second, after=timedelta(days=30, seconds=1))
    parted(second, after=timedelta(days=30))
    with pytest.raises(operations.StructureRefused, match="déjà séparées"):
        parted(second)
    parted(first)
    assert Structure.objects.standing().count() == 3


def test_what_was_being_written_for_the_gone_one_is_brought_in_the_night_and_given_back() -> None:
    kept = RelayFactory()
    gone = RelayFactory(association=kept.association)
    done = merged(kept, gone)
    late = Contact.objects.create(structure=gone, name="Accueil", confirmed_at=AT)
    operations.gather(done, by=TEAM, at=AT)
    assert kept.contacts.get() == late
    assert operations.gather(done, by=TEAM, at=AT).moved["rows"] == Merge.objects.get().moved["rows"]
    parted(done)
    assert gone.contacts.get() == late


@pytest.mark.django_db(transaction=True)
def test_two_people_who_merge_them_both_ways_at_once_make_one_merge() -> None:
    one = StructureFactory()
    other = StructureFactory(association=one.association)
    together, refused = threading.Barrier(2), []

    def go(kept: Structure, gone: Structure) -> None:
        together.wait(5)
        try:
            merged(kept, gone)
        except operations.StructureRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert Merge.objects.count() == 1
    assert Structure.objects.standing().count() == 1


def test_a_relation_is_told_in_french() -> None:
    assert isinstance(Contact._meta.verbose_name, str)
    assert kinship.Relation("network.Contact", "structure").counted(2) == "2 contacts"
    assert issubclass(kinship.Relation("network.Contact", "structure").model, models.Model)
