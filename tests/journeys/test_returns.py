"""The pages of the team about who came, with something on each of them: axe, one title, no sideways scroll."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import JOB
from pontdesarts.outings import operations
from pontdesarts.outings.models import Call, Claim, Dispute
from pontdesarts.outings.operations import Said
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

from .pages import Site

pytestmark = pytest.mark.django_db(transaction=True)


def test_versions_are_settled_a_relay_is_called_the_month_is_read_and_the_rhythm_tried(site: Site, client) -> None:
    direction, now = StaffRoleFactory(role=StaffRole.Role.DIRECTION), timezone.now()
    relay = RelayFactory(association=direction.association, name="Les Tilleuls", phone="01 99 00 12 34")
    ReferentFactory(structure=relay)
    for days in (12, 11, 10):
        operations.tell(past(relay, days=days), came=0, reason="transport", via=Claim.Via.PAGE, by=JOB, at=now)
    past(relay, days=1)
    booking = past(relay, days=2, title="Un bal")
    for came, source in ((4, Claim.Source.REFERENT), (3, Claim.Source.DOOR)):
        said = [Said(booking, came)]
        operations.claim(booking.showing, said, source=source, via=Claim.Via.SCAN, by=JOB, at=now)
    client.force_login(direction.user)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.address}
    site.page.context.add_cookies([session])
    site.open(reverse("outings:disputes"))
    site.page.get_by_role("button", name="3 personnes venues").click()
    site.page.get_by_text("c'est tranché").first.wait_for()
    site.arrived()
    assert not Dispute.objects.exists()
    site.open(reverse("outings:to_call"))
    site.page.get_by_role("link", name="Dire ce qui s'est dit").click()
    site.arrived()
    site.page.get_by_label("Ce qui s'est dit").fill("Le car était en panne")
    site.page.get_by_label("rien de plus").check()
    site.press("Garder ce qui s'est dit")
    site.page.get_by_text("Personne à appeler").wait_for()
    site.arrived()
    assert Call.objects.get().note == "Le car était en panne"
    site.open(reverse("outings:month", args=[f"{timezone.localtime(now):%Y-%m}"]))
    site.open(reverse("outings:rhythm", args=[direction.association.slug]))
    site.press("Voir ce que cela donne")
    site.page.get_by_text("Rien n'est encore enregistré.").wait_for()
    site.arrived()
