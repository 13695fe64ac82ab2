from datetime import UTC, datetime

import factory

from pontdesarts.associations.models import Association, StaffRole
from tests.accounts.factories import SecureUserFactory
from tests.territory.factories import DepartmentFactory


class AssociationFactory(factory.django.DjangoModelFactory[Association]):
    class Meta:
        model = Association
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"association-{n}")
    name = factory.Sequence(lambda n: f"Passerelle {n}")
    email = factory.LazyAttribute(lambda a: f"bonjour@{a.slug}.example.org")

    @factory.post_generation
    def departments(self, create, extracted, **kwargs):
        self.departments.set(extracted if extracted is not None else [DepartmentFactory()])


class StaffRoleFactory(factory.django.DjangoModelFactory[StaffRole]):
    class Meta:
        model = StaffRole

    user = factory.SubFactory(SecureUserFactory)
    association = factory.SubFactory(AssociationFactory)
    role = StaffRole.Role.TEAM
    since = datetime(2026, 9, 1, tzinfo=UTC)
