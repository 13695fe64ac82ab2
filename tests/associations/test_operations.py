from datetime import UTC, datetime

import pytest

from pontdesarts.associations import operations, policies, rules
from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.territory.factories import DepartmentFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
BY = Actor(label="Direction")
Role = StaffRole.Role


def test_an_association_opens_with_the_national_terms() -> None:
    association = operations.found(slug="vdm", name="Val-de-Marne", departments=[DepartmentFactory()], by=BY, at=AT)
    assert association.terms == rules.NATIONAL
    assert [d.code for d in association.departments.all()] == ["94"]


def test_its_own_terms_replace_the_national_ones_until_they_are_given_up() -> None:
    association = AssociationFactory()
    operations.change_terms(association, terms={"most_family": 4}, by=BY, at=AT)
    association.refresh_from_db()
    assert association.terms.most_family == 4
    assert Entry.objects.about(association).get().sentence.endswith("sortie en famille : 4")
    operations.change_terms(association, terms={"most_family": None}, by=BY, at=AT)
    association.refresh_from_db()
    assert association.terms == rules.NATIONAL


@pytest.mark.parametrize("terms", [{"pickup_kept_days": 8}, {"most_group": 0}, {"closes_hours": 100_000}])
def test_a_term_out_of_bounds_is_refused_and_nothing_changes(terms) -> None:
    association = AssociationFactory()
    with pytest.raises(operations.TermsRefused):
        operations.change_terms(association, terms={"most_family": 4, **terms}, by=BY, at=AT)
    association.refresh_from_db()
    assert association.own_terms == dict.fromkeys(rules.NAMES)


def test_a_new_role_ends_the_earlier_one() -> None:
    held = StaffRoleFactory(role=Role.PROGRAMMER)
    operations.give_role(held.association, user=held.user, role=Role.TEAM, by=BY, at=AT)
    assert [r.role for r in StaffRole.objects.current()] == [Role.TEAM]
    assert policies.may_run(held.user, held.association)


def test_the_last_director_cannot_leave_nor_become_something_else() -> None:
    only = StaffRoleFactory(role=Role.DIRECTION)
    with pytest.raises(operations.LastDirector):
        operations.end_role(only, by=BY, at=AT)
    with pytest.raises(operations.LastDirector):
        operations.give_role(only.association, user=only.user, role=Role.READER, by=BY, at=AT)
    StaffRoleFactory(role=Role.DIRECTION, association=only.association)
    operations.end_role(only, by=BY, at=AT)
    assert not policies.may_direct(only.user, only.association)


def test_a_role_in_one_association_gives_nothing_in_another() -> None:
    held, other = StaffRoleFactory(role=Role.DIRECTION), AssociationFactory()
    assert policies.may_programme(held.user, held.association)
    assert not policies.may_programme(held.user, other)
    assert not policies.may_programme(UserFactory(), other)
