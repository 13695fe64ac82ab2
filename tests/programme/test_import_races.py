"""Two people, or two clicks, import at the same time."""

import pytest

from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import ImportRun, Offer, PendingImport, Showing, Source
from pontdesarts.programme.operations import importing
from pontdesarts.programme.operations.importing import Origin
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory
from tests.bookings.test_races import at_once
from tests.programme.factories import NOW
from tests.programme.test_import_operations import SEASON, event, reading

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor("Ana Duval")
EVENTS = [event(n, f"Soirée {n}") for n in range(20)]


def test_two_clicks_at_once_import_once() -> None:
    association = AssociationFactory()
    origin = Origin(association, "Agenda", "openagenda")
    pending = importing.receive(origin, content=b"{}", window=SEASON, user=UserFactory(), by=BY, at=NOW)
    digest = importing.plan_import(origin, reading=reading(*EVENTS), window=SEASON, at=NOW).digest

    def click() -> None:
        mine = PendingImport.objects.get(pk=pending.pk)
        importing.confirm(mine, read=lambda _: reading(*EVENTS), digest=digest, by=BY, at=NOW)

    assert at_once(click, click, click) == [None] * 3
    assert (ImportRun.objects.count(), Offer.objects.count(), Showing.objects.count()) == (1, 20, 20)


def test_two_imports_of_one_new_source_wait_for_one_another() -> None:
    origin = Origin(AssociationFactory(), "Agenda", "openagenda")

    def bring() -> None:
        importing.import_programme(origin, reading=reading(*EVENTS), window=SEASON, by=BY, at=NOW)

    assert at_once(bring, bring, bring) == [None] * 3
    assert (Source.objects.count(), ImportRun.objects.count(), Offer.objects.count()) == (1, 3, 20)
    assert sorted(run.report["created"] for run in ImportRun.objects.all()) == [0, 0, 20]
