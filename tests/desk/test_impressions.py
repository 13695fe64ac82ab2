import pytest
from django.urls import reverse

from pontdesarts.associations.models import StaffRole
from pontdesarts.outings.models import Impression
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import PartnerFactory
from tests.statistics.worlds import AT, went

pytestmark = pytest.mark.django_db


def test_the_team_is_told_of_words_to_read_and_others_are_not(client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    booking = went(role.association, PartnerFactory(association=role.association), 6)
    Impression.objects.create(booking=booking, showing=booking.showing, line="Beau.", said_at=AT)
    client.force_login(role.user)
    assert "1 impression à relire" in client.get(reverse("desk:home")).content.decode().replace("\xa0", " ")
    client.force_login(StaffRoleFactory(association=role.association, role=StaffRole.Role.READER).user)
    assert "à relire" not in client.get(reverse("desk:home")).content.decode()
